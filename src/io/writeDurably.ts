import {nodeModules} from './nodeModules.js';

/** Writes a new file, and waits until the disk has it. */
export async function writeDurably(file: string, content: Uint8Array | string): Promise<void> {
  const {fs} = await nodeModules();
  const handle = await fs.open(file, 'wx');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
