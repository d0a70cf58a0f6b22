import type {Key} from './Key.js';
import {threefry2x32} from './threefry2x32.js';

/**
 * Returns the random words of one row: word `column` is a function of `(key, row, column)` alone, so rows can be drawn
 * in any order, by any number of threads, and a row does not change when it becomes longer.
 *
 * @param key - The stream.
 * @param args - `row`: an integer from 0 to 2^32 - 1; `columns`: how many words.
 * @returns `columns` unsigned 32-bit words, rounded up to an even number.
 */
export function randomWords(key: Key, {row, columns}: {row: number; columns: number}): Uint32Array {
  const words = new Uint32Array(columns + (columns & 1));
  for (let column = 0; column < columns; column += 2) {
    threefry2x32(key, row, column >>> 1, words, column);
  }
  return words;
}
