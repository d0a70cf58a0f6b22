import type {Dataset} from './Dataset.js';
import {mnistTask} from './mnistTask.js';
import type {Task, TaskArgs} from './Task.js';

/**
 * Makes the task `mnist-back-rand`: which digit is it, before noise? Images of 28 x 28 in [0, 1], ten classes, as often as in the
 * data set: each pixel is the lighter one of the digit's and of a background's, which is uniform from 0 to 255, divided by 255, by
 * itself.
 *
 * Larochelle, Erhan, Courville, Bergstra & Bengio 2007. They do not say how digit and background become one image; with the lighter
 * one, pixels without ink are pure background, and the grey edge of a stroke has no dark rim.
 *
 * @param dataset - MNIST, as `idx` reads it, or the 10,000 of its digits that `digits` has, with smaller sizes. All are mixed, and
 *   none is in two parts.
 * @param args - Sizes of 10,000, 2,000 and 50,000 images, where no others are given.
 * @throws RangeError when a size or the seed is no integer >= 0, or there are too few digits.
 */
export function mnistBackRand(dataset: Dataset, args: TaskArgs): Task {
  return mnistTask(dataset, {
    name: 'mnist-back-rand',
    caller: 'mnistBackRand',
    args,
    changes: {
      noise:
        ({below}) =>
        (digit) =>
          digit.map((ink) => Math.max(ink, below(256) / 255)),
    },
  });
}
