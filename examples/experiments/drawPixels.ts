import type {Images} from '../datasets/Dataset.js';

/**
 * Draws the pixels of images: each is 1 with the probability that is its value, else 0 (Salakhutdinov & Murray 2008).
 *
 * @param images - Their pixels are in [0, 1].
 * @param rows - Which images, in which order.
 * @param uniform - Gives a random number between two bounds.
 * @returns The states, row by row.
 */
export function drawPixels(
  {pixels, labels}: Images,
  rows: Int32Array,
  uniform: (low: number, high: number) => number,
): Float32Array {
  const columns = pixels.length / labels.length;
  const states = new Float32Array(rows.length * columns);
  rows.forEach((row, place) => {
    for (let pixel = 0; pixel < columns; ++pixel) {
      const value = pixels[row * columns + pixel]!;
      // Most pixels are 0 or 1 in many tasks, and need no random number.
      const isOn = value > 0 && (value >= 1 || uniform(0, 1) < value);
      if (isOn) states[place * columns + pixel] = 1;
    }
  });
  return states;
}
