import * as tf from '@tensorflow/tfjs-core';
import {untiedOf, type Stack} from '../stack/Stack.js';

/**
 * Returns the kernel and the bias of a dense layer that computes the inputs of the units that a machine's data are of from hidden
 * ones, for Gaussian units their means: on the scale of the data, where the machine standardises them. A variance takes no part
 * in it; the way down is that which up-down has untied, where it has.
 *
 * ```
 * mean + deviation (b + h W') = (mean + deviation b) + h (W' deviation)
 * ```
 *
 * @returns `[numHidden, columns of data]` and `[columns of data]`, owned by the caller.
 */
export function decoderWeights(stack: Stack, layer: number): [kernel: tf.Tensor2D, bias: tf.Tensor1D] {
  const {parameters, scaling, data} = stack.rbms[layer]!.machine;
  const {generativeWeights, generativeBias} = untiedOf(stack, layer) ?? {};
  return tf.tidy(() => {
    // The label units of a top machine are no data.
    const ofData = tf.slice(parameters.weights, [0, 0], [data.units, -1]);
    const weights = generativeWeights ? tf.clone(generativeWeights) : tf.transpose<tf.Tensor2D>(ofData);
    const bias = tf.slice(generativeBias ?? parameters.visibleBias, 0, data.units);
    if (scaling === undefined) return [weights, bias];
    const {mean, deviation} = scaling;
    return [tf.mul(weights, deviation), tf.add(mean, tf.mul(deviation, bias))];
  });
}
