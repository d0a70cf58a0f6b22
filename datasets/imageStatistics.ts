import {fillPolygon} from './fillPolygon.js';
import {randomNumbers} from './randomNumbers.js';
import type {Rectangle} from './rectangles.js';
import {SHAPESET_SIDE, shapesetScene} from './shapesetScene.js';
import type {Task} from './Task.js';

/** The smallest rectangle that has all pixels that are not 0, of an image with such. */
export function boxOf(pixels: ArrayLike<number>, side: number): Rectangle {
  let [left, right, top, bottom] = [side, -1, side, -1];
  for (let pixel = 0; pixel < pixels.length; ++pixel) {
    if (pixels[pixel] === 0) continue;
    const [x, y] = [pixel % side, Math.floor(pixel / side)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return {left, top, width: right - left + 1, height: bottom - top + 1};
}

/** Says from where to where numbers go, and what their mean is. */
export function spread(values: readonly number[]): string {
  let [least, most, sum] = [Infinity, -Infinity, 0];
  for (const value of values) {
    [least, most] = [Math.min(least, value), Math.max(most, value)];
    sum += value;
  }
  return `${least} to ${most} (mean ${(sum / values.length).toFixed(1)})`;
}

/** Says how much ink the images to learn from have in each class: the sum of their pixels. */
export function countInk({classes, train: {pixels, labels}}: Task): string {
  const size = pixels.length / labels.length;
  return classes
    .map((name, label) => {
      let [sum, count] = [0, 0];
      labels.forEach((own, row) => {
        if (own !== label) return;
        for (const value of pixels.subarray(row * size, (row + 1) * size)) sum += value;
        ++count;
      });
      return `${name} ${(sum / count).toFixed(1)}`;
    })
    .join(', ');
}

/** Says what the mean and the deviation of all pixels are in the images to learn from. */
export function meanGrey({train: {pixels}}: Task): string {
  let [sum, squares] = [0, 0];
  for (const value of pixels) {
    sum += value;
    squares += value ** 2;
  }
  const mean = sum / pixels.length;
  const deviation = Math.sqrt(squares / pixels.length - mean ** 2);
  return `pixels: mean ${mean.toFixed(3)}, deviation ${deviation.toFixed(3)}`;
}

/** Says how much of the first of two objects is hidden in images of Shapeset, by counting pixels. */
export function overlapNote(seed: number): string {
  const random = randomNumbers(`${seed}, overlap`);
  const hidden: number[] = [];
  while (hidden.length < 2000) {
    const {shapes} = shapesetScene(random);
    if (shapes.length === 2) hidden.push(hiddenShare(shapes[0]!.polygon, shapes[1]!.polygon));
  }
  const share = (wanted: (value: number) => boolean): string =>
    `${((100 * hidden.filter(wanted).length) / hidden.length).toFixed(1)} %`;
  return (
    `of 2,000 pairs, ${share((value) => value > 0)} overlap; the first is hidden by half or less ` +
    `in ${share((value) => value <= 0.5)}, mean ${(hidden.reduce((sum, value) => sum + value, 0) / 2000).toFixed(3)}`
  );
}

/** The share of the pixels of one polygon that are another's too. */
function hiddenShare(first: Float64Array, second: Float64Array): number {
  const image = new Uint8Array(SHAPESET_SIDE ** 2);
  const all = fillPolygon(image, {side: SHAPESET_SIDE, polygon: first, value: 1});
  fillPolygon(image, {side: SHAPESET_SIDE, polygon: second, value: 0});
  return all === 0 ? 0 : 1 - image.reduce((sum, value) => sum + value, 0) / all;
}
