import * as tf from '@tensorflow/tfjs-core';
import {ownParameters, type Machine} from '../energy/Machine.js';
import {breather} from '../platform/nextTask.js';
import type {FlippedRows} from './pseudoLikelihood.js';

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
