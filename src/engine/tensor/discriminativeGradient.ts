import * as tf from '@tensorflow/tfjs-core';
import {classScores, splitLabels} from '../../energy/labels.js';
import {ownParameters, type Machine, type Parameters} from '../../energy/Machine.js';

/**
 * Returns the gradient of the mean of log p(y | v), exactly, for a machine with label units:
 *
 * ```
 * dW = <v (E[h | v, y] - sum over y' of p(y' | v) E[h | v, y'])>
 * ```
 *
 * and likewise for the hidden biases; for the label units y in place of v, each class with its own hidden means. Visible biases
 * have none but for those of the label units, <y - p(y | v)>. Rows whose label is missing count as 0.
 *
 * @param visible - `[rows, numVisible]`, the labels of each row in the last columns.
 *
 * Source: Larochelle & Bengio 2008, "Classification using discriminative restricted Boltzmann machines", section 3.
 */
export function discriminativeGradient(machine: Machine, visible: tf.Tensor2D): Parameters {
  const {data, labels} = splitLabels(machine, visible);
  const [rows] = data.shape;
  const {probabilities, input, labelWeights} = classScores(machine, data);
  // How much more each class is than the machine says, [rows, labels].
  const residual = tf.sub<tf.Tensor2D>(labels, tf.mul(probabilities, tf.sum(labels, 1, true)));
  let hidden: tf.Tensor2D = tf.zeros([rows, machine.hidden.units]);
  const perClass: tf.Tensor1D[] = [];
  for (let label = 0; label < machine.numClasses; ++label) {
    const mean = machine.hidden.kind.mean(tf.add(input, tf.slice(labelWeights, label, 1)));
    const part = tf.mul<tf.Tensor2D>(mean, tf.slice(residual, [0, label], [-1, 1]));
    hidden = tf.add(hidden, part);
    perClass.push(tf.mean<tf.Tensor1D>(part, 0));
  }
  const {logVariance, weights} = machine.parameters;
  const zeros = tf.zeros<tf.Rank.R1>([machine.data.units]);
  return {
    weights: tf.concat2d(
      [tf.div<tf.Tensor2D>(tf.matMul(tf.transpose(data), hidden), rows), tf.stack(perClass) as tf.Tensor2D],
      0,
    ),
    visibleBias: tf.concat1d([zeros, tf.mean<tf.Tensor1D>(residual, 0)]),
    hiddenBias: tf.mean<tf.Tensor1D>(hidden, 0),
    ...(logVariance && {
      logVariance: inputSpread(machine, visible, tf.matMul(hidden, tf.transpose(weights))),
    }),
  };
}

/** How the log-variances change what the hidden units get, which changes by `-v / variance` with them. */
function inputSpread(machine: Machine, visible: tf.Tensor2D, fromHidden: tf.Tensor2D): tf.Tensor1D {
  const own = ownParameters(machine, 'visible');
  const spread = (input: tf.Tensor2D): tf.Tensor2D =>
    machine.visible.kind.logVarianceGradient!(visible, {input, own});
  const without = tf.mul<tf.Tensor2D>(tf.onesLike(fromHidden), own.bias);
  return tf.mean<tf.Tensor1D>(tf.sub(spread(tf.add(fromHidden, own.bias)), spread(without)), 0);
}
