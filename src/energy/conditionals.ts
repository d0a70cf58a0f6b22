import * as tf from '@tensorflow/tfjs-core';
import type {Machine} from './Machine.js';

/**
 * Returns the mean of each hidden unit given the visible ones, `p(h = 1 | v) = sigmoid(c + v W)`.
 *
 * @param visible - `[batch, numVisible]`
 * @returns `[batch, numHidden]`, owned by the caller.
 */
export function meanHidden(machine: Machine, visible: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => machine.hidden.kind.mean(hiddenInput(machine, visible)));
}

/**
 * Returns the mean of each visible unit given the hidden ones; for binary units `p(v = 1 | h) = sigmoid(b + h W')`.
 *
 * @param hidden - `[batch, numHidden]`
 * @returns `[batch, numVisible]`, owned by the caller.
 */
export function meanVisible({visible, parameters}: Machine, hidden: tf.Tensor2D): tf.Tensor2D {
  // The weights are transposed first, not by matMul: there the wasm backend would run a scalar loop.
  return tf.tidy(() =>
    visible.kind.mean(tf.add(tf.matMul(hidden, tf.transpose(parameters.weights)), parameters.visibleBias)),
  );
}

/**
 * Returns the total input of each hidden unit, `c + v W`.
 *
 * @param visible - `[batch, numVisible]`
 * @returns `[batch, numHidden]`, owned by the caller.
 */
export function hiddenInput({parameters}: Machine, visible: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => tf.add(tf.matMul(visible, parameters.weights), parameters.hiddenBias));
}
