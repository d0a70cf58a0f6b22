import * as tf from '@tensorflow/tfjs-core';
import {normal} from '../random/normal.js';
import type {UnitKind} from './UnitKind.js';

/** Means and deviations from here on are of data that nobody has standardised. */
const FAR_OFF = 5;

/**
 * Real-valued units of unit variance: `x ~ N(input, 1)`, with `(x - bias)^2 / 2` in the energy.
 *
 * The data should be standardised: mean 0, variance 1 in every column.
 */
export const gaussian: UnitKind = {
  type: 'gaussian',

  accepts: {},

  // 10 times less than for binary units: a reconstruction has no bound (Hinton 2010, section 13.2).
  defaultLearningRate: 0.01,

  mean(input) {
    return tf.clone(input);
  },

  sample(mean, key) {
    return tf.tidy(() => {
      const [rows, columns] = mean.shape;
      return tf.add(mean, tf.tensor2d(normal(key, {rows, columns}), [rows, columns], 'float32'));
    });
  },

  energy(visible, visibleBias) {
    return tf.tidy(() => tf.div(tf.sum(tf.squaredDifference(visible, visibleBias), 1), 2));
  },

  warning({sums, squares, rows}) {
    for (const [column, sum] of sums.entries()) {
      const mean = sum / rows;
      const deviation = Math.sqrt(Math.max(0, squares[column]! / rows - mean ** 2));
      if (Math.abs(mean) < FAR_OFF && deviation < FAR_OFF) continue;
      return (
        `x should be standardised for gaussian units, got mean ${mean.toPrecision(3)} and deviation ` +
        `${deviation.toPrecision(3)} in column ${String(column)}; subtract the mean of each column and divide by its deviation.`
      );
    }
    return undefined;
  },

  biasFromData({sums, rows}) {
    return Float32Array.from(sums, (sum) => sum / rows);
  },
};
