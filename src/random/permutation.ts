import type {Key} from './Key.js';
import {randomWords} from './randomWords.js';

/**
 * Returns the integers from 0 to `length - 1` in random order, each order equally likely.
 *
 * Fisher & Yates's shuffle in Durstenfeld's form, with 53 random bits a swap, so that the bias stays below 2^-21 for
 * any length that fits into memory.
 *
 * @param key - The stream.
 * @param length - An integer >= 0.
 */
export function permutation(key: Key, length: number): Int32Array {
  const order = Int32Array.from({length}, (_, place) => place);
  const words = randomWords(key, {row: 0, columns: 2 * length});
  for (let last = length - 1; last > 0; --last) {
    const random = (words[2 * last]! * 2 ** 21 + (words[2 * last + 1]! >>> 11)) * 2 ** -53;
    const chosen = Math.floor(random * (last + 1));
    const swapped = order[last]!;
    order[last] = order[chosen]!;
    order[chosen] = swapped;
  }
  return order;
}
