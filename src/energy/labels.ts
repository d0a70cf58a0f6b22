import * as tf from '@tensorflow/tfjs-core';
import {seen} from './conditionals.js';
import {ownParameters, type Machine} from './Machine.js';
import {mixed, type Part} from './mixed.js';
import {softmax} from './softmax.js';
import type {LayerParameters} from './UnitKind.js';
import type {Units} from './Units.js';

/** Returns the visible layer of units for data with label units behind them, one a class. */
export function withLabels(data: Units, numClasses: number): Units {
  if (numClasses === 0) return data;
  const part: Part = {units: numClasses, kind: softmax({categories: numClasses, units: numClasses})};
  return {units: data.units + numClasses, kind: mixed([data, part]), args: data.args};
}

/**
 * Returns the units for the data as the hidden ones see them, and the labels.
 *
 * @param visible - `[rows, numVisible]`, the labels in the last columns.
 * @returns `[rows, columns of data]` and `[rows, numClasses]`, owned by the caller.
 */
export function splitLabels(
  machine: Machine,
  visible: tf.Tensor2D,
): {data: tf.Tensor2D; labels: tf.Tensor2D} {
  const columns = machine.data.units;
  return tf.tidy(() => ({
    data: tf.slice(seen(machine, 'visible', visible), [0, 0], [-1, columns]),
    labels: tf.slice(visible, [0, columns]),
  }));
}

/** What a machine with label units says of rows without labels. */
// A type and not an interface: only that counts as a container of tensors for tidy and dispose.
export type ClassScores = {
  /** p(y | v), `[rows, numClasses]`. */
  probabilities: tf.Tensor2D;
  /** -F(v, y), but for the part that is the same for each class, `[rows, numClasses]`. */
  scores: tf.Tensor2D;
  /** What the hidden units get from the biases and the data, `[rows, numHidden]`. */
  input: tf.Tensor2D;
  /** `[numClasses, numHidden]` */
  labelWeights: tf.Tensor2D;
};

/**
 * Returns p(y | v), exactly, from the free energies of each row with each label.
 *
 * ```
 * p(y | v) = exp(-F(v, y)) / sum over y' of exp(-F(v, y'))
 * ```
 *
 * @param data - The units for the data as the hidden ones see them, `[rows, columns of data]`.
 * @returns Tensors that the caller owns.
 *
 * Source: Larochelle & Bengio 2008, "Classification using discriminative restricted Boltzmann machines", section 2.
 */
export function classScores(machine: Machine, data: tf.Tensor2D): ClassScores {
  const {weights, visibleBias} = machine.parameters;
  const own = ownParameters(machine, 'hidden');
  const columns = machine.data.units;
  return tf.tidy(() => {
    const dataWeights = tf.slice(weights, [0, 0], [columns, -1]);
    const input = tf.add<tf.Tensor2D>(tf.matMul(data, dataWeights), own.bias);
    const labelWeights = tf.slice(weights, [columns, 0]);
    // A tidy for each class: all at once would be `labels` times the hidden units.
    const scores = Array.from({length: machine.numClasses}, (_, label) =>
      tf.tidy(() => {
        const total = tf.add<tf.Tensor2D>(input, tf.slice(labelWeights, label, 1));
        const bias = tf.slice(visibleBias, [columns + label], [1]);
        return tf.add(machine.hidden.kind.logNormalizer(total, own), bias);
      }),
    );
    const stacked = tf.stack(scores, 1) as tf.Tensor2D;
    return {probabilities: tf.softmax(stacked), scores: stacked, input, labelWeights};
  });
}

/**
 * Returns the means over the classes of what `measure` makes of the hidden units' total inputs with each class, weighted by
 * `p(y | v)`.
 *
 * @param data - As {@link classScores} takes it.
 * @returns `[rows, numHidden]`, owned by the caller.
 */
export function meanOverClasses(
  machine: Machine,
  data: tf.Tensor2D,
  measure: (input: tf.Tensor2D) => tf.Tensor2D,
): tf.Tensor2D {
  return tf.tidy(() => {
    const {probabilities, input, labelWeights} = classScores(machine, data);
    let sum: tf.Tensor2D = tf.zerosLike(input);
    for (let label = 0; label < machine.numClasses; ++label) {
      const before = sum;
      sum = tf.tidy(() => {
        const measured = measure(tf.add(input, tf.slice(labelWeights, label, 1)));
        return tf.add(before, tf.mul(measured, tf.slice(probabilities, [0, label], [-1, 1])));
      });
      before.dispose();
    }
    return sum;
  });
}

/**
 * Returns the free energy of rows without labels, `-log sum over y of exp(-F(v, y))`.
 *
 * @param states - States of the units for the data, `[rows, columns of data]`.
 * @returns `[rows]` in nats, owned by the caller.
 */
export function freeEnergyWithoutLabels(machine: Machine, states: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => {
    const own = ownOfData(machine);
    const {scores} = classScores(machine, seenData(machine, states));
    return tf.sub(machine.data.kind.energy(states, own), tf.logSumExp(scores, 1));
  });
}

/** Returns states of the units for the data as the hidden ones see them; owned by the tidy around it. */
export function seenData(machine: Machine, states: tf.Tensor2D): tf.Tensor2D {
  return machine.data.kind.seen?.(states, ownOfData(machine)) ?? states;
}

function ownOfData(machine: Machine): LayerParameters {
  const {bias, logVariance} = ownParameters(machine, 'visible');
  const columns = machine.data.units;
  return {
    bias: tf.slice(bias, 0, columns),
    ...(logVariance && {logVariance: tf.slice(logVariance, 0, columns)}),
  };
}
