import type {Dataset} from './Dataset.js';
import {mnistTask} from './mnistTask.js';
import type {Task, TaskArgs} from './Task.js';

/**
 * Makes the task `mnist-basic`: which digit is it? Images of 28 x 28 in [0, 1], ten classes, as often as in the data set: the digits
 * as they are, but with few to train and many to test.
 *
 * Larochelle, Erhan, Courville, Bergstra & Bengio 2007.
 *
 * @param dataset - MNIST, as `idx` reads it, or the 10,000 of its digits that `digits` has, with smaller sizes. All are mixed, and
 *   none is in two parts.
 * @param args - Sizes of 10,000, 2,000 and 50,000 images, where no others are given.
 * @throws RangeError when a size or the seed is no integer >= 0, or there are too few digits.
 */
export function mnistBasic(dataset: Dataset, args: TaskArgs): Task {
  return mnistTask(dataset, {name: 'mnist-basic', caller: 'mnistBasic', args, changes: {}});
}
