import * as tf from '@tensorflow/tfjs-core';
import {seen} from '../energy/conditionals.js';
import type {Machine} from '../energy/Machine.js';

/**
 * Returns the kernel and the bias of a dense layer that computes the features of a machine from its data: with the
 * standardisation and the variances of its visible units folded in.
 *
 * ```
 * c + seen((x - mean) / deviation) W = (c - (mean / deviation) s W) + x (s W / deviation),   seen(v) = s v
 * ```
 *
 * @returns `[numVisible, numHidden]` and `[numHidden]`, owned by the caller.
 */
export function denseWeights(machine: Machine): [kernel: tf.Tensor2D, bias: tf.Tensor1D] {
  const {parameters, scaling, visible} = machine;
  return tf.tidy(() => {
    const factors = tf.reshape(seen(machine, 'visible', tf.ones([1, visible.units])), [-1, 1]);
    const weights = visible.kind.learnsVariance
      ? tf.mul<tf.Tensor2D>(parameters.weights, factors)
      : parameters.weights;
    if (scaling === undefined) return [tf.clone(weights), tf.clone(parameters.hiddenBias)];
    const kernel = tf.div<tf.Tensor2D>(weights, tf.expandDims(scaling.deviation, 1));
    return [kernel, tf.sub<tf.Tensor1D>(parameters.hiddenBias, tf.dot(scaling.mean, kernel))];
  });
}
