import {isMissing, MODEL, pendingName, pendingOf, weightsOf} from './folderFiles.js';
import {nodeModules} from './nodeModules.js';

/** A save that has not written anything for so long is taken for one that a crash has ended, in milliseconds. */
const LONGEST_SILENCE = 3_600_000;

/**
 * Removes weights that have been replaced, and what crashes have left, whoever saves to the folder at the same time.
 *
 * Weights appear after the pending file of their save, and `model.json` names them from the moment when that file is renamed. So
 * weights whose pending file is gone are named by `model.json` now, or never will be. The latter are removed: no clock is needed for
 * that, and no lock that a crash could leave.
 *
 * A crash does leave a pending file, which is removed after an hour of silence. Where its save was only asleep, its rename fails from
 * then on, so that it cannot name weights that are gone; it begins again.
 *
 * @throws What the file system says.
 */
export async function removeUnused(folder: string): Promise<void> {
  const {fs, path} = await nodeModules();
  const remove = (name: string): Promise<void> =>
    fs.rm(path.join(folder, name), {force: true}).catch(() => undefined);
  const names = await fs.readdir(folder);
  for (const name of names) {
    const id = pendingOf(name);
    if (id === undefined) continue;
    const files = names.filter((other) => other.includes(id)).map((other) => path.join(folder, other));
    if (await areSilent(files)) await remove(name);
  }
  const ended: string[] = [];
  for (const name of names) {
    const weights = weightsOf(name);
    if (weights === undefined) continue;
    const {id} = weights;
    // Looked for again: the list may be older than the pending file, and younger than the weights.
    if (id === undefined || !(await exists(path.join(folder, pendingName(id))))) ended.push(name);
  }
  // Read after that: a save whose pending file was gone had come to its rename.
  const text = await fs.readFile(path.join(folder, MODEL), 'utf8').catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    return '';
  });
  for (const name of ended) if (!text.includes(name)) await remove(name);
}

/** Tells whether nothing has been written to any of some files for too long. */
async function areSilent(files: readonly string[]): Promise<boolean> {
  const {fs} = await nodeModules();
  for (const file of files) {
    const written = await fs.stat(file).then(
      ({mtimeMs}) => mtimeMs,
      (error: unknown) => (isMissing(error) ? -Infinity : Infinity),
    );
    if (Date.now() - written < LONGEST_SILENCE) return false;
  }
  return true;
}

/** Tells whether there is a file; also where that is not known. */
async function exists(file: string): Promise<boolean> {
  const {fs} = await nodeModules();
  return fs.access(file).then(
    () => true,
    (error: unknown) => !isMissing(error),
  );
}
