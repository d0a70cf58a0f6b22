import {randomNumbers} from './datasets/randomNumbers.js';

/**
 * Draws the rows that get a label, as many of each class, in an order in which every run of them has each class about equally
 * often.
 *
 * @param labels - The class of every row, 0 to 9.
 * @param count - How many are drawn, a multiple of 10; there must be as many.
 */
export function labelledRows(
  labels: Uint8Array,
  {count, seed}: {count: number; seed: number | string},
): Int32Array {
  const {below} = randomNumbers(seed);
  const drawn = Array.from({length: 10}, (_, label) => {
    const rows = Array.from(labels.keys()).filter((row) => labels[row] === label);
    return Array.from({length: count / 10}, () => rows.splice(below(rows.length), 1)[0]!);
  });
  return Int32Array.from({length: count}, (_, place) => drawn[place % 10]![Math.floor(place / 10)]!);
}
