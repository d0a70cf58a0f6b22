import * as tf from '@tensorflow/tfjs-core';
import {hiddenGiven, meanVisible, sampleLayer} from '../energy/conditionals.js';
import type {Machine} from '../energy/Machine.js';
import type {Key} from '../random/Key.js';

/**
 * Returns the squared difference between each row and its mean reconstruction from sampled hidden units, averaged over
 * the units: what a training step reports, for rows that are not trained on.
 *
 * @param visible - `[batch, numVisible]`
 * @returns `[batch]`, owned by the caller.
 */
export function reconstructionError(machine: Machine, visible: tf.Tensor2D, {key}: {key: Key}): tf.Tensor1D {
  return tf.tidy(() => {
    const hidden = sampleLayer(machine, 'hidden', {given: hiddenGiven(machine, visible), key});
    return tf.mean(tf.squaredDifference(visible, meanVisible(machine, hidden)), 1);
  });
}
