import type * as tf from '@tensorflow/tfjs-core';
import {argumentError, checkTensor, show} from '../../check.js';

/** What labels must be. */
interface LabelsArgs {
  /** Function and argument. */
  where: string;
  /** How many rows they are for; undefined where the labels say it. */
  rows: number | undefined;
  /** How many classes there are; undefined where the labels say it. */
  classes: number | undefined;
}

/**
 * Checks labels and reads the class of each row.
 *
 * @param labels - What the user gave: `[rows]` of integers from 0, or `[rows, classes]` with one 1 in each row and else 0.
 * @throws TypeError, RangeError, Error when they are something else, or name a class that there is not.
 */
export async function classLabels(labels: unknown, {where, rows, classes}: LabelsArgs): Promise<Int32Array> {
  const rank = (labels as Partial<tf.Tensor> | null | undefined)?.shape?.length;
  if (rank === 2) {
    const columns = classes ?? (labels as tf.Tensor).shape[1]!;
    const oneHot = checkTensor<tf.Rank.R2>(labels, {where, shape: [rows ?? null, columns]});
    return classesOfOneHot(await oneHot.data(), {where, rows: oneHot.shape[0], columns});
  }
  const numbers = checkTensor<tf.Rank.R1>(labels, {where, shape: [rows ?? null]});
  const values = await numbers.data();
  const most = classes ?? Infinity;
  for (const [row, value] of values.entries()) {
    if (Number.isInteger(value) && value >= 0 && value < most) continue;
    const range = most === Infinity ? '>= 0' : `from 0 to ${most - 1}`;
    const got = `${value} at row ${row}`;
    throw argumentError(RangeError, {where, condition: `integers ${range}`, got});
  }
  return Int32Array.from(values);
}

function classesOfOneHot(
  values: ArrayLike<number>,
  {where, rows, columns}: {where: string; rows: number; columns: number},
): Int32Array {
  return Int32Array.from({length: rows}, (_, row) => {
    const states = Array.from({length: columns}, (_, column) => values[row * columns + column]!);
    const place = states.indexOf(1);
    if (place >= 0 && states.every((value, column) => value === (column === place ? 1 : 0))) return place;
    const got = `${show(states)} at row ${row}`;
    throw argumentError(RangeError, {where, condition: 'one 1 in each row and else 0', got});
  });
}
