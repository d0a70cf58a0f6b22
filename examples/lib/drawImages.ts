import {writeFile} from 'node:fs/promises';
import {encode} from 'fast-png';

/** How images are laid out in one picture. */
interface DrawArgs {
  /** Images a row of the picture. */
  columns: number;
  /** What is black and what is white; without it each image has its own smallest and largest value. */
  range?: [number, number];
  /** Screen pixels a pixel. */
  scale?: number;
}

const GAP = 1;
const BACKGROUND = 96;

/**
 * Writes square images, all of one size, side by side into a PNG file.
 *
 * @param file - The file's path.
 * @param images - The grey values of each image, row by row.
 */
export async function drawImages(
  file: string,
  images: readonly ArrayLike<number>[],
  {columns, range, scale = 2}: DrawArgs,
): Promise<void> {
  const side = Math.sqrt(images[0]!.length);
  const step = side + GAP;
  const width = (columns * step + GAP) * scale;
  const height = (Math.ceil(images.length / columns) * step + GAP) * scale;
  const data = new Uint8Array(width * height).fill(BACKGROUND);
  images.forEach((image, place) => {
    const left = (place % columns) * step + GAP;
    const top = Math.floor(place / columns) * step + GAP;
    const [black, white] = range ?? [Math.min(...Array.from(image)), Math.max(...Array.from(image))];
    for (let y = 0; y < side * scale; ++y) {
      for (let x = 0; x < side * scale; ++x) {
        const value = image[Math.floor(y / scale) * side + Math.floor(x / scale)]!;
        const grey = Math.round((255 * (value - black)) / (white - black || 1));
        data[(top * scale + y) * width + left * scale + x] = grey;
      }
    }
  });
  await writeFile(file, encode({width, height, data, channels: 1}));
}
