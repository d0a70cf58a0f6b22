import * as tf from '@tensorflow/tfjs-core';
import {uniform} from '../random/uniform.js';
import {NONE, type UnitKind} from './UnitKind.js';

/**
 * Binary units: `p(x = 1) = 1 / (1 + exp(-input))`, with `-bias x` in the energy.
 *
 * Data in [0, 1] are taken as probabilities, grey pixels for instance.
 */
export const bernoulli: UnitKind = {
  type: 'bernoulli',

  accepts: {min: 0, max: 1, advice: 'divide pixel values by 255, or use gaussian units'},

  defaultLearningRate: 0.1,

  isBinary: true,

  isBounded: true,

  canBeLeftOut: true,

  learnsVariance: false,

  activation: 'sigmoid',

  choices: (units) => Array.from({length: units}, (_, unit) => [NONE, unit]),

  mean(input) {
    return tf.sigmoid(input);
  },

  sample({mean}, key) {
    return tf.tidy(() => {
      const [rows, columns] = mean.shape;
      const noise = tf.tensor2d(uniform(key, {rows, columns}), [rows, columns], 'float32');
      // Not by tf.less and tf.cast: on the cpu backend that leaves bytes, which other ops and files take for what they are not.
      return tf.step(tf.sub(mean, noise));
    });
  },

  energy(states, {bias}) {
    return linearEnergy(states, bias);
  },

  // One unit has the states 0 and 1: log(1 + exp(input)).
  logNormalizer(input) {
    return tf.tidy(() => tf.sum(tf.softplus(input), 1));
  },

  // logit(p) with p by Laplace's rule of succession, (sum + 1) / (rows + 2), which is never 0 or 1.
  biasFromData({sums, rows}) {
    return Float32Array.from(sums, (sum) => Math.log((sum + 1) / (rows - sum + 1)));
  },
};

/** Returns `-bias x` of each row, `[batch]`. */
export function linearEnergy(states: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor1D {
  return tf.tidy(() => tf.neg(tf.sum(tf.mul(states, bias), 1)));
}
