import {argumentError} from '../../check.js';
import type {Machine} from '../../energy/Machine.js';

/** Something that can be trained, and disposed. */
export interface Trainable {
  state: 'idle' | 'training' | 'disposed';
}

/**
 * Checks that a machine or a stack of machines has not been disposed.
 *
 * @param context - `where` is the function that the user called.
 */
export function checkAlive(trainable: Trainable, {where}: {where: string}): void {
  if (trainable.state !== 'disposed') return;
  throw argumentError(Error, {
    where: `${where}: this`,
    condition: 'in use',
    got: 'one that dispose() has freed',
  });
}

/**
 * Checks that a machine that standardises its data knows by what: without, it would take raw data for standardised ones.
 *
 * @param context - `where` is the function that the user called.
 */
export function checkScaling({data, scaling}: Machine, {where}: {where: string}): void {
  if (data.kind.scaling === undefined || scaling !== undefined) return;
  throw argumentError(Error, {
    where: `${where}: this`,
    condition: 'trained, since it standardises its data by the first that it is trained on',
    got: 'one that has seen none',
  });
}

/** Checks as {@link checkAlive} does, and that no training of it is going on. */
export function checkIdle(trainable: Trainable, {where}: {where: string}): void {
  checkAlive(trainable, {where});
  if (trainable.state === 'idle') return;
  throw argumentError(Error, {
    where: `${where}: this`,
    condition: 'idle',
    got: 'one that is being trained',
    advice: 'await the training first',
  });
}

/** Runs a training of machines and stacks that are idle, and marks them as busy meanwhile. */
export async function whileTraining<T>(
  trainables: readonly Trainable[],
  train: () => Promise<T>,
): Promise<T> {
  for (const trainable of trainables) trainable.state = 'training';
  try {
    return await train();
  } finally {
    for (const trainable of trainables) trainable.state = 'idle';
  }
}
