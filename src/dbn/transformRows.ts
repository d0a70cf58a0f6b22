import * as tf from '@tensorflow/tfjs-core';
import {meanHidden} from '../energy/conditionals.js';
import type {Machine} from '../energy/Machine.js';
import {visitChunks} from '../rbm/visitChunks.js';

/**
 * Returns the means of a machine's hidden units for data of any size, without blocking the event loop.
 *
 * @param x - `[rows, numVisible]`
 * @returns `[rows, numHidden]`, owned by the caller.
 */
export async function transformRows(machine: Machine, x: tf.Tensor2D): Promise<tf.Tensor2D> {
  const parts: tf.Tensor2D[] = [];
  try {
    await visitChunks(x, ({rows}) => {
      parts.push(meanHidden(machine, rows));
    });
    return tf.concat(parts, 0);
  } finally {
    tf.dispose(parts);
  }
}
