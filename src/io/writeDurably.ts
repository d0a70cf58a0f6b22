import {nodeModules} from './nodeModules.js';

/** What a file system says that does not know fsync, or does not let it be asked for. */
const REFUSED = ['EPERM', 'EINVAL', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'];

/**
 * Writes a new file, and waits until the disk has it, where the file system can tell: folders that are synchronized with a cloud,
 * network drives and virtual file systems often cannot.
 *
 * @throws What the file system says; also where it fails while it waits for the disk, because that is full for one.
 */
export async function writeDurably(file: string, content: Uint8Array | string): Promise<void> {
  const {fs} = await nodeModules();
  const handle = await fs.open(file, 'wx');
  try {
    await handle.writeFile(content);
    await sync(handle);
  } finally {
    await handle.close();
  }
}

/** Waits for the disk, unless there is no way to. */
async function sync(handle: {sync?: () => Promise<void>}): Promise<void> {
  try {
    await handle.sync?.();
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    // Without a code, it is no file system that has failed, but one that is imitated.
    if (code !== undefined && !REFUSED.includes(code)) throw error;
  }
}
