import type * as tf from '@tensorflow/tfjs-core';
import {hiddenInput} from '../energy/conditionals.js';
import type {Machine} from '../energy/Machine.js';
import {visitChunks} from '../rows/visitChunks.js';
import type {Key} from '../random/Key.js';
import {uniform} from '../random/uniform.js';
import {flipBinary, flipByKind} from './flips.js';

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
  const {kind, units} = machine.hidden;
  const isBinary = bits === 'all' && kind.type === 'bernoulli';
  const flip = (isBinary ? await flipBinary(machine) : undefined) ?? flipByKind(machine);
  let total = 0;
  await visitChunks(
    x,
    async ({rows, firstRow}) => {
      const states = await rows.data();
      const [length] = rows.shape;
      const draws = uniform(key, {rows: length, columns: 1, firstRow});
      const chosen =
        bits === 'all' ? undefined : Int32Array.from(draws, (draw) => Math.floor(draw * columns));
      const input = hiddenInput(machine, rows);
      try {
        total += await flip({states, input, chosen});
      } finally {
        input.dispose();
      }
    },
    {units},
  );
  return (total * (bits === 'all' ? 1 : columns)) / count;
}
