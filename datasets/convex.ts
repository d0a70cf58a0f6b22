import {SIDE} from './Dataset.js';
import {generateTask} from './generateTask.js';
import {isConvex} from './isConvex.js';
import type {RandomNumbers} from './randomNumbers.js';
import {taskSizes, type Task, type TaskArgs} from './Task.js';

/** The chance that there is no further half-plane; a set of fewer pixels is drawn again. */
const CONVEX = {chance: 0.195, leastPixels: 19};
const PART_OF_UNION = {chance: 0.07, leastPixels: 10};
const [FEWEST_PARTS, MOST_PARTS] = [2, 4];

/**
 * Makes the task `convex`: is the white region of an image convex (class 1), or not (class 0)? Images of 28 x 28, the region 1, all
 * else 0; each class has half of the images but for chance.
 *
 * Larochelle, Erhan, Courville, Bergstra & Bengio 2007: a convex region is where random half-planes meet, Geometric(0.195) many,
 * each with a uniform place and direction, and drawn again under 19 pixels. Others are the union of 2 to 4 such sets, of
 * Geometric(0.07) half-planes and at least 10 pixels, and drawn again while no pair of pixels shows that they are not convex
 * ({@link isConvex}). The regions of both classes have the same mean number of pixels.
 *
 * They do not say where the geometric distribution begins. Here it is at 0: so the means of the two classes are about 445 and 450
 * pixels, as alike as the paper wants them, while from 1 on they would be 470 and 270. It also makes a third of the convex regions the
 * whole image. The place of a half-plane is a point of the image that its edge goes through, and a pixel is in it if its centre
 * is.
 *
 * @param args - Sizes of 6,000, 2,000 and 50,000 images, where no others are given.
 * @throws RangeError when a size or the seed is no integer >= 0.
 */
export function convex(args: TaskArgs): Task {
  const sizes = taskSizes(args, {caller: 'convex', paper: {train: 6000, valid: 2000, test: 50_000}});
  return generateTask(
    {name: 'convex', side: SIDE, classes: ['not convex', 'convex']},
    {sizes, seed: args.seed, start: (random) => (pixels) => draw(pixels, random)},
  );
}

function draw(pixels: Float32Array, random: RandomNumbers): number {
  const label = random.below(2);
  if (label === 1) {
    drawConvexSet(pixels, random, CONVEX);
    return label;
  }
  do {
    pixels.fill(0);
    for (let parts = FEWEST_PARTS + random.below(MOST_PARTS - FEWEST_PARTS + 1); parts > 0; --parts) {
      drawConvexSet(pixels, random, PART_OF_UNION);
    }
  } while (isConvex(pixels, SIDE));
  return label;
}

/** Paints where random half-planes meet. */
function drawConvexSet(
  pixels: Float32Array,
  {uniform}: RandomNumbers,
  {chance, leastPixels}: {chance: number; leastPixels: number},
): void {
  // In each line of the image the set is from one pixel to another, the latter left out.
  const [from, to] = [new Int32Array(SIDE), new Int32Array(SIDE)];
  let left: number;
  do {
    from.fill(0);
    to.fill(SIDE);
    left = SIDE ** 2;
    // When too few are left, no further half-plane can bring them back.
    while (left >= leastPixels && uniform(0, 1) >= chance) {
      const angle = uniform(0, 2 * Math.PI);
      const [right, down] = [Math.cos(angle), Math.sin(angle)];
      // Pixel centres are half a pixel from their corners.
      const edge = right * (uniform(0, SIDE) - 0.5) + down * (uniform(0, SIDE) - 0.5);
      left = 0;
      for (let y = 0; y < SIDE; ++y) {
        // In the half-plane are the x with right x + down y >= edge.
        const meeting = (edge - down * y) / right;
        if (right > 0) from[y] = Math.max(from[y]!, Math.min(SIDE, Math.ceil(meeting)));
        else to[y] = Math.min(to[y]!, Math.max(0, Math.floor(meeting) + 1));
        left += Math.max(0, to[y]! - from[y]!);
      }
    }
  } while (left < leastPixels);
  for (let y = 0; y < SIDE; ++y) {
    if (from[y]! < to[y]!) pixels.fill(1, y * SIDE + from[y]!, y * SIDE + to[y]!);
  }
}
