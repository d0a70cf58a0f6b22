import type * as tf from '@tensorflow/tfjs-core';
import {checkTensor, checkValues} from '../check.js';
import {readRows} from '../engine/readRows.js';
import {breather} from '../nextTask.js';
import type {Units} from '../energy/Units.js';
import {visitChunksSync} from './visitChunks.js';

/** How many values are read at a time. */
const CHUNK = 200_000;

/** What was learned of a matrix of visible states while it was checked. */
export interface CheckedVisible {
  /** The matrix itself. */
  x: tf.Tensor2D;
  /** The sum of each column, and of its squares, in float64. */
  sums: Float64Array;
  squares: Float64Array;
}

/**
 * Checks that `x` is a matrix of visible states, every value of it, without blocking the event loop.
 *
 * @param x - What the user gave.
 * @param context - `where` names function and argument; `visible` are the units that the values are for.
 * @throws TypeError, RangeError, Error when it is not.
 */
export async function checkVisible(
  x: unknown,
  {where, visible}: {where: string; visible: Units},
): Promise<CheckedVisible> {
  const {matrix, sums, squares, check} = prepare(x, {where, visible});
  const size = Math.max(1, Math.floor(CHUNK / visible.units));
  const chunk = new Float32Array(size * visible.units);
  const breathe = breather();
  for (let firstRow = 0; firstRow < matrix.shape[0]; firstRow += size) {
    const length = Math.min(size, matrix.shape[0] - firstRow);
    const values = chunk.subarray(0, length * visible.units);
    const places = Int32Array.from({length}, (_, row) => firstRow + row);
    await readRows(matrix, places, {values, start: 0, stride: visible.units});
    check(values, firstRow);
    await breathe();
  }
  return {x: matrix, sums, squares};
}

/** Checks as {@link checkVisible} does, at once. */
export function checkVisibleSync(
  x: unknown,
  {where, visible}: {where: string; visible: Units},
): CheckedVisible {
  const {matrix, sums, squares, check} = prepare(x, {where, visible});
  visitChunksSync(matrix, ({rows, firstRow}) => {
    check(rows.dataSync(), firstRow);
  });
  return {x: matrix, sums, squares};
}

function prepare(x: unknown, {where, visible}: {where: string; visible: Units}) {
  const matrix = checkTensor<tf.Rank.R2>(x, {where, shape: [null, visible.units]});
  const sums = new Float64Array(visible.units);
  const squares = new Float64Array(visible.units);
  const {type: kind, accepts} = visible.kind;
  const check = (values: ArrayLike<number>, firstRow: number): void => {
    checkValues(values, {where, kind, columns: visible.units, firstRow, sums, squares, ...accepts});
  };
  return {matrix, sums, squares, check};
}
