import {xoroshiro128plus} from 'pure-rand/generator/xoroshiro128plus';
import type {RandomGenerator} from 'pure-rand/types/RandomGenerator';
import type {Images} from '../datasets/Dataset.js';
import {randomNumbers} from '../datasets/randomNumbers.js';

/** Makes a source of random words, for millions of pixels: several times as fast as {@link randomNumbers}. */
export function pixelNoise(seed: string): RandomGenerator {
  return xoroshiro128plus(randomNumbers(seed).below(2 ** 31));
}

/**
 * Draws the pixels of images: each is 1 with the probability that is its value, else 0 (Salakhutdinov & Murray 2008).
 *
 * @param images - Their pixels are in [0, 1].
 * @param noise - What they are drawn with; it goes on.
 */
export function drawPixels({pixels, labels}: Images, noise: RandomGenerator): Images {
  const drawn = new Float32Array(pixels.length);
  // A loop, which takes two thirds of the time of a map.
  for (let place = 0; place < drawn.length; ++place) {
    const value = pixels[place]!;
    // Most pixels are 0 or 1 in many tasks, and need no random number.
    if (value > 0 && (value >= 1 || noise.next() >>> 0 < value * 2 ** 32)) drawn[place] = 1;
  }
  return {pixels: drawn, labels};
}
