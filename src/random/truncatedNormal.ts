import {deriveKey, type Key} from './Key.js';
import {boxMuller, normal} from './normal.js';
import {threefry2x32} from './threefry2x32.js';
import type {DrawShape} from './uniform.js';

/** Where the distribution is cut, in standard deviations of the normal before the cut. */
const BOUND = 2;

/** The standard deviation of N(0, 1) truncated to [-2, 2]: sqrt(1 - 4 phi(2) / (2 Phi(2) - 1)). */
export const TRUNCATED_NORMAL_DEVIATION = 0.87962566103423978;

/**
 * Draws from N(0, 1) truncated to [-2, 2]; the result has a standard deviation of {@link TRUNCATED_NORMAL_DEVIATION}.
 *
 * A draw outside the bounds, one in 22, is replaced by the draw at the same place of the next attempt's stream, until
 * one is inside.
 *
 * @param key - The stream.
 * @param shape - Rows and columns; the draw at (row, column) does not depend on how many there are of either.
 * @returns `rows * columns` values, row by row.
 */
export function truncatedNormal(key: Key, shape: DrawShape): Float32Array {
  const words = new Uint32Array(2);
  return normal(deriveKey(key, 0), shape).map((draw, place) => {
    const row = Math.floor(place / shape.columns);
    const column = place % shape.columns;
    for (let attempt = 1; Math.abs(draw) > BOUND; ++attempt) {
      threefry2x32(deriveKey(key, attempt), row, column >>> 1, words, 0);
      draw = boxMuller(words, column & 1);
    }
    return draw;
  });
}
