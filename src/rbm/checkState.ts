import {argumentError} from '../check.js';

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
