import * as tf from '@tensorflow/tfjs-core';
import type {Machine} from '../../../energy/Machine.js';
import {visitChunks} from '../../../rows/visitChunks.js';

/** Weights whose cosine is larger are those of the same feature. */
const COSINE = 0.95;

/** How many pairs may be so close by chance, for those that are to mean something. */
const BY_CHANCE = 0.05;

/** Shorter vectors of weights have no direction. */
const SHORTEST = 1e-6;

/**
 * Returns the hidden units whose weights point where those of another one do, in ascending order; none where there are so few
 * visible units that random weights would often be as close.
 *
 * @param args - `most`: how many units are compared, evenly spaced over all.
 */
export async function duplicateUnits(
  {parameters: {weights}}: Pick<Machine, 'parameters'>,
  {most}: {most: number},
): Promise<number[]> {
  const [dimensions, units] = weights.shape;
  const count = Math.min(units, most);
  if (((count * (count - 1)) / 2) * chanceOfCosine(dimensions) > BY_CHANCE) return [];
  const places = Int32Array.from({length: count}, (_, place) => Math.floor((place * units) / count));
  const {columns, rows} = tf.tidy(() => {
    const some = tf.gather(weights, tf.tensor1d(places, 'int32'), 1);
    const directions = tf.div<tf.Tensor2D>(some, tf.maximum(tf.norm(some, 2, 0, true), SHORTEST));
    return {columns: directions, rows: tf.transpose(directions)};
  });
  const found = new Set<number>();
  try {
    await visitChunks(
      rows,
      async (chunk) => {
        const cosines = tf.matMul(chunk.rows, columns);
        try {
          const values = await cosines.data();
          for (let row = 0; row < chunk.rows.shape[0]; ++row) {
            const one = chunk.firstRow + row;
            for (let other = one + 1; other < count; ++other) {
              if (values[row * count + other]! > COSINE) found.add(one).add(other);
            }
          }
        } finally {
          cosines.dispose();
        }
      },
      {units: count},
    );
  } finally {
    tf.dispose([columns, rows]);
  }
  return [...found].sort((a, b) => a - b).map((place) => places[place]!);
}

/** A bound on how likely two random directions are as close: the share of a sphere that such a cap has. */
function chanceOfCosine(dimensions: number): number {
  return 0.5 * (1 - COSINE ** 2) ** ((dimensions - 1) / 2);
}
