import {breather} from '../platform/nextTask.js';
import type {Key} from './Key.js';
import {threefry2x32} from './threefry2x32.js';

/** Integers that are moved before the event loop may run: a few milliseconds. */
const PORTION = 2 ** 15;

/**
 * Returns the integers from 0 to `length - 1` in random order, each order equally likely, without blocking the event loop.
 *
 * Fisher & Yates's shuffle in Durstenfeld's form, with 53 random bits a swap, so that the bias stays below 2^-21 for
 * any length that fits into memory.
 *
 * @param key - The stream.
 * @param length - An integer >= 0.
 */
export async function permutation(key: Key, length: number): Promise<Int32Array> {
  const order = new Int32Array(length);
  for (let place = 0; place < length; ++place) order[place] = place;
  const words = new Uint32Array(2);
  const breathe = breather();
  for (let last = length - 1; last > 0; --last) {
    threefry2x32(key, 0, last, words, 0);
    const random = (words[0]! * 2 ** 21 + (words[1]! >>> 11)) * 2 ** -53;
    const chosen = Math.floor(random * (last + 1));
    const swapped = order[last]!;
    order[last] = order[chosen]!;
    order[chosen] = swapped;
    if (last % PORTION === 0) await breathe();
  }
  return order;
}
