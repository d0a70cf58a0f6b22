import * as tf from '@tensorflow/tfjs-core';
import type {Machine} from '../energy/Machine.js';

/**
 * Returns the kernel and the bias of a dense layer that computes the inputs of a machine's visible units from hidden ones, for
 * Gaussian units their means: on the scale of the data, where the machine standardises them. A variance takes no part in it.
 *
 * ```
 * mean + deviation (b + h W') = (mean + deviation b) + h (W' deviation)
 * ```
 *
 * @returns `[numHidden, numVisible]` and `[numVisible]`, owned by the caller.
 */
export function decoderWeights(machine: Machine): [kernel: tf.Tensor2D, bias: tf.Tensor1D] {
  const {parameters, scaling} = machine;
  return tf.tidy(() => {
    const weights = tf.transpose<tf.Tensor2D>(parameters.weights);
    if (scaling === undefined) return [weights, tf.clone(parameters.visibleBias)];
    const {mean, deviation} = scaling;
    return [tf.mul(weights, deviation), tf.add(mean, tf.mul(deviation, parameters.visibleBias))];
  });
}
