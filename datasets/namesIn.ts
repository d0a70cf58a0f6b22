import {readdir} from 'node:fs/promises';

/**
 * Lists what is in a folder that the user names.
 *
 * @param folder - Its path.
 * @param wanted - What it is to hold, in words.
 * @throws Error that says so when there is no such folder.
 */
export async function namesIn(folder: string, wanted: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw new Error(`${folder}: must be a folder with ${wanted}: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}
