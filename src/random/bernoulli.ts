import type {Key} from './Key.js';
import {uniform, type RowsShape} from './uniform.js';

/**
 * Draws 1 with the probability given for each place, else 0; a probability of 1 always gives 1, one of 0 never does.
 *
 * @param key - The stream.
 * @param args - Rows and columns, and `probabilities`: `rows * columns` values in [0, 1], row by row.
 * @returns `rows * columns` zeros and ones, row by row.
 */
export function bernoulli(
  key: Key,
  {probabilities, ...shape}: RowsShape & {probabilities: ArrayLike<number>},
): Float32Array {
  return uniform(key, shape).map((draw, place) => (draw < probabilities[place]! ? 1 : 0));
}
