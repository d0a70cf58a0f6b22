import * as tf from '@tensorflow/tfjs-core';
import type {Key} from '../random/Key.js';
import {normal} from '../random/normal.js';
import {measureScaling} from './Scaling.js';
import type {LayerParameters, UnitKind} from './UnitKind.js';

/** Means and deviations from here on are of data that nobody has standardised. */
const FAR_OFF = 5;

/** The bounds of a log-variance: deviations from 0.05 to 7.4, around the 1 of standardised data. */
export const LOG_VARIANCES = {min: -6, max: 4};

/** What both kinds of real-valued unit have in common. */
const common = {
  type: 'gaussian',

  accepts: {},

  isBinary: false,

  isBounded: false,

  canBeLeftOut: false,

  activation: 'linear',

  mean(input) {
    return tf.clone(input);
  },

  warning({sums, squares, rows, firstColumn = 0}) {
    for (const [column, sum] of sums.entries()) {
      const mean = sum / rows;
      const deviation = Math.sqrt(Math.max(0, squares[column]! / rows - mean ** 2));
      if (Math.abs(mean) < FAR_OFF && deviation < FAR_OFF) continue;
      return (
        `x should be standardised for gaussian units, got mean ${mean.toPrecision(3)} and deviation ` +
        `${deviation.toPrecision(3)} in column ${firstColumn + column}; let the machine do it, by {units, type: 'gaussian', standardize: true}.`
      );
    }
    return undefined;
  },

  biasFromData({sums, rows}) {
    return Float32Array.from(sums, (sum) => sum / rows);
  },
} satisfies Partial<UnitKind>;

/**
 * Real-valued units of unit variance: `x ~ N(input, 1)`, with `(x - bias)^2 / 2` in the energy.
 *
 * The data should be standardised: mean 0, variance 1 in every column.
 */
export const gaussian: UnitKind = {
  ...common,

  // 10 times less than for binary units: a reconstruction has no bound (Hinton 2010, section 13.2).
  defaultLearningRate: 0.01,

  learnsVariance: false,

  sample({mean}, key) {
    return tf.tidy(() => tf.add(mean, noise(mean, key)));
  },

  energy(states, {bias}) {
    return tf.tidy(() => tf.div(tf.sum(squaredDistance(states, bias), 1), 2));
  },

  // The integral of exp(x input' - (x - bias)^2 / 2) is sqrt(2 pi) exp((input^2 - bias^2) / 2).
  logNormalizer(input, {bias}) {
    return tf.tidy(() =>
      tf.sum(tf.add(tf.div(tf.sub(tf.square(input), tf.square(bias)), 2), 0.5 * Math.log(2 * Math.PI)), 1),
    );
  },
};

/**
 * Real-valued units of variances that are learned, with their logarithms as the parameters: `x ~ N(input, variance)`, with
 * `(x - bias)^2 / (2 variance)` in the energy, and `x / variance` as what the other layer sees.
 *
 * Source: Cho, Ilin & Raiko 2011, "Improved learning of Gaussian-Bernoulli restricted Boltzmann machines".
 */
export const gaussianOfLearnedVariance: UnitKind = {
  ...common,

  // The gradient of the weights grows with the inverse variance.
  defaultLearningRate: 0.001,

  learnsVariance: true,

  sample({mean}, key, own) {
    return tf.tidy(() => tf.add(mean, tf.mul(noise(mean, key), tf.exp(tf.div(logVariance(own), 2)))));
  },

  seen(states, own) {
    return tf.tidy(() => tf.div(states, tf.exp(logVariance(own))));
  },

  energy(states, own) {
    return tf.tidy(() => tf.sum(distance(states, own), 1));
  },

  // The integral of exp(x input' / variance - (x - bias)^2 / (2 variance)).
  logNormalizer(input, own) {
    return tf.tidy(() => {
      const variance = tf.exp(logVariance(own));
      const exponent = tf.div(tf.sub(tf.square(input), tf.square(own.bias)), tf.mul(variance, 2));
      return tf.sum(tf.add(exponent, tf.div(tf.add(logVariance(own), Math.log(2 * Math.PI)), 2)), 1);
    });
  },

  // Of x input' / variance - (x - bias)^2 / (2 variance), with input' = input - bias.
  logVarianceGradient(states, {input, own}) {
    return tf.tidy(() => {
      const fromOther = tf.mul(gaussianOfLearnedVariance.seen!(states, own), tf.sub(input, own.bias));
      return tf.sub(distance(states, own), fromOther);
    });
  },
};

/** Makes real-valued units whose machine standardises the data, and keeps what it standardised them by. */
export function standardizing(kind: UnitKind): UnitKind {
  return {...kind, scaling: measureScaling};
}

function logVariance({logVariance: own}: LayerParameters): tf.Tensor1D {
  if (own === undefined) throw new Error('gaussian units of learned variance must have log-variances');
  return own;
}

/** `(x - bias)^2 / (2 variance)` of each unit, `[batch, units]`. */
function distance(states: tf.Tensor2D, own: LayerParameters): tf.Tensor2D {
  return tf.tidy(() => tf.div(squaredDistance(states, own.bias), tf.mul(tf.exp(logVariance(own)), 2)));
}

// Not tf.squaredDifference, whose gradient fails where it broadcasts: the free energy has one.
function squaredDistance(states: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  return tf.square(tf.sub<tf.Tensor2D>(states, bias));
}

function noise({shape: [rows, columns]}: tf.Tensor2D, key: Key): tf.Tensor2D {
  return tf.tensor2d(normal(key, {rows, columns}), [rows, columns], 'float32');
}
