import {type Machine, ownParameters} from '../energy/Machine.js';
import {breather} from '../platform/nextTask.js';
import * as tf from '@tensorflow/tfjs-core';

/** Rows of visible units, bits of which are flipped. */
export interface FlippedRows {
  /** Zeros and ones, row by row. */
  states: ArrayLike<number>;
  /** The inputs of their hidden units, `[rows, numHidden]`. */
  input: tf.Tensor2D;
  /** The only bit of each row that is flipped; undefined for all of them. */
  chosen: Int32Array | undefined;
}

/** Weights beyond this size leave too few digits of what a unit that is on has from one that goes off. */
const LARGEST_WEIGHT = 15;

/** More weights are not kept twice, in float64. */
const MOST_WEIGHTS = 2 ** 24;

/** The log of a product of factors stays below that of the largest number. */
const LARGEST_LOG = 700;

/**
 * Makes a function that adds up `log sigmoid(F(v with bit i flipped) - F(v))` over all bits of rows, for binary hidden units of
 * usual weights: with p_j the probability of a hidden unit,
 *
 * ```
 * exp(F(v) - F(flipped)) = exp(±b_i) product over j of (1 + p_j (exp(±W_ij) - 1))
 * ```
 *
 * which takes no exponential for each flip, in float64.
 *
 * @returns Undefined where the weights are too large, or too many.
 */
export async function flipBinary(
  machine: Machine,
): Promise<((rows: FlippedRows) => Promise<number>) | undefined> {
  const {weights: weightsTensor, visibleBias} = machine.parameters;
  const weights = await weightsTensor.data();
  const biases = await visibleBias.data();
  if (weights.length > MOST_WEIGHTS) return undefined;
  const units = machine.hidden.units;
  const breathe = breather();
  /** What a hidden unit that is on gains where a bit goes on, and where it goes off: exp(±W) - 1. */
  const on = new Float64Array(weights.length);
  const off = new Float64Array(weights.length);
  let largest = 1;
  for (let bit = 0; bit < biases.length; ++bit) {
    for (let place = bit * units; place < (bit + 1) * units; ++place) {
      on[place] = Math.expm1(weights[place]!);
      off[place] = Math.expm1(-weights[place]!);
      largest = Math.max(largest, Math.abs(weights[place]!));
    }
    await breathe();
  }
  if (largest > LARGEST_WEIGHT) return undefined;
  const block = Math.floor(LARGEST_LOG / largest);
  return async ({states, input}) => {
    const means = Float64Array.from(await input.data(), (value) => 1 / (1 + Math.exp(-value)));
    const rows = means.length / units;
    let total = 0;
    for (let bit = 0; bit < biases.length; ++bit) {
      const [goOn, goOff] = [on, off].map((gains) => gains.subarray(bit * units, (bit + 1) * units));
      for (let row = 0; row < rows; ++row) {
        const state = states[row * biases.length + bit]!;
        const gains = state === 0 ? goOn! : goOff!;
        const log = logProduct(gains, means.subarray(row * units, (row + 1) * units), block);
        total -= softplus(log + (1 - 2 * state) * biases[bit]!);
      }
      await breathe();
    }
    return total;
  };
}

/** `log of the product of (1 + mean gain)` */
function logProduct(gains: Float64Array, means: Float64Array, block: number): number {
  let sum = 0;
  for (let unit = 0; unit < gains.length;) {
    let product = 1;
    for (const end = Math.min(gains.length, unit + block); unit < end; ++unit) {
      product *= 1 + means[unit]! * gains[unit]!;
    }
    sum += Math.log(product);
  }
  return sum;
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** How many inputs of hidden units there are at a time. */
const VALUES = 2 ** 18;

/** A bit of a row. */
interface Place {
  row: number;
  bit: number;
}

/** Makes a function that adds up `log sigmoid(F(v with a bit flipped) - F(v))`, by the hidden units' kind. */
export function flipByKind(machine: Machine): (rows: FlippedRows) => Promise<number> {
  const columns = machine.visible.units;
  const size = Math.max(1, Math.floor(VALUES / machine.hidden.units));
  const breathe = breather();
  return async (rows) => {
    const {input, chosen} = rows;
    const [length] = input.shape;
    const flips = chosen === undefined ? length * columns : length;
    const before = machine.hidden.kind.logNormalizer(input, ownParameters(machine, 'hidden'));
    let total = 0;
    try {
      for (let first = 0; first < flips; first += size) {
        const places = Array.from({length: Math.min(size, flips - first)}, (_, place): Place => {
          const flip = first + place;
          if (chosen !== undefined) return {row: flip, bit: chosen[flip]!};
          return {row: Math.floor(flip / columns), bit: flip % columns};
        });
        const logs = flippedLogs(machine, rows, {before, places});
        try {
          for (const log of await logs.data()) total += log;
        } finally {
          logs.dispose();
        }
        await breathe();
      }
      return total;
    } finally {
      before.dispose();
    }
  };
}

/**
 * Returns `log sigmoid(F(v with the bit flipped) - F(v))` of each place, `[places]`.
 *
 * @param args - `before`: the log partition of the rows' inputs, `[rows]`.
 */
function flippedLogs(
  machine: Machine,
  {states, input}: FlippedRows,
  {before, places}: {before: tf.Tensor1D; places: readonly Place[]},
): tf.Tensor1D {
  const {weights, visibleBias} = machine.parameters;
  const columns = machine.visible.units;
  return tf.tidy(() => {
    const rows = tf.tensor1d(
      places.map(({row}) => row),
      'int32',
    );
    const bits = tf.tensor1d(
      places.map(({bit}) => bit),
      'int32',
    );
    const signs = tf.tensor1d(places.map(({row, bit}) => 1 - 2 * states[row * columns + bit]!));
    const change = tf.mul(tf.gather(weights, bits), tf.expandDims(signs, 1));
    const flipped = tf.add<tf.Tensor2D>(tf.gather(input, rows), change);
    const after = machine.hidden.kind.logNormalizer(flipped, ownParameters(machine, 'hidden'));
    // How much more likely the flipped row is; log sigmoid(-x) = -softplus(x).
    const gain = tf.add(tf.sub(after, tf.gather(before, rows)), tf.mul(signs, tf.gather(visibleBias, bits)));
    return tf.neg(tf.softplus<tf.Tensor1D>(gain as tf.Tensor1D));
  });
}
