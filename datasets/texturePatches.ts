import type {RandomNumbers} from './randomNumbers.js';
import type {Texture} from './textures.js';

/** A patch whose grey values have a smaller standard deviation is flat; the paper does not say where it draws the line. */
const LEAST_DEVIATION = 0.08;

const MOST_TRIES = 1000;

/** How patches are cut. */
interface PatchArgs {
  /** The function that was called. */
  caller: string;
  /** Pixels a side. */
  side: number;
  random: RandomNumbers;
}

/**
 * Starts to cut square patches from textures: each from any of them, anywhere, and not flat.
 *
 * Larochelle, Erhan, Courville, Bergstra & Bengio 2007: patches of low variance, which have little texture, are dropped.
 *
 * @returns A function that cuts another patch: `side * side` values in [0, 1], row by row.
 * @throws RangeError when there are no textures, or one is smaller than a patch; the returned function throws an Error when a
 *   thousand patches in a row are flat.
 */
export function texturePatches(
  textures: readonly Texture[],
  {caller, side, random: {below}}: PatchArgs,
): () => Float32Array {
  if (textures.length === 0) throw new RangeError(`${caller}: textures must be at least one, got none.`);
  const small = textures.find(({width, height}) => width < side || height < side);
  if (small !== undefined) {
    const got = `${small.width} x ${small.height}`;
    throw new RangeError(`${caller}: textures must be at least ${side} x ${side} pixels, got ${got}.`);
  }
  return () => {
    const patch = new Float32Array(side ** 2);
    for (let attempt = 0; attempt < MOST_TRIES; ++attempt) {
      const {width, height, pixels} = textures[below(textures.length)]!;
      const [left, top] = [below(width - side + 1), below(height - side + 1)];
      for (let y = 0; y < side; ++y) {
        const start = (top + y) * width + left;
        patch.set(pixels.subarray(start, start + side), y * side);
      }
      if (deviation(patch) >= LEAST_DEVIATION) return patch;
    }
    throw new Error(
      `${caller}: textures must have patches with a standard deviation of at least ${LEAST_DEVIATION}, ` +
        `got none in ${MOST_TRIES}.`,
    );
  };
}

function deviation(values: Float32Array): number {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value ** 2;
  }
  return Math.sqrt(Math.max(0, squares / values.length - (sum / values.length) ** 2));
}
