import type {Dataset} from './Dataset.js';
import {pictureBehind, type BackImageArgs} from './mnistBackImage.js';
import {randomRotation} from './mnistRot.js';
import {mnistTask} from './mnistTask.js';
import type {Task} from './Task.js';

/**
 * Makes the task `mnist-rot-back-image`: which digit is it, whichever way it lies, before a picture? The digits of `mnistRot` before
 * the patches of `mnistBackImage`: images of 28 x 28 in [0, 1], ten classes, as often as in the data set.
 *
 * Larochelle, Erhan, Courville, Bergstra & Bengio 2007.
 *
 * @param dataset - MNIST, as `idx` reads it, or the 10,000 of its digits that `digits` has, with smaller sizes. All are mixed, and
 *   none is in two parts.
 * @param args - Sizes of 10,000, 2,000 and 50,000 images, where no others are given.
 * @throws RangeError when a size or the seed is no integer >= 0, there are too few digits, or a texture is smaller than a digit;
 *   Error when there are no patches that are not flat.
 */
export function mnistRotBackImage(dataset: Dataset, args: BackImageArgs): Task {
  const caller = 'mnistRotBackImage';
  const changes = {rotation: randomRotation, background: pictureBehind(args, caller)};
  return mnistTask(dataset, {name: 'mnist-rot-back-image', caller, args, changes});
}
