import {nodeModules} from './nodeModules.js';

/** Makes a folder and those above it, where they do not exist; others may be making them at the same time. */
// Not by mkdir's own option `recursive`, which never ends where the system says ENOENT though the parent is there.
export async function makeFolder(folder: string): Promise<void> {
  const {fs, path} = await nodeModules();
  const parent = path.dirname(folder);
  try {
    await fs.mkdir(folder);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || parent === folder) throw error;
    await makeFolder(parent);
    await fs.mkdir(folder).catch((again: unknown) => {
      if ((again as NodeJS.ErrnoException).code !== 'EEXIST') throw again;
    });
  }
}
