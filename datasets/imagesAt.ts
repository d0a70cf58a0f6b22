import type {Images} from './Dataset.js';

/** Copies the images at some rows, in their order; a row may be there more than once. */
export function imagesAt({pixels, labels}: Images, rows: ArrayLike<number>): Images {
  const columns = pixels.length / labels.length;
  const copied = {pixels: new Float32Array(rows.length * columns), labels: new Uint8Array(rows.length)};
  for (let place = 0; place < rows.length; ++place) {
    const row = rows[place]!;
    copied.pixels.set(pixels.subarray(row * columns, (row + 1) * columns), place * columns);
    copied.labels[place] = labels[row]!;
  }
  return copied;
}
