import type * as tf from '@tensorflow/tfjs-core';
import {argumentError, checkTensor, show} from '../check.js';
import {breather, COPIED_AT_ONCE} from '../platform/nextTask.js';
import type {Labels} from './costOf.js';

/** What rows are checked for. */
interface CheckRowsArgs {
  /** Of one row of x. */
  inputShape: readonly number[];
  /** How many the model has. */
  outputs: number;
  /** What y is. */
  labels: Labels;
  /** The function that the user called. */
  caller: string;
}

/**
 * Checks what a model is to be given, and what its loss is, to the last value.
 *
 * @throws TypeError, RangeError, Error when it is something else.
 */
export async function checkRows(
  {x, y}: {x: tf.Tensor; y: tf.Tensor},
  {inputShape, outputs, labels, caller}: CheckRowsArgs,
): Promise<void> {
  checkTensor(x, {where: `${caller}: x`, shape: [null, ...inputShape]});
  const rest = (y as Partial<tf.Tensor> | null)?.shape?.slice(1) ?? [];
  const columns = {outputs: [outputs], class: rest.length === 0 ? [] : [1], any: rest}[labels];
  checkTensor(y, {where: `${caller}: y`, shape: [x.shape[0], ...columns]});
  await checkEach(x, {
    where: `${caller}: x`,
    condition: 'a tensor of finite values',
    isGood: Number.isFinite,
  });
  await checkEach(y, {
    where: `${caller}: y`,
    ...(labels === 'class'
      ? {
          condition: `a tensor of integers from 0 to ${outputs - 1}`,
          isGood: (value) => Number.isInteger(value) && value >= 0 && value < outputs,
        }
      : {condition: 'a tensor of finite values', isGood: Number.isFinite}),
  });
}

async function checkEach(
  tensor: tf.Tensor,
  {where, condition, isGood}: {where: string; condition: string; isGood: (value: number) => boolean},
): Promise<void> {
  const values = await tensor.data();
  const columns = values.length / tensor.shape[0];
  const breathe = breather();
  for (let start = 0; start < values.length; start += COPIED_AT_ONCE) {
    const bad = values.subarray(start, start + COPIED_AT_ONCE).findIndex((value) => !isGood(value));
    if (bad !== -1) {
      const row = Math.floor((start + bad) / columns);
      const got = `${show(values[start + bad])} at row ${row}`;
      throw argumentError(RangeError, {where, condition, got});
    }
    await breathe();
  }
}
