import * as tf from '@tensorflow/tfjs-core';
import {seen, visibleGiven} from '../../energy/conditionals.js';
import {mapParameters, ownParameters, type Machine, type Parameters} from '../../energy/Machine.js';
import {uniform} from '../../random/uniform.js';
import type {Key} from '../../random/Key.js';

/** What a phase's rows say of both layers. */
export interface Phase {
  /** `[rows, numVisible]` */
  visible: tf.Tensor2D;
  /** Means given the visible units, `[rows, numHidden]`. */
  hidden: tf.Tensor2D;
}

/** A step's estimate. */
export interface Phases {
  positive: Phase;
  negative: Phase;
  /** Squared difference between data and their mean reconstruction, averaged over rows and units. */
  reconstructionError: tf.Scalar;
  /** Where persistent chains are now. */
  chains?: tf.Tensor2D;
  /** Share of the exchanges that were accepted, for each temperature and the next one; -1 where there were none. */
  swapRates?: tf.Tensor1D;
}

/**
 * Estimates the gradient of the mean log-likelihood: minus the derivative of the mean free energy of the positive phase's
 * visible units, less that of the negative's.
 *
 * ```
 * dW = <seen(v) p(h|v)>_positive - <seen(v) p(h|v)>_negative    db, dc = the same of seen(v), of p(h|v)
 * ```
 *
 * Each phase's statistics are divided by its own number of rows.
 */
export function estimate(machine: Machine, {positive, negative}: Phases): Parameters {
  const model = statistics(machine, negative);
  return mapParameters(statistics(machine, positive), (mean, name) => tf.sub(mean, model[name]!));
}

/** The mean over a phase's rows of minus the derivatives of the free energy. */
function statistics(machine: Machine, {visible, hidden}: Phase): Parameters {
  const states = seen(machine, 'visible', visible);
  return {
    // Transposed first, not by matMul: there the wasm backend would run a scalar loop.
    weights: tf.div(tf.matMul(tf.transpose(states), hidden), visible.shape[0]),
    visibleBias: tf.mean<tf.Tensor1D>(states, 0),
    hiddenBias: tf.mean<tf.Tensor1D>(hidden, 0),
    ...(machine.parameters.logVariance && {logVariance: meanSpread(machine, {visible, hidden})}),
  };
}

function meanSpread(machine: Machine, {visible, hidden}: Phase): tf.Tensor1D {
  const {input} = visibleGiven(machine, hidden);
  const own = ownParameters(machine, 'visible');
  return tf.mean<tf.Tensor1D>(machine.visible.kind.logVarianceGradient!(visible, {input, own}), 0);
}

/**
 * Returns 0 for the hidden units that each row leaves out, 1 for the others, `[rows, numHidden]`; undefined where none does.
 *
 * Source: Srivastava et al. 2014, "Dropout", section 8.
 */
export function dropoutMask(
  machine: Machine,
  {dropout, rows, key}: {dropout: number; rows: number; key: Key},
): tf.Tensor2D | undefined {
  if (dropout === 0) return undefined;
  const columns = machine.hidden.units;
  const noise = uniform(key, {rows, columns});
  return tf.tensor2d(
    noise.map((draw) => (draw < dropout ? 0 : 1)),
    [rows, columns],
  );
}

/** Returns the values times the mask, where there is one. */
export function masked(values: tf.Tensor2D, mask: tf.Tensor2D | undefined): tf.Tensor2D {
  return mask === undefined ? values : tf.mul(values, mask);
}

/** Returns the squared difference between rows and their reconstructions, averaged over the values that are known. */
export function meanSquaredError(
  data: tf.Tensor2D,
  mean: tf.Tensor2D,
  known: tf.Tensor2D | undefined,
): tf.Scalar {
  const squares = tf.squaredDifference<tf.Tensor2D>(data, mean);
  if (known === undefined) return tf.mean(squares);
  return tf.div(tf.sum(tf.mul(squares, known)), tf.maximum(tf.sum(known), 1));
}
