import {join} from 'node:path';
import {greyImage, isImageFile} from './greyImage.js';
import {namesIn} from './namesIn.js';
import type {Texture} from './textures.js';

/**
 * Reads the PNG and JPEG files of a folder, not of those in it, by name, as grey pictures to cut patches from; other files are left
 * alone.
 *
 * @throws Error when there is no such folder, there are none, or one cannot be read, see {@link greyImage}.
 */
export async function readTextures(folder: string): Promise<Texture[]> {
  const names = (await namesIn(folder, '.png or .jpg files')).filter(isImageFile).sort();
  if (names.length === 0) throw new Error(`${folder}: must hold .png or .jpg files, got none.`);
  const all: Texture[] = [];
  // One after the other: a decoded photograph is large.
  for (const name of names) all.push(await greyImage(join(folder, name)));
  return all;
}
