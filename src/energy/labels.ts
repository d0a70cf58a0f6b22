import * as tf from '@tensorflow/tfjs-core';
import {seen} from './conditionals.js';
import type {Machine} from './Machine.js';

/**
 * Returns the visible units of rows as the hidden ones see them, and their labels.
 *
 * @param data - `[rows, numVisible]`, the labels in the last columns.
 * @returns `[rows, numVisible - labels]` and `[rows, labels]`, owned by the caller.
 */
export function splitLabels(
  machine: Machine,
  data: tf.Tensor2D,
): {visible: tf.Tensor2D; labels: tf.Tensor2D} {
  const first = machine.visible.units - machine.labels;
  return tf.tidy(() => ({
    visible: tf.slice(seen(machine, 'visible', data), [0, 0], [-1, first]),
    labels: tf.slice(data, [0, first]),
  }));
}

/** What a machine with label units says of rows without labels. */
interface ClassEnergies {
  /** p(y | v), `[rows, labels]`. */
  probabilities: tf.Tensor2D;
  /** -F(v, y), but for the part that is the same for each class, `[rows, labels]`. */
  scores: tf.Tensor2D;
  /** What the hidden units get from the biases and the units that are not labels, `[rows, numHidden]`. */
  input: tf.Tensor2D;
  /** `[labels, numHidden]` */
  labelWeights: tf.Tensor2D;
}

/**
 * Returns p(y | v), exactly, from the free energies of each row with each label.
 *
 * ```
 * p(y | v) = exp(-F(v, y)) / sum over y' of exp(-F(v, y'))
 * ```
 *
 * @param visible - The units that are not labels as the hidden ones see them, `[rows, numVisible - labels]`.
 * @returns Tensors that the caller owns.
 *
 * Source: Larochelle & Bengio 2008, section 2.
 */
export function classEnergies(machine: Machine, visible: tf.Tensor2D): ClassEnergies {
  const {weights, visibleBias, hiddenBias} = machine.parameters;
  const first = machine.visible.units - machine.labels;
  return tf.tidy(() => {
    const input = tf.add<tf.Tensor2D>(tf.matMul(visible, tf.slice(weights, [0, 0], [first, -1])), hiddenBias);
    const labelWeights = tf.slice(weights, [first, 0]);
    const scores = Array.from({length: machine.labels}, (_, label) => {
      const total = tf.add<tf.Tensor2D>(input, tf.slice(labelWeights, label, 1));
      const own = machine.hidden.kind.logPartition(total, {bias: hiddenBias});
      return tf.add(own, tf.slice(visibleBias, [first + label], [1]));
    });
    const stacked = tf.stack(scores, 1) as tf.Tensor2D;
    return {probabilities: tf.softmax(stacked), scores: stacked, input, labelWeights};
  });
}
