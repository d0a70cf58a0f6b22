import type {Images} from './Dataset.js';
import {randomNumbers, type RandomNumbers} from './randomNumbers.js';
import type {Task, TaskSizes} from './Task.js';

/** What is to be drawn. */
interface GenerateArgs {
  sizes: TaskSizes;
  seed: number;
  /** Returns what draws an image into pixels that are all 0, and returns its class. */
  start: (random: RandomNumbers) => (pixels: Float32Array) => number;
}

/**
 * Makes a task by drawing one image after the other. Each part has random numbers of its own, so that its first images stay as
 * they are when it or another part becomes larger.
 */
export function generateTask(
  {name, side, classes}: Pick<Task, 'name' | 'side' | 'classes'>,
  {sizes, seed, start}: GenerateArgs,
): Task {
  const part = (which: keyof TaskSizes): Images => {
    const draw = start(randomNumbers(`${seed}, ${name}, ${which}`));
    const pixels = new Float32Array(sizes[which] * side ** 2);
    const labels = new Uint8Array(sizes[which]);
    for (let row = 0; row < labels.length; ++row) {
      labels[row] = draw(pixels.subarray(row * side ** 2, (row + 1) * side ** 2));
    }
    return {pixels, labels};
  };
  return {name, side, classes, train: part('train'), valid: part('valid'), test: part('test')};
}
