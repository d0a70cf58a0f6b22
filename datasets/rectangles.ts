import {SIDE} from './Dataset.js';
import {generateTask} from './generateTask.js';
import type {RandomNumbers} from './randomNumbers.js';
import {taskSizes, type Task, type TaskArgs} from './Task.js';

/** Where a rectangle is in an image, in pixels. */
export interface Rectangle {
  left: number;
  top: number;
  width: number;
  height: number;
}

const [LEAST_SIDE, LEAST_DIFFERENCE] = [3, 3];

/** What the labels 0 and 1 of rectangles are called. */
export const RECTANGLE_CLASSES = ['taller', 'wider'] as const;

/**
 * Makes the task `rectangles`: is an outline taller than wide (class 0), or wider than tall (1)? Images of 28 x 28, the outline 1,
 * one pixel thick, all else 0; each class has half of the images but for chance.
 *
 * Larochelle, Erhan, Courville, Bergstra & Bengio 2007: width and height are uniform, and drawn again while they differ by less
 * than 3 pixels; the corner is uniform where the rectangle fits. They do not say from where to where a side goes; here it is 3,
 * so that there is something inside of the outline, to 28.
 *
 * @param args - Sizes of 1,000, 200 and 50,000 images, where no others are given.
 * @throws RangeError when a size or the seed is no integer >= 0.
 */
export function rectangles(args: TaskArgs): Task {
  const sizes = taskSizes(args, {caller: 'rectangles', paper: {train: 1000, valid: 200, test: 50_000}});
  return generateTask(
    {name: 'rectangles', side: SIDE, classes: RECTANGLE_CLASSES},
    {sizes, seed: args.seed, start: (random) => (pixels) => draw(pixels, random)},
  );
}

function draw(pixels: Float32Array, random: RandomNumbers): number {
  const {left, top, width, height} = drawRectangle(random, {
    side: SIDE,
    isWanted: (width, height) =>
      Math.min(width, height) >= LEAST_SIDE && Math.abs(width - height) >= LEAST_DIFFERENCE,
  });
  for (let x = left; x < left + width; ++x) {
    pixels[top * SIDE + x] = pixels[(top + height - 1) * SIDE + x] = 1;
  }
  for (let y = top; y < top + height; ++y) {
    pixels[y * SIDE + left] = pixels[y * SIDE + left + width - 1] = 1;
  }
  return Number(width > height);
}

/** Draws a rectangle's sides, uniform from 1 to the image's until they are wanted, and its corner, uniform where it fits. */
export function drawRectangle(
  {below}: RandomNumbers,
  {side, isWanted}: {side: number; isWanted: (width: number, height: number) => boolean},
): Rectangle {
  for (;;) {
    const [width, height] = [1 + below(side), 1 + below(side)];
    if (!isWanted(width, height)) continue;
    return {left: below(side - width + 1), top: below(side - height + 1), width, height};
  }
}
