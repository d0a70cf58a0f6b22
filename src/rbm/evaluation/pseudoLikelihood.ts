import type * as tf from '@tensorflow/tfjs-core';
import {argumentError, checkArgs, checkInteger, checkOneOf} from '../../check.js';
import {machineKey, type Machine} from '../../energy/Machine.js';
import {visitChunks} from '../../rows/visitChunks.js';
import {pseudoLikelihood as meanPseudoLikelihood} from '../../likelihood/pseudoLikelihood.js';
import {checkMatrix} from '../data/checkVisible.js';
import {onCopy} from '../state/onCopy.js';

/** Options of `pseudoLikelihood`. */
export interface PseudoLikelihoodArgs {
  /**
   * `'all'` flips each bit of each row. `'random'` flips one of each row, which stands for all of them: as fast as a free energy,
   * and without bias, but noisy (scikit-learn's `score_samples`).
   *
   * @defaultValue `'all'`
   */
  bits?: 'all' | 'random';
  /** An integer >= 0 that fixes the choice of bits. @defaultValue the machine's own */
  seed?: number;
}

/** Returns the mean log pseudo-likelihood of binary rows, in nats; see {@link PseudoLikelihoodArgs}. */
export async function pseudoLikelihood(
  machine: Machine,
  x: tf.Tensor,
  args: PseudoLikelihoodArgs,
): Promise<number> {
  const where = 'pseudoLikelihood';
  checkArgs(args, {where, known: ['bits', 'seed']});
  const {bits = 'all', seed = machine.seed} = args;
  checkOneOf(bits, {where: `${where}: bits`, options: ['all', 'random']});
  checkInteger(seed, {where: `${where}: seed`, min: 0});
  checkBinaryUnits(machine, `${where}: this`);
  const rows = checkMatrix(x, {where: `${where}: x`, visible: machine.visible});
  return onCopy(machine, async (copy) => {
    await checkBinary(rows, `${where}: x`);
    return meanPseudoLikelihood(copy, rows, {bits, key: machineKey({seed}, 'likelihood')});
  });
}

/** @throws Error when a machine's visible units are not binary. */
export function checkBinaryUnits({visible}: Machine, where: string): void {
  if (visible.kind.isBinary) return;
  throw argumentError(Error, {
    where,
    condition: 'a machine of binary visible units',
    got: `${visible.kind.type} ones`,
    advice: 'score() takes any units',
  });
}

/** Checks that all values are 0 or 1. */
export async function checkBinary(x: tf.Tensor2D, where: string): Promise<void> {
  await visitChunks(x, async ({rows, firstRow}) => {
    const values = await rows.data();
    const place = values.findIndex((value) => value !== 0 && value !== 1);
    if (place === -1) return;
    throw argumentError(RangeError, {
      where,
      condition: '0 or 1 everywhere',
      got: `${String(values[place])} at row ${firstRow + Math.floor(place / x.shape[1])}`,
      advice: 'binarise the data: draw each value, or take x >= 0.5',
    });
  });
}
