import type {Images} from '../datasets/Dataset.js';

/**
 * Draws the pixels of images: each is 1 with the probability that is its value, else 0 (Salakhutdinov & Murray 2008).
 *
 * @param images - Their pixels are in [0, 1].
 * @param uniform - Gives a random number between two bounds.
 */
export function drawPixels({pixels, labels}: Images, uniform: (low: number, high: number) => number): Images {
  // Most pixels are 0 or 1 in many tasks, and need no random number.
  const drawn = pixels.map((value) => (value > 0 && (value >= 1 || uniform(0, 1) < value) ? 1 : 0));
  return {pixels: drawn, labels};
}
