import * as tf from '@tensorflow/tfjs-core';
import {seenData} from '../../energy/labels.js';
import type {Machine} from '../../energy/Machine.js';

/**
 * Returns the kernel and the bias of a dense layer that computes the features of a machine from its data: with the
 * standardisation and the variances of its visible units folded in.
 *
 * ```
 * c + seen((x - mean) / deviation) W = (c - (mean / deviation) s W) + x (s W / deviation),   seen(v) = s v
 * ```
 *
 * Of a machine with label units, they are those of the features with no label at all, whose units are 0: no dense layer
 * computes the mean over the labels that a row may have.
 *
 * @returns `[columns of data, numHidden]` and `[numHidden]`, owned by the caller.
 */
export function denseWeights(machine: Machine): [kernel: tf.Tensor2D, bias: tf.Tensor1D] {
  const {parameters, scaling, data, numClasses} = machine;
  return tf.tidy(() => {
    const ofData =
      numClasses === 0 ? parameters.weights : tf.slice(parameters.weights, [0, 0], [data.units, -1]);
    const factors = tf.reshape(seenData(machine, tf.ones([1, data.units])), [-1, 1]);
    const weights = data.kind.learnsVariance ? tf.mul<tf.Tensor2D>(ofData, factors) : ofData;
    if (scaling === undefined) return [tf.clone(weights), tf.clone(parameters.hiddenBias)];
    const kernel = tf.div<tf.Tensor2D>(weights, tf.expandDims(scaling.deviation, 1));
    return [kernel, tf.sub<tf.Tensor1D>(parameters.hiddenBias, tf.dot(scaling.mean, kernel))];
  });
}
