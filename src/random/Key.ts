import {threefry2x32} from './threefry2x32.js';

/**
 * Names one independent stream of random numbers: two 32-bit words.
 *
 * A key is used either to draw numbers or to derive further keys, never for both: the words of a derived key are
 * the ones that a draw at the same place would give.
 */
export type Key = readonly [number, number];

/**
 * Returns the root key of a seed.
 *
 * @param seed - An integer from 0 to 2^53 - 1; 0 is a seed like any other.
 */
export function keyFromSeed(seed: number): Key {
  return [seed >>> 0, Math.floor(seed / 2 ** 32)];
}

/**
 * Returns the key that a path of integers leads to from `key`; different paths of one length give independent streams.
 *
 * ```
 * deriveKey(keyFromSeed(seed), STREAM, epoch)
 * ```
 */
export function deriveKey(key: Key, ...path: readonly number[]): Key {
  const words = new Uint32Array(2);
  let derived = key;
  for (const place of path) {
    threefry2x32(derived, place, Math.floor(place / 2 ** 32), words, 0);
    derived = [words[0]!, words[1]!];
  }
  return derived;
}

/** Returns a seed that nobody chose, for those who did not choose one. */
export function randomSeed(): number {
  return Math.floor(Math.random() * 2 ** 32);
}
