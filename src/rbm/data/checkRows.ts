import type * as tf from '@tensorflow/tfjs-core';
import {argumentError} from '../../check.js';
import type {Machine} from '../../energy/Machine.js';
import {visitChunks} from '../../rows/visitChunks.js';
import type {CheckedVisible} from './checkVisible.js';

// What only some of what is measured asks of rows, beyond being states of the visible units.

/** Checks that no groups are missing: a row with some has no likelihood, but a sum of them. */
export function checkComplete({incomplete}: CheckedVisible, where: string): void {
  if (incomplete === 0) return;
  throw argumentError(RangeError, {
    where,
    condition: 'complete',
    got: 'rows with missing groups',
    advice: 'score the others',
  });
}

/** Checks that a machine's visible units are binary; `where` is what asks for it. */
export function checkBinaryUnits({visible}: Machine, where: string): void {
  if (visible.kind.isBinary) return;
  throw argumentError(Error, {
    where,
    condition: 'a machine of binary visible units',
    got: `${visible.kind.type} ones`,
    advice: 'score() takes any units',
  });
}

/** Checks that all values are 0 or 1. */
export async function checkBinary(x: tf.Tensor2D, where: string): Promise<void> {
  await visitChunks(x, async ({rows, firstRow}) => {
    const values = await rows.data();
    const place = values.findIndex((value) => value !== 0 && value !== 1);
    if (place === -1) return;
    throw argumentError(RangeError, {
      where,
      condition: '0 or 1 everywhere',
      got: `${String(values[place])} at row ${firstRow + Math.floor(place / x.shape[1])}`,
      advice: 'binarize the data: draw each value, or take x >= 0.5',
    });
  });
}
