import * as tf from '@tensorflow/tfjs-core';
import {machineKey, type Machine} from '../../energy/Machine.js';
import {deriveKey, type Key} from '../../random/Key.js';
import {gibbsChains, type ChainArgs} from './gibbsChains.js';

/**
 * Draws visible states by Gibbs chains, of the machine as it is when they begin.
 *
 * @returns `[rows * draws, numVisible]`, the first states of all chains, then the second ones and so on; owned by the caller.
 */
export async function sample(machine: Machine, args: ChainArgs): Promise<tf.Tensor2D> {
  return joinDraws(gibbsChains(machine, args));
}

/**
 * Returns the key of the random numbers of one call of `sample`.
 *
 * @param args - `seed`: the one of the call, if it has one; `call`: how many calls there were before this one.
 */
export function samplingKey(
  {seed: ownSeed}: Machine,
  {seed, call}: {seed: number | undefined; call: number},
): Key {
  if (seed === undefined) return deriveKey(machineKey({seed: ownSeed}, 'sampling'), 0, call);
  return deriveKey(machineKey({seed}, 'sampling'), 1);
}

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
