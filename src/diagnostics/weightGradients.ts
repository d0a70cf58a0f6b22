import * as tf from '@tensorflow/tfjs-core';
import {breather} from '../platform/nextTask.js';

/** How many multiplications there are before the event loop may run: 10 ms of the cpu backend. */
const AT_ONCE = 2 ** 23;

/**
 * Returns the gradient of the mean cost by a layer's weights, a few inputs at a time: dC/dW = z_below' dC/ds / rows.
 *
 * @param below - What the layer is given, `[rows, inputs]`.
 * @param args - `gradients`: dC/ds of each row's own cost, `[rows, units]`.
 * @returns `[inputs, units]`
 */
export async function weightGradients(
  below: Float32Array,
  {gradients, rows}: {gradients: Float32Array; rows: number},
): Promise<Float32Array> {
  const [inputs, units] = [below.length / rows, gradients.length / rows];
  const found = new Float32Array(inputs * units);
  const size = Math.max(1, Math.min(inputs, Math.floor(AT_ONCE / gradients.length)));
  const breathe = breather();
  const right = tf.tensor2d(gradients, [rows, units]);
  try {
    for (let first = 0; first < inputs; first += size) {
      const length = Math.min(size, inputs - first);
      const left = new Float32Array(length * rows);
      for (let row = 0; row < rows; ++row) {
        const start = row * inputs + first;
        for (let input = 0; input < length; ++input) left[input * rows + row] = below[start + input]! / rows;
      }
      const product = tf.tidy(() => tf.matMul(tf.tensor2d(left, [length, rows]), right));
      try {
        found.set(await product.data<'float32'>(), first * units);
      } finally {
        product.dispose();
      }
      await breathe();
    }
  } finally {
    right.dispose();
  }
  return found;
}
