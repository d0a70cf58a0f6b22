import type {Key} from './Key.js';
import {randomWords} from './randomWords.js';
import type {RowsShape} from './uniform.js';

/**
 * Draws from the standard normal distribution N(0, 1).
 *
 * @param key - The stream.
 * @param shape - Rows and columns; the draw at (row, column) does not depend on how many there are of either.
 * @returns `rows * columns` values, row by row.
 */
export function normal(key: Key, {rows, columns, firstRow = 0}: RowsShape): Float32Array {
  const draws = new Float32Array(rows * columns);
  for (let row = 0; row < rows; ++row) {
    const words = randomWords(key, {row: firstRow + row, columns});
    const start = row * columns;
    for (let column = 0; column < columns; ++column) draws[start + column] = boxMuller(words, column);
  }
  return draws;
}

/**
 * Returns the standard normal draw of one place in a row of random words (Box & Muller 1958): a pair of words gives
 * `sqrt(-2 ln u) cos(2 pi w)` at its even place and `sqrt(-2 ln u) sin(2 pi w)` at its odd one, with u in (0, 1] and
 * w in [0, 1) at a resolution of 2^-32; the largest draw possible is 6.66.
 */
export function boxMuller(words: Uint32Array, place: number): number {
  const first = place & ~1;
  const radius = Math.sqrt(-2 * Math.log((words[first]! + 1) * 2 ** -32));
  const angle = 2 * Math.PI * words[first + 1]! * 2 ** -32;
  return radius * (place === first ? Math.cos(angle) : Math.sin(angle));
}
