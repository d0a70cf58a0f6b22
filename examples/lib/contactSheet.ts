import type {Images} from '../../datasets/Dataset.js';
import {drawImages} from './drawImages.js';

/** How images are chosen and laid out. */
interface SheetArgs {
  /** Pixels a side. */
  side: number;
  /** How many classes there are. */
  classes: number;
  /** What is black and what is white. */
  range: [number, number];
  /** Rows of the sheet, at least one a class. @defaultValue 10 */
  rows?: number;
  /** Images a row. @defaultValue 10 */
  columns?: number;
  /** Screen pixels a pixel. @defaultValue 2 */
  scale?: number;
}

/** Draws the first images of each class into a PNG file, as many rows each: from above, class 0, then class 1, and so on. */
export async function contactSheet(
  file: string,
  {pixels, labels}: Images,
  {side, classes, range, rows = 10, columns = 10, scale = 2}: SheetArgs,
): Promise<void> {
  const most = columns * Math.max(1, Math.floor(rows / classes));
  const chosen = Array.from({length: classes}, (_, label) => {
    const places = Array.from(labels.keys()).filter((row) => labels[row] === label);
    const images = places
      .slice(0, most)
      .map((row) => pixels.subarray(row * side ** 2, (row + 1) * side ** 2));
    // The next class begins on a row of its own.
    while (images.length < most) images.push(new Float32Array(side ** 2).fill(range[0]));
    return images;
  });
  await drawImages(file, chosen.flat(), {columns, range, scale});
}
