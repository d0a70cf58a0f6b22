import * as tf from '@tensorflow/tfjs-core';

/**
 * Returns the rows at these places.
 *
 * Consecutive rows too: the wasm backend copies the whole matrix for each slice of it.
 *
 * @param x - `[rows, columns]`
 * @returns `[places, columns]`, float32, owned by the caller.
 */
export function gatherRows(x: tf.Tensor2D, places: Int32Array): tf.Tensor2D {
  return tf.tidy(() => tf.cast(tf.gather(x, tf.tensor1d(places, 'int32')), 'float32'));
}
