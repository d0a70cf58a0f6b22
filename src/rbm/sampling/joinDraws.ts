import * as tf from '@tensorflow/tfjs-core';

/**
 * Takes all that chains give, and joins it: the first states of all chains, then the second ones and so on.
 *
 * @returns `[rows * draws, columns]`, owned by the caller.
 */
export async function joinDraws(draws: AsyncIterable<tf.Tensor2D>): Promise<tf.Tensor2D> {
  const taken: tf.Tensor2D[] = [];
  try {
    for await (const states of draws) taken.push(states);
    return taken.length === 1 ? taken.pop()! : tf.concat(taken, 0);
  } finally {
    tf.dispose(taken);
  }
}
