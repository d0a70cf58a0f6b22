import type * as tf from '@tensorflow/tfjs-core';
import {breather} from '../../platform/nextTask.js';
import {readRows} from '../../rows/readRows.js';

/** How many rows are looked at. */
const ROWS = 128;

/** The share of these rows that must have a value in common. */
const SHARE = 1 / 4;

/** Columns that are sorted before the event loop may run: a millisecond. */
const PORTION = 64;

/**
 * Finds a value of each column that many rows have, without blocking the event loop: the paper of drawings, or a pixel that is always black once it is
 * standardised. What is left when it is subtracted has many zeros.
 *
 * @param x - `[rows, columns]`
 * @returns A value a column, 0 where there is none.
 */
export async function commonValues(x: tf.Tensor2D): Promise<Float32Array> {
  const [rows, columns] = x.shape;
  const count = Math.min(rows, ROWS);
  const places = Int32Array.from({length: count}, (_, place) => Math.floor((place * rows) / count));
  const values = new Float32Array(count * columns);
  await readRows(x, places, {values, start: 0, stride: columns});
  const common = new Float32Array(columns);
  const column = new Float32Array(count);
  const breathe = breather();
  for (let place = 0; place < columns; ++place) {
    for (let row = 0; row < count; ++row) column[row] = values[row * columns + place]!;
    common[place] = longestRun(column.sort());
    if (place % PORTION === 0) await breathe();
  }
  return common;
}

/** Returns the value that stands most often in a sorted list, if it has its share of it, else 0. */
function longestRun(sorted: Float32Array): number {
  let best = {value: 0, length: SHARE * sorted.length};
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    const value = sorted[start]!;
    do ++end;
    while (sorted[end] === value);
    if (end - start >= best.length) best = {value, length: end - start};
  }
  return best.value;
}
