/** The file that says what is in a folder, and which file of weights belongs to it. */
export const MODEL = 'model.json';

const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** The names of files of weights; those without an id are of earlier versions. */
const WEIGHTS = new RegExp(`^weights-([0-9a-f]{16})(?:-(${ID}))?\\.bin$`);

/** The names of files that a save has begun, and perhaps left: a `model.json`, or in earlier versions weights. */
const PENDING = new RegExp(`^(?:model\\.json|weights-[0-9a-f]{16}\\.bin)\\.(${ID})\\.tmp$`);

/** Returns the name of the weights of a save: the first digits of the SHA-256 of what is in them, and the save's id. */
export function weightsName(digits: string, id: string): string {
  return `weights-${digits}-${id}.bin`;
}

/** Returns the name that the `model.json` of a save has until it takes the place of the one before. */
export function pendingName(id: string): string {
  return `${MODEL}.${id}.tmp`;
}

/** Returns what the name of a file of weights says, and undefined of any other file. */
export function weightsOf(name: string): {digits: string; id: string | undefined} | undefined {
  const [, digits, id] = WEIGHTS.exec(name) ?? [];
  return digits === undefined ? undefined : {digits, id};
}

/** Returns the id of the save that has begun a file, and undefined of any other file. */
export function pendingOf(name: string): string | undefined {
  return PENDING.exec(name)?.[1];
}

/** Returns the first 16 hexadecimal digits of the SHA-256 of some bytes. */
export async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Tells whether the file system says that there is no such file. */
export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
