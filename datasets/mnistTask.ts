import {PIXELS, SIDE, type Dataset, type Images} from './Dataset.js';
import {randomNumbers, type RandomNumbers} from './randomNumbers.js';
import {shuffle} from './shuffle.js';
import {PARTS, taskSizes, type Task, type TaskArgs, type TaskSizes} from './Task.js';

/** Makes another image of one of 28 x 28 pixels in [0, 1]. */
export type Change = (digit: Float32Array) => Float32Array;

/** How digits become a task. */
interface MnistTaskArgs {
  /** What the task is called in the paper. */
  name: string;
  /** The function that was called. */
  caller: string;
  args: TaskArgs;
  /** What is done to each digit, one after the other; each draws from random numbers of its own, which its name tells apart. */
  changes: Record<string, (random: RandomNumbers) => Change>;
}

/** Larochelle et al. 2007. */
const PAPER: TaskSizes = {train: 10_000, valid: 2000, test: 50_000};

/**
 * Makes a task of the digits of a data set: mixes all of them, those to train and those to test, deals them out to the parts, and
 * changes each. No digit is in two parts. With the same seed and sizes, all tasks have the same digits in the same places, and
 * those that share a change do it alike.
 *
 * @throws RangeError when a size or the seed is no integer >= 0, or there are too few digits.
 */
export function mnistTask(dataset: Dataset, {name, caller, args, changes}: MnistTaskArgs): Task {
  const sizes = taskSizes(args, {caller, paper: PAPER});
  const rows = mixedRows(dataset, {caller, sizes, seed: args.seed});
  let taken = 0;
  const images = PARTS.map((part): Images => {
    const all = Object.entries(changes).map(([change, start]) =>
      start(randomNumbers(`${args.seed}, ${change}, ${part}`)),
    );
    const pixels = new Float32Array(sizes[part] * PIXELS);
    const labels = new Uint8Array(sizes[part]);
    for (let row = 0; row < labels.length; ++row) {
      const {digit, label} = digitAt(dataset, rows[taken++]!);
      pixels.set(
        all.reduce((image, change) => change(image), digit),
        row * PIXELS,
      );
      labels[row] = label;
    }
    return {pixels, labels};
  });
  const [train, valid, test] = images as [Images, Images, Images];
  return {name, side: SIDE, classes: '0123456789'.split(''), train, valid, test};
}

/** Returns the places of all digits, mixed. */
function mixedRows(
  {name, train, test}: Dataset,
  {caller, sizes, seed}: {caller: string; sizes: TaskSizes; seed: number},
): Uint32Array {
  const rows = Uint32Array.from({length: train.labels.length + test.labels.length}, (_, row) => row);
  const wanted = sizes.train + sizes.valid + sizes.test;
  if (wanted > rows.length) {
    const parts = PARTS.map((part) => String(sizes[part])).join(' + ');
    const possible = PARTS.map((part) => `${part}: ${Math.floor((sizes[part] * rows.length) / wanted)}`).join(
      ', ',
    );
    throw new RangeError(
      `${caller}: train + valid + test must be at most ${rows.length} (${name}), got ${parts}; ` +
        `{${possible}} is possible.`,
    );
  }
  const {below} = randomNumbers(`${seed}, digits`);
  shuffle(rows, below);
  return rows;
}

function digitAt({train, test}: Dataset, row: number): {digit: Float32Array; label: number} {
  const isTrain = row < train.labels.length;
  const [images, place] = isTrain ? [train, row] : [test, row - train.labels.length];
  return {
    digit: images.pixels.subarray(place * PIXELS, (place + 1) * PIXELS),
    label: images.labels[place]!,
  };
}
