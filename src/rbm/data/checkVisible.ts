import type * as tf from '@tensorflow/tfjs-core';
import {argumentError, checkTensor, checkValues} from '../../check.js';
import type {ColumnStatistics} from '../../energy/Scaling.js';
import type {Units} from '../../energy/Units.js';
import {columnSums} from '../../engine/columnSums.js';
import {readRows} from '../../rows/readRows.js';
import {visitChunksSync} from '../../rows/visitChunks.js';
import {wasmColumnSums} from '../../engine/wasm/wasmColumnSums.js';
import {breather} from '../../platform/nextTask.js';

/** How many values are read at a time. */
const CHUNK = 200_000;

/** What was learned of a matrix of visible states while it was checked. */
export interface CheckedVisible extends ColumnStatistics {
  /** The matrix itself. */
  x: tf.Tensor2D;
  /** How many rows have something missing. */
  incomplete: number;
}

/** What is checked. */
interface CheckVisibleArgs {
  /** Function and argument. */
  where: string;
  /** The units that the values are for. */
  visible: Units;
  /** The number that errors give to the first row. @defaultValue 0 */
  firstNumber?: number;
}

/** Checks that `x` is a matrix of visible states, but for its values. */
export function checkMatrix(x: unknown, {where, visible}: CheckVisibleArgs): tf.Tensor2D {
  return checkTensor<tf.Rank.R2>(x, {where, shape: [null, visible.units]});
}

/**
 * Checks that `x` is a matrix of visible states, every value of it, without blocking the event loop.
 *
 * @param x - What the user gave.
 * @param args - `engine`: who adds the columns up.
 * @throws TypeError, RangeError, Error when it is not.
 */
export async function checkVisible(
  x: unknown,
  {where, visible, firstNumber = 0, engine}: CheckVisibleArgs & {engine: 'wasm' | 'tensor'},
): Promise<CheckedVisible> {
  const matrix = checkMatrix(x, {where, visible});
  const [rows, columns] = matrix.shape;
  const size = Math.max(1, Math.min(rows, Math.floor(CHUNK / columns)));
  const newSums = engine === 'wasm' ? wasmColumnSums : columnSums;
  const {chunk, stride, add, sums} = await newSums({rows: size, columns, ...visible.kind.accepts});
  const {kind} = visible;
  let incomplete = 0;
  const breathe = breather();
  for (let firstRow = 0; firstRow < rows; firstRow += size) {
    const length = Math.min(size, rows - firstRow);
    const places = Int32Array.from({length}, (_, row) => firstRow + row);
    await readRows(matrix, places, {values: chunk, start: 0, stride});
    if (!add(length) || kind.checkRow !== undefined) {
      for (let row = 0; row < length; ++row) {
        const values = chunk.subarray(row * stride, row * stride + columns);
        checkStates(values, {where, visible, firstRow: firstNumber + firstRow + row});
        if (kind.isIncomplete?.(values) === true) incomplete++;
      }
    }
    await breathe();
  }
  return {x: matrix, rows, incomplete, ...sums()};
}

/** Checks that `x` is a matrix of visible states, every value of it, at once. */
export function checkVisibleSync(x: unknown, {where, visible}: CheckVisibleArgs): tf.Tensor2D {
  const matrix = checkMatrix(x, {where, visible});
  visitChunksSync(matrix, ({rows, firstRow}) => checkStates(rows.dataSync(), {where, visible, firstRow}));
  return matrix;
}

function checkStates(
  values: tf.TypedArray,
  {where, visible, firstRow}: CheckVisibleArgs & {firstRow: number},
): void {
  const {type: kind, accepts} = visible.kind;
  checkValues(values, {where, kind, columns: visible.units, firstRow, ...accepts});
  for (let start = 0, row = firstRow; start < values.length; start += visible.units, ++row) {
    const wrong = visible.kind.checkRow?.(values.subarray(start, start + visible.units));
    if (wrong === undefined) continue;
    const {condition, got, advice} = {advice: accepts.advice, ...wrong};
    throw argumentError(RangeError, {
      where,
      condition,
      got: `${got} at row ${row}`,
      ...(advice !== undefined && {advice}),
    });
  }
}
