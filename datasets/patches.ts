import {randomNumbers} from './randomNumbers.js';

/** Pixels a side of a patch. */
export const PATCH_SIDE = 12;

/** Small pieces of photographs, as plain arrays. */
export interface Patches {
  /** Grey values around 128, on the scale from 0 to 255, patch by patch and row by row. */
  pixels: Float32Array;
  /** Which way each patch's edge runs: 0 `—`, 1 `\`, 2 `|`, 3 `/`. */
  directions: Int32Array;
}

/** The deviation of the noise in each pixel, in grey values: this camera is worse in the corners. */
export const NOISE = Float32Array.from({length: PATCH_SIDE ** 2}, (_, pixel) => {
  const {x, y} = position(pixel);
  return 4 + 14 * ((x ** 2 + y ** 2) / (2 * (PATCH_SIDE / 2) ** 2));
});

/**
 * Makes patches like those of photographs: light that falls off to one side, an edge of one object before another, sharp or
 * blurred, and a camera's noise.
 *
 * @param seed - What fixes them.
 */
export function patches(count: number, {seed}: {seed: number}): Patches {
  const {uniform, normal} = randomNumbers(seed);
  const pixels = new Float32Array(count * NOISE.length);
  const directions = new Int32Array(count);
  for (let patch = 0; patch < count; ++patch) {
    // Across the edge; an angle and its opposite are different edges, but run in the same direction.
    const angle = uniform(0, 2 * Math.PI);
    directions[patch] = (Math.round(angle / (Math.PI / 4)) + 2) % 4;
    const [across, down] = [Math.cos(angle), Math.sin(angle)];
    const offset = uniform(-4, 4);
    const blur = uniform(0.3, 1.5);
    const contrast = uniform(20, 60);
    const brightness = 128 + 15 * normal();
    const gradient = [normal(), normal()] as const;
    for (let pixel = 0; pixel < NOISE.length; ++pixel) {
      const {x, y} = position(pixel);
      const light = brightness + gradient[0] * x + gradient[1] * y;
      const edge = contrast * Math.tanh((across * x + down * y - offset) / blur);
      pixels[patch * NOISE.length + pixel] = light + edge + NOISE[pixel]! * normal();
    }
  }
  return {pixels, directions};
}

/** Where a pixel is, seen from the middle of the patch. */
function position(pixel: number): {x: number; y: number} {
  const middle = (PATCH_SIDE - 1) / 2;
  return {x: (pixel % PATCH_SIDE) - middle, y: Math.floor(pixel / PATCH_SIDE) - middle};
}
