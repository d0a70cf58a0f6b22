import * as tf from '@tensorflow/tfjs-core';
import {breather, COPIED_AT_ONCE} from '../platform/nextTask.js';
import {unwrittenMatrix, valuesInMemory} from './tensorMemory.js';

/**
 * Makes a matrix of values without blocking the event loop; the wasm backend's own way is to copy all of them at once.
 *
 * @returns `[rows, columns]`, owned by the caller; where the backend keeps the values as they are, they are its own.
 */
export async function toTensor(values: Float32Array, shape: [number, number]): Promise<tf.Tensor2D> {
  const tensor = tf.getBackend() === 'wasm' ? unwrittenMatrix(...shape) : undefined;
  if (tensor === undefined) return tf.tensor2d(values, shape);
  const breathe = breather();
  for (let first = 0; first < values.length; first += COPIED_AT_ONCE) {
    valuesInMemory(tensor)!.set(values.subarray(first, first + COPIED_AT_ONCE), first);
    await breathe();
  }
  return tensor;
}
