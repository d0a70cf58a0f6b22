import * as tf from '@tensorflow/tfjs-core';
import {uniform} from '../random/uniform.js';
import {linearEnergy} from './bernoulli.js';
import type {UnitKind} from './UnitKind.js';

/** How far a group's sum may be from 1 by rounding. */
const ROUNDING = 1e-3;

/**
 * Makes groups of units of which exactly one is 1, for things that have one of several categories: `p(x_k = 1) =
 * exp(input_k) / sum over its group of exp(input)`, with `-bias x` in the energy.
 *
 * A group that is all zeros in the data is missing: its units then take no part in the row's training.
 *
 * Source: Salakhutdinov, Mnih & Hinton 2007, "Restricted Boltzmann machines for collaborative filtering".
 *
 * @param args - `categories`: units of a group, which are neighbours; `units`: those of all groups.
 */
export function softmax({categories, units}: {categories: number; units: number}): UnitKind {
  /** Turns `[batch, units]` into `[batch, groups, categories]`. */
  const grouped = (values: tf.Tensor2D): tf.Tensor3D => tf.reshape(values, [values.shape[0], -1, categories]);

  return {
    type: 'softmax',

    accepts: {
      min: 0,
      max: 1,
      advice: 'give each category a column that is 0 or 1, by tf.oneHot()',
      missing: 'a missing category is a group of zeros',
    },

    defaultLearningRate: 0.1,

    isBinary: false,

    isBounded: true,

    canBeLeftOut: false,

    learnsVariance: false,

    activation: units === categories ? 'softmax' : undefined,

    choices: (count) =>
      Array.from({length: count / categories}, (_, group) =>
        Array.from({length: categories}, (_, place) => group * categories + place),
      ),

    mean(input) {
      return tf.tidy(() => tf.reshape(tf.softmax(grouped(input)), input.shape));
    },

    // The largest of input + Gumbel noise is each category with its probability.
    sample({input}, key) {
      return tf.tidy(() => {
        const [rows, columns] = input.shape;
        const noise = uniform(key, {rows, columns}).map((draw) => -Math.log(-Math.log(draw)));
        const noisy = grouped(tf.add(input, tf.tensor2d(noise, [rows, columns])));
        // Integers first: as float32, the wasm backend writes their bits.
        const chosen = tf.oneHot(tf.argMax(noisy, 2), categories);
        return tf.reshape(tf.cast(chosen, 'float32'), [rows, columns]);
      });
    },

    energy(states, {bias}) {
      return linearEnergy(states, bias);
    },

    // One group has as many states as it has categories.
    logNormalizer(input) {
      return tf.tidy(() => tf.sum(tf.logSumExp(grouped(input), 2), 1));
    },

    known(states) {
      return tf.tidy(() => {
        const isKnown = tf.cast(tf.greater(tf.sum(grouped(states), 2, true), 0), 'float32');
        return tf.reshape(tf.tile(isKnown, [1, 1, categories]), states.shape);
      });
    },

    isIncomplete(row) {
      for (let first = 0; first < row.length; first += categories) {
        if (row.subarray(first, first + categories).every((value) => value === 0)) return true;
      }
      return false;
    },

    checkRow(row, firstColumn = 0) {
      for (let first = 0; first < row.length; first += categories) {
        let sum = 0;
        for (let place = first; place < first + categories; ++place) sum += row[place]!;
        if (sum === 0 || Math.abs(sum - 1) < ROUNDING) continue;
        return {
          condition: `groups of ${categories} that sum to 1, or to 0 where they are missing`,
          got: `a sum of ${sum} from column ${firstColumn + first} on`,
        };
      }
      return undefined;
    },

    // log p with p by Laplace's rule of succession; rows whose group is missing do not count.
    biasFromData({sums}) {
      return Float32Array.from(sums, (sum, column) => {
        const first = column - (column % categories);
        let known = 0;
        for (let place = first; place < first + categories; ++place) known += sums[place]!;
        return Math.log((sum + 1) / (known + categories));
      });
    },
  };
}
