import {open, stat} from 'node:fs/promises';
import {pipeline, Readable} from 'node:stream';
import {createGunzip} from 'node:zlib';

/** Bytes that are read at a time where the reader does not say how many it needs. */
const CHUNK = 1 << 18;

/** More than this a gzipped byte cannot hold (zlib's technical details: 1032 : 1). */
const MOST_INFLATION = 1032;

/** A file that is read from its beginning, or what a gzipped one unpacks to. */
export interface FileBytes {
  /**
   * Returns the next bytes.
   *
   * @throws Error when the file ends before.
   */
  read(length: number): Promise<Buffer>;
  /** @throws Error when the file goes on. */
  expectEnd(): Promise<void>;
}

/** Whether a file is gzipped, by its name. */
export function isGzipped(file: string): boolean {
  return file.endsWith('.gz');
}

/** Returns how many bytes a file has; of a gzipped one, how many it can unpack to at most. */
export async function mostBytes(file: string): Promise<number> {
  const {size} = await stat(file);
  return isGzipped(file) ? size * MOST_INFLATION : size;
}

/**
 * Reads bytes from a place in a file. The file is open only meanwhile: nothing tells a generator of tf.data that its reader has
 * left, so there must not be anything to close.
 *
 * @returns As many bytes as there are, up to `length`.
 */
export async function bytesAt(
  file: string,
  {position, length}: {position: number; length: number},
): Promise<Buffer> {
  const handle = await open(file);
  try {
    const bytes = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      const {bytesRead} = await handle.read(bytes, filled, length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await handle.close();
  }
}

/** Returns a file in pieces, unpacked where it is gzipped; the next one is read when it is asked for. */
export async function* fileChunks(file: string): AsyncGenerator<Buffer, void, void> {
  if (!isGzipped(file)) {
    yield* plainChunks(file);
    return;
  }
  const unpacked = createGunzip({chunkSize: CHUNK});
  // Whatever fails is thrown where the unpacked bytes are read.
  pipeline(Readable.from(plainChunks(file)), unpacked, () => undefined);
  try {
    for await (const chunk of unpacked) yield chunk as Buffer;
  } catch (error) {
    const {code = '', message} = error as NodeJS.ErrnoException;
    if (!code.startsWith('Z_')) throw error;
    throw new Error(`${file}: must be a whole gzip file, got another (${message}).`, {cause: error});
  }
}

/** Starts to read a file from its beginning. */
export function fileBytes(file: string): FileBytes {
  const chunks = fileChunks(file);
  let left: Buffer = Buffer.alloc(0);
  let total = 0;
  return {
    read: async (length) => {
      const parts: Buffer[] = [];
      let missing = length;
      while (missing > 0) {
        if (left.length === 0) {
          const next = await chunks.next();
          if (next.done === true) {
            const [wanted, got] = [total + length, total + length - missing];
            throw new Error(`${file}: must have at least ${wanted} bytes, got ${got}.`);
          }
          left = next.value;
        }
        const part = left.subarray(0, missing);
        left = left.subarray(part.length);
        missing -= part.length;
        parts.push(part);
      }
      total += length;
      return parts.length === 1 ? parts[0]! : Buffer.concat(parts, length);
    },
    expectEnd: async () => {
      while (left.length === 0) {
        const next = await chunks.next();
        if (next.done === true) return;
        left = next.value;
      }
      throw new Error(`${file}: must have ${total} bytes, got more.`);
    },
  };
}

async function* plainChunks(file: string): AsyncGenerator<Buffer, void, void> {
  for (let position = 0; ;) {
    const chunk = await bytesAt(file, {position, length: CHUNK});
    if (chunk.length === 0) return;
    yield chunk;
    position += chunk.length;
  }
}
