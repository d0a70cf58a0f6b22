import type * as tf from '@tensorflow/tfjs-core';
import {deriveKey, type Key} from '../random/Key.js';
import {anneal, baseLogPartition, drawFromBase, type Annealing} from './Annealing.js';
import {logMean, type Estimate} from './logSum.js';

/** How states are taken along a path. */
export interface ImportanceArgs {
  /** From 0 to 1. */
  inverses: readonly number[];
  key: Key;
  /** Hears of each step that is done. */
  progress?: () => void;
}

/**
 * Estimates log Z by annealed importance sampling: states of the path's first machine, whose Z is known, are taken to the
 * last one. The mean of their weights is that of Z without bias, so that its logarithm is too small in the mean.
 *
 * @param args - `runs`: how many states, >= 2.
 *
 * Source: Neal 2001; Salakhutdinov & Murray 2008, section 4.
 */
export async function annealedImportance(
  annealing: Annealing,
  {runs, inverses, key, progress}: ImportanceArgs & {runs: number},
): Promise<Estimate> {
  const start = drawFromBase(annealing, runs, {key: deriveKey(key, 0)});
  try {
    const args = {inverses, key: deriveKey(key, 1), ...(progress && {progress})};
    const {value, standardError} = logMean(await anneal(annealing, start, args));
    return {value: (await baseLogPartition(annealing)) + value, standardError};
  } finally {
    start.dispose();
  }
}

/**
 * Estimates log Z by the same path the other way: states of the machine itself are taken to the first one. It is too large in
 * the mean, by the same argument about 1 / Z, if the states are from the machine's distribution.
 *
 * @param start - Independent states of the machine, `[runs, numVisible]`; they stay the caller's.
 *
 * Source: Burda, Grosse & Salakhutdinov 2015, "Accurate and conservative estimates of MRF log-likelihood using reverse
 * annealing".
 */
export async function reverseImportance(
  annealing: Annealing,
  {start, inverses, key, progress}: ImportanceArgs & {start: tf.Tensor2D},
): Promise<Estimate> {
  const args = {inverses: inverses.toReversed(), key, ...(progress && {progress})};
  const {value, standardError} = logMean(await anneal(annealing, start, args));
  return {value: (await baseLogPartition(annealing)) - value, standardError};
}
