import {SIDE} from './Dataset.js';
import {generateTask} from './generateTask.js';
import {drawRectangle, RECTANGLE_CLASSES} from './rectangles.js';
import {taskSizes, type Task, type TaskArgs} from './Task.js';
import {texturePatches} from './texturePatches.js';
import {textures, type Texture} from './textures.js';

/** How many images each part has, what fixes them, and what they show. */
export interface RectanglesImageArgs extends TaskArgs {
  /** What patches are cut from. @defaultValue generated `textures` of the same seed */
  textures?: readonly Texture[];
}

const [LEAST_SIDE, LEAST_DIFFERENCE] = [10, 5];
const [LEAST_AREA, LARGEST_AREA] = [0.25 * SIDE ** 2, 0.75 * SIDE ** 2];

/**
 * Makes the task `rectangles-image`: is the rectangle taller than wide (class 0), or wider than tall (1)? Images of 28 x 28 in [0, 1]:
 * one patch inside of the rectangle, another one around it, see `texturePatches`; each class has half of the images but for
 * chance.
 *
 * Larochelle, Erhan, Courville, Bergstra & Bengio 2007: width and height are uniform, and drawn again unless both are at least 10
 * pixels, they differ by at least 5, and the rectangle covers 25 to 75 % of the image; the corner is uniform where it fits.
 * Patches are from 20 photographs there.
 *
 * @param args - Sizes of 10,000, 2,000 and 50,000 images, where no others are given.
 * @throws RangeError when a size or the seed is no integer >= 0, or a texture is smaller than an image; Error when there are no patches
 *   that are not flat.
 */
export function rectanglesImage(args: RectanglesImageArgs): Task {
  const caller = 'rectanglesImage';
  const sizes = taskSizes(args, {caller, paper: {train: 10_000, valid: 2000, test: 50_000}});
  const {seed, textures: sources = textures({seed})} = args;
  return generateTask(
    {name: 'rectangles-image', side: SIDE, classes: RECTANGLE_CLASSES},
    {
      sizes,
      seed,
      start: (random) => {
        const nextPatch = texturePatches(sources, {caller, side: SIDE, random});
        return (pixels) => {
          const {left, top, width, height} = drawRectangle(random, {side: SIDE, isWanted});
          const [inside, outside] = [nextPatch(), nextPatch()];
          pixels.set(outside);
          for (let y = top; y < top + height; ++y) {
            const start = y * SIDE + left;
            pixels.set(inside.subarray(start, start + width), start);
          }
          return Number(width > height);
        };
      },
    },
  );
}

function isWanted(width: number, height: number): boolean {
  const area = width * height;
  return (
    Math.min(width, height) >= LEAST_SIDE &&
    Math.abs(width - height) >= LEAST_DIFFERENCE &&
    area >= LEAST_AREA &&
    area <= LARGEST_AREA
  );
}
