import {appendFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {PIXELS} from '../../datasets/Dataset.js';
import {randomNumbers} from '../../datasets/randomNumbers.js';
import {drawImages} from './drawImages.js';

/** Options of {@link writeIdx}. */
interface WriteIdxArgs {
  /** How many images there are, an integer >= 1. */
  rows: number;
  /** An integer >= 0 that fixes them. */
  seed: number;
}

const SIDE = 28;

/** Different drawings; every image is one of them, moved. */
const DRAWINGS = 2000;

/** How far a drawing is moved at most, in pixels, in each direction. */
const FARTHEST = 3;

/** Rows that are written at a time. */
const AT_ONCE = 1000;

/**
 * Writes images as sparse as MNIST's, and their classes, to IDX files: drawings of signs that are moved by some pixels. They are
 * written as they are made, so that there may be millions.
 *
 * @param folder - A folder that exists; files of these names in it are overwritten.
 * @returns The paths of the two files.
 */
export async function writeIdx(
  folder: string,
  {rows, seed}: WriteIdxArgs,
): Promise<{images: string; labels: string}> {
  const {below} = randomNumbers(seed);
  const drawn = drawImages(Math.min(rows, DRAWINGS), seed);
  const drawings = Uint8Array.from(drawn.pixels, (value) => Math.round(255 * value));
  const [images, labels] = [join(folder, 'images-idx3-ubyte'), join(folder, 'labels-idx1-ubyte')];
  await writeFile(images, header([rows, SIDE, SIDE]));
  await writeFile(labels, header([rows]));
  for (let first = 0; first < rows; first += AT_ONCE) {
    const pixels = new Uint8Array(Math.min(AT_ONCE, rows - first) * PIXELS);
    const classes = Uint8Array.from({length: pixels.length / PIXELS}, (_, row) => {
      const drawing = below(drawn.labels.length);
      const image = drawings.subarray(drawing * PIXELS, (drawing + 1) * PIXELS);
      const [right, down] = [below(2 * FARTHEST + 1) - FARTHEST, below(2 * FARTHEST + 1) - FARTHEST];
      move(image, {right, down, to: pixels.subarray(row * PIXELS, (row + 1) * PIXELS)});
      return drawn.labels[drawing]!;
    });
    await appendFile(images, pixels);
    await appendFile(labels, classes);
  }
  return {images, labels};
}

/** The beginning of an IDX file of unsigned bytes. */
function header(sides: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * sides.length);
  bytes.writeUInt32BE(0x800 + sides.length);
  sides.forEach((side, axis) => bytes.writeUInt32BE(side, 4 + 4 * axis));
  return bytes;
}

/** Copies an image, moved; what leaves it is lost. */
function move(image: Uint8Array, {right, down, to}: {right: number; down: number; to: Uint8Array}): void {
  for (let line = Math.max(0, down); line < Math.min(SIDE, SIDE + down); ++line) {
    const start = (line - down) * SIDE;
    const from = image.subarray(start + Math.max(0, -right), start + Math.min(SIDE, SIDE - right));
    to.set(from, line * SIDE + Math.max(0, right));
  }
}
