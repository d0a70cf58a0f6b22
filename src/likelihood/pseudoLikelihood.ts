import * as tf from '@tensorflow/tfjs-core';
import {hiddenInput} from '../energy/conditionals.js';
import {ownParameters, type Machine} from '../energy/Machine.js';
import {visitChunks} from '../engine/visitChunks.js';
import {breather} from '../nextTask.js';
import {uniform} from '../random/uniform.js';
import type {Key} from '../random/Key.js';

/** How many inputs of hidden units there are at a time. */
const VALUES = 2 ** 18;

/**
 * Returns the mean over rows of the log pseudo-likelihood, that of each bit given all the others:
 *
 * ```
 * sum over i of log p(v_i | v without i) = sum over i of log sigmoid(F(v with bit i flipped) - F(v))
 * ```
 *
 * A flip changes the inputs of the hidden units by a row of the weights, so that no product of matrices is needed for it.
 *
 * @param x - Zeros and ones, `[rows, numVisible]`
 * @param args - `bits`: whether all bits of a row are flipped, or one at random that stands for all; `key`: of the choice.
 * @returns In nats a row.
 *
 * Source: Besag 1975, "Statistical analysis of non-lattice data".
 */
export async function pseudoLikelihood(
  machine: Machine,
  x: tf.Tensor2D,
  {bits, key}: {bits: 'all' | 'random'; key: Key},
): Promise<number> {
  const [count, columns] = x.shape;
  const units = machine.hidden.units;
  const breathe = breather();
  let sum = 0;
  await visitChunks(
    x,
    async ({rows, firstRow}) => {
      const states = await rows.data();
      const length = rows.shape[0];
      const draws = bits === 'all' ? undefined : uniform(key, {rows: length, columns: 1, firstRow});
      const flips = length * (draws === undefined ? columns : 1);
      const size = Math.max(1, Math.floor(VALUES / units));
      const input = hiddenInput(machine, rows);
      const before = machine.hidden.kind.logPartition(input, ownParameters(machine, 'hidden'));
      try {
        for (let first = 0; first < flips; first += size) {
          const places = Array.from({length: Math.min(size, flips - first)}, (_, place) => {
            const flip = first + place;
            if (draws !== undefined) return {row: flip, bit: Math.floor(draws[flip]! * columns)};
            return {row: Math.floor(flip / columns), bit: flip % columns};
          });
          const logs = flippedLogs(machine, {input, before, states, places});
          try {
            for (const log of await logs.data()) sum += log;
          } finally {
            logs.dispose();
          }
          await breathe();
        }
      } finally {
        tf.dispose([input, before]);
      }
    },
    {units},
  );
  return (sum * (bits === 'all' ? 1 : columns)) / count;
}

/** Rows of visible units, and which of their bits are flipped. */
interface Flips {
  /** The rows, row by row. */
  states: ArrayLike<number>;
  /** The inputs of their hidden units, `[rows, numHidden]`. */
  input: tf.Tensor2D;
  /** The log partition of these inputs, `[rows]`. */
  before: tf.Tensor1D;
  places: {row: number; bit: number}[];
}

/** Returns `log sigmoid(F(v with the bit flipped) - F(v))` of each place, `[places]`. */
function flippedLogs(machine: Machine, {states, input, before, places}: Flips): tf.Tensor1D {
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
    const after = machine.hidden.kind.logPartition(flipped, ownParameters(machine, 'hidden'));
    // How much more likely the flipped row is; log sigmoid(-x) = -softplus(x).
    const gain = tf.add(tf.sub(after, tf.gather(before, rows)), tf.mul(signs, tf.gather(visibleBias, bits)));
    return tf.neg(tf.softplus<tf.Tensor1D>(gain as tf.Tensor1D));
  });
}
