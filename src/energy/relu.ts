import * as tf from '@tensorflow/tfjs-core';
import {uniform} from '../random/uniform.js';
import type {UnitKind} from './UnitKind.js';

// A rectified linear unit counts how many are on of binary copies without end, which share weights and bias but for offsets of
// -1/2, -3/2, -5/2 and so on. With A(x) = sum over copies of log(1 + exp(x - copy + 1/2)), copies counted from 1, and q = 1/e:
//
//   exp(A(x)) = product of (1 + exp(x) q^(copy - 1/2)) = sum over n of exp(n x - n^2 / 2) / ((1 - q) … (1 - q^n))      (Euler)
//   A(x) = x^2 / 2 + LOG_CONSTANT - A(-x)                                                        (Jacobi's triple product)
//
// The first says how likely each count n is. The second reaches inputs above 0, for which many copies are on, from those below,
// where their terms fall like exp(-copy); it holds to a relative 6e-9, to which a theta function of period 1 is constant.

/** As many copies are summed up one by one; those beyond by the first two terms of their series. */
const COPIES = 5;

/** 1 / (2 sinh(1/2)) and 1 / (2 sinh(1)): sums of exp(t - copy + 1/2), and of its square. */
const FIRST_TERM = 1 / (2 * Math.sinh(0.5));
const SECOND_TERM = 1 / (2 * Math.sinh(1));

/** States that are more likely than a random number can tell, 2^-24, lie within this distance of the input. */
const REACH = 6;

/** `log of the product of 1 - exp(-k)`, for k from 1 to n. */
const LOG_PRODUCTS = logProducts(32);

const LOG_CONSTANT = 0.5 * Math.log(2 * Math.PI) - LOG_PRODUCTS.at(-1)!;

/**
 * Rectified linear units: nonnegative numbers whose mean is about `log(1 + exp(input))` and whose variance is about
 * `1 / (1 + exp(-input))`. A state n has `n^2 / 2 - bias n + sum for k from 1 to n of log(1 - exp(-k))` in the energy.
 *
 * A state is the number of active copies of a binary unit whose biases are shifted by -1/2, -3/2, -5/2, …, which Nair &
 * Hinton approximate by `max(0, x + N(0, sigmoid(x)))`. It is drawn here from its exact distribution, since theirs is far off
 * near 0 (a mean of .28 for .68 at input 0), and then a machine's chains leave the distribution that its free energy is about.
 * Data may be any nonnegative numbers.
 *
 * Source: Nair & Hinton 2010, "Rectified linear units improve restricted Boltzmann machines", section 2.
 */
export const relu: UnitKind = {
  type: 'relu',

  accepts: {min: 0, advice: 'use gaussian units for data with a sign'},

  // As for real-valued units: a reconstruction has no bound.
  defaultLearningRate: 0.01,

  isBinary: false,

  isBounded: false,

  canBeLeftOut: true,

  learnsVariance: false,

  activation: 'relu',

  mean(input) {
    return tf.tidy(() => {
      const t = tf.neg(tf.abs(input));
      const copies = Array.from({length: COPIES}, (_, copy) => tf.sigmoid(tf.sub(t, copy + 0.5)));
      const first = tf.exp(tf.sub(t, COPIES));
      const rest = tf.sub(tf.mul(first, FIRST_TERM), tf.mul(tf.square(first), SECOND_TERM));
      return tf.addN([tf.relu(input), rest, ...copies]) as tf.Tensor2D;
    });
  },

  // What a network of rectifiers computes.
  features(input) {
    return tf.relu(input);
  },

  // One uniform number each, and its place in the cumulative distribution, which starts where it is as good as 0.
  sample({input}, key) {
    return tf.tidy(() => {
      const [rows, columns] = input.shape;
      const start = tf.relu(tf.sub(tf.floor(input), REACH));
      const distance = tf.sub(input, start);
      const products = tf.gather(
        tf.tensor1d(LOG_PRODUCTS),
        tf.cast<tf.Tensor2D>(tf.minimum(start, LOG_PRODUCTS.length - 1), 'int32'),
      );
      const sums = sumsOverCopies(input);
      // log p(start) = start input - start^2 / 2 - product - A(input), without the difference of large numbers.
      const negative = tf.neg(sums);
      const positive = tf.sub(tf.sub(tf.sub(sums, tf.div(tf.square(distance), 2)), products), LOG_CONSTANT);
      let probability = tf.exp(tf.where(tf.greater(input, 0), positive, negative));
      // The middles of the steps of 2^-24 in which the numbers come: none is 0.
      const draws = tf.tensor2d(uniform(key, {rows, columns}), [rows, columns], 'float32');
      let passed: tf.Tensor2D = tf.add(draws, 2 ** -25);
      let states = start;
      // p(n + 1) / p(n) = exp(input - n - 1/2) / (1 - exp(-n - 1))
      const ratio = tf.exp(tf.sub(distance, 0.5));
      const fall = tf.exp(tf.neg(tf.add(start, 1)));
      for (let n = 0; n < 2 * REACH; ++n) {
        passed = tf.sub(passed, probability);
        states = tf.add(states, tf.cast(tf.greaterEqual(passed, 0), 'float32'));
        const factor = Math.exp(-n);
        probability = tf.mul(probability, tf.div(tf.mul(ratio, factor), tf.sub(1, tf.mul(fall, factor))));
      }
      // A sum that rounding leaves below the last draws would lead on to counts that are out of the question. Those likelier than
      // 2^-24 have n input - n^2 / 2 > -REACH^2 / 2.
      const last = tf.add(input, tf.sqrt(tf.add(tf.square(tf.minimum(input, 0)), REACH ** 2)));
      return tf.minimum<tf.Tensor2D>(states, tf.floor(last));
    });
  },

  energy(states, {bias}) {
    return tf.tidy(() => {
      // log of the product to n, for any real n: that of all factors less that of those beyond n.
      let own = tf.add<tf.Tensor2D>(tf.div(tf.square(states), 2), LOG_PRODUCTS.at(-1)!);
      for (let k = 1; k <= 20; ++k) {
        const factor = tf.sub(1, tf.exp(tf.neg(tf.add(states, k))));
        own = tf.sub<tf.Tensor2D>(own, tf.log(factor));
      }
      return tf.sum<tf.Tensor1D>(tf.sub(own, tf.mul(states, bias)), 1);
    });
  },

  logNormalizer(input) {
    return tf.tidy(() => {
      const sums = sumsOverCopies(input);
      // x^2 / 2 + LOG_CONSTANT - sums above 0, without tf.where, whose gradient asks for that of the comparison.
      const mirrored = tf.mul(tf.step(input), tf.sub(LOG_CONSTANT, tf.mul(sums, 2)));
      return tf.sum(tf.addN([tf.div(tf.square(tf.relu(input)), 2), sums, mirrored]), 1);
    });
  },

  // The input at which the mean, about log(1 + exp(input)), is that of the data.
  biasFromData({sums, rows}) {
    return Float32Array.from(sums, (sum) => {
      const mean = Math.max(sum / rows, 1 / (rows + 1));
      return mean + Math.log(-Math.expm1(-mean));
    });
  },
};

/** A(-|x|), the sum over the copies of log(1 + exp(-|x| - copy + 1/2)), of each input. */
function sumsOverCopies(input: tf.Tensor2D): tf.Tensor2D {
  const t = tf.neg(tf.abs(input));
  const copies = Array.from({length: COPIES}, (_, copy) => tf.softplus(tf.sub(t, copy + 0.5)));
  const first = tf.exp(tf.sub(t, COPIES));
  const rest = tf.sub(tf.mul(first, FIRST_TERM), tf.mul(tf.square(first), SECOND_TERM / 2));
  return tf.addN([rest, ...copies]) as tf.Tensor2D;
}

function logProducts(last: number): number[] {
  const products = [0];
  for (let k = 1; k <= last; ++k) products.push(products[k - 1]! + Math.log1p(-Math.exp(-k)));
  return products;
}
