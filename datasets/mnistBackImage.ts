import {SIDE, type Dataset} from './Dataset.js';
import {mnistTask, type Change} from './mnistTask.js';
import type {RandomNumbers} from './randomNumbers.js';
import type {Task, TaskArgs} from './Task.js';
import {texturePatches} from './texturePatches.js';
import {textures, type Texture} from './textures.js';

/** How many images each part has, what fixes them, and what is behind them. */
export interface BackImageArgs extends TaskArgs {
  /** What patches are cut from. @defaultValue generated `textures` of the same seed */
  textures?: readonly Texture[];
}

/**
 * Makes the task `mnist-back-image`: which digit is it, before a picture? Images of 28 x 28 in [0, 1], ten classes, as often as in the
 * data set: each pixel is the lighter one of the digit's and of a random patch's, see `texturePatches`.
 *
 * Larochelle, Erhan, Courville, Bergstra & Bengio 2007, who cut patches from 20 photographs. They do not say how digit and patch become
 * one image; see `mnistBackRand`.
 *
 * @param dataset - MNIST, as `idx` reads it, or the 10,000 of its digits that `digits` has, with smaller sizes. All are mixed, and
 *   none is in two parts.
 * @param args - Sizes of 10,000, 2,000 and 50,000 images, where no others are given.
 * @throws RangeError when a size or the seed is no integer >= 0, there are too few digits, or a texture is smaller than a digit;
 *   Error when there are no patches that are not flat.
 */
export function mnistBackImage(dataset: Dataset, args: BackImageArgs): Task {
  const caller = 'mnistBackImage';
  const changes = {background: pictureBehind(args, caller)};
  return mnistTask(dataset, {name: 'mnist-back-image', caller, args, changes});
}

/** Puts a random patch of textures behind each digit. */
export function pictureBehind(args: BackImageArgs, caller: string): (random: RandomNumbers) => Change {
  let sources = args.textures;
  return (random) => {
    // Not before the arguments are checked: textures take a while.
    sources ??= textures({seed: args.seed});
    const nextPatch = texturePatches(sources, {caller, side: SIDE, random});
    return (digit) => {
      const patch = nextPatch();
      return digit.map((ink, pixel) => Math.max(ink, patch[pixel]!));
    };
  };
}
