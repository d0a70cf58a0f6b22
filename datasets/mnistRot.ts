import {SIDE, type Dataset} from './Dataset.js';
import {mnistTask, type Change} from './mnistTask.js';
import type {RandomNumbers} from './randomNumbers.js';
import {rotate} from './rotate.js';
import type {Task, TaskArgs} from './Task.js';

/**
 * Makes the task `mnist-rot`: which digit is it, whichever way it lies? Images of 28 x 28 in [0, 1], ten classes, as often as in the
 * data set: each digit is rotated by an angle that is uniform from 0 to 2 pi.
 *
 * Larochelle, Erhan, Courville, Bergstra & Bengio 2007. They do not say how they interpolate; here it is bilinear, by
 * {@link rotate}.
 *
 * @param dataset - MNIST, as `idx` reads it, or the 10,000 of its digits that `digits` has, with smaller sizes. All are mixed, and
 *   none is in two parts.
 * @param args - Sizes of 10,000, 2,000 and 50,000 images, where no others are given.
 * @throws RangeError when a size or the seed is no integer >= 0, or there are too few digits.
 */
export function mnistRot(dataset: Dataset, args: TaskArgs): Task {
  const changes = {rotation: randomRotation};
  return mnistTask(dataset, {name: 'mnist-rot', caller: 'mnistRot', args, changes});
}

/** Rotates each digit by an angle that is uniform from 0 to 2 pi. */
export function randomRotation({uniform}: RandomNumbers): Change {
  return (digit) => rotate(digit, {side: SIDE, angle: uniform(0, 2 * Math.PI)});
}
