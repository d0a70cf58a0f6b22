import {randomNumbers} from '../../datasets/randomNumbers.js';

/**
 * Draws the rows that get a label, as many of each class, in an order in which every run of them has each class about equally
 * often.
 *
 * @param labels - The class of every row, 0 to 9.
 * @param count - How many are drawn, a multiple of 10.
 * @throws RangeError when a class has too few rows for that.
 */
export function labelledRows(
  labels: Uint8Array,
  {count, seed}: {count: number; seed: number | string},
): Int32Array {
  const {below} = randomNumbers(seed);
  const drawn = Array.from({length: 10}, (_, label) => {
    const rows = Array.from(labels.keys()).filter((row) => labels[row] === label);
    if (count % 10 !== 0 || rows.length < count / 10) {
      const got = `${count} where class ${label} has ${rows.length} rows`;
      const condition = 'a multiple of 10, 10 times the rows of a class at most';
      throw new RangeError(`labelledRows: count must be ${condition}, got ${got}.`);
    }
    return Array.from({length: count / 10}, () => rows.splice(below(rows.length), 1)[0]!);
  });
  return Int32Array.from({length: count}, (_, place) => drawn[place % 10]![Math.floor(place / 10)]!);
}
