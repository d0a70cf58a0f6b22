import {fillPolygon} from './fillPolygon.js';
import {randomNumbers} from './randomNumbers.js';
import type {RowBlock} from './RowBlock.js';
import {SHAPESET_SIDE, shapesetScene, type Scene} from './shapesetScene.js';

/** What the labels of {@link shapeset} are called. */
export const SHAPESET_CLASSES = [
  'triangle',
  'quadrangle',
  'ellipse',
  'triangle and quadrangle',
  'quadrangle and ellipse',
  'triangle and ellipse',
  'two triangles',
  'two quadrangles',
  'two ellipses',
] as const;

/** How likely each class is. */
export const SHAPESET_PRIORS = [1 / 6, 1 / 6, 1 / 6, 1 / 9, 1 / 9, 1 / 9, 1 / 18, 1 / 18, 1 / 18] as const;

/** The class of two kinds, by 3 times the one plus the other. */
const PAIRS = [6, 3, 5, 3, 7, 4, 5, 4, 8];

/** So many images have random numbers of their own, so that a stream can begin anywhere. */
const SEGMENT = 1000;

/** Which images are taken. */
export interface ShapesetArgs {
  /** An integer >= 0: the same one gives the same images on every backend. */
  seed: number;
  /** Images a block, an integer >= 1; it changes nothing in them. @defaultValue 1000 */
  rows?: number;
  /** How many images are left out at the beginning, an integer >= 0. @defaultValue 0 */
  first?: number;
}

/** Images that were made together. */
export interface ShapesetBlock extends RowBlock {
  /** `rows * 1024` grey values in [-1, 1], row by row. */
  values: Float32Array;
  /** The class of each row, 0 to 8. */
  labels: Uint8Array;
}

/**
 * Makes Shapeset-3x2, a stream without end: which objects does an image show? One or two, triangles, quadrangles or ellipses: nine
 * classes, {@link SHAPESET_CLASSES}, with the priors {@link SHAPESET_PRIORS}, so that one who always names the commonest is wrong in
 * 83.3 % of all images. What they show is drawn by {@link shapesetScene}.
 *
 * Glorot & Bengio 2010, section 2.1.
 *
 * @returns Blocks of images of 32 x 32 pixels in [-1, 1], row by row, and their labels 0 to 8. Each block has arrays of its own.
 * @throws RangeError when an option is out of range.
 */
export function shapeset({seed, rows = 1000, first = 0}: ShapesetArgs): Generator<ShapesetBlock, never> {
  for (const [name, value, min] of [
    ['seed', seed, 0],
    ['rows', rows, 1],
    ['first', first, 0],
  ] as const) {
    if (Number.isSafeInteger(value) && value >= min) continue;
    throw new RangeError(`shapeset: ${name} must be an integer >= ${min}, got ${value}.`);
  }
  return blocks({seed, rows, first});
}

function* blocks({seed, rows, first}: Required<ShapesetArgs>): Generator<ShapesetBlock, never> {
  const scenes = scenesFrom(seed, first);
  const size = SHAPESET_SIDE ** 2;
  for (;;) {
    const values = new Float32Array(rows * size);
    const labels = new Uint8Array(rows);
    for (let row = 0; row < rows; ++row) {
      const scene = scenes.next().value;
      draw(scene, values.subarray(row * size, (row + 1) * size));
      labels[row] = classOf(scene);
    }
    yield {rows, values, labels};
  }
}

function* scenesFrom(seed: number, first: number): Generator<Scene, never> {
  for (let segment = Math.floor(first / SEGMENT); ; ++segment) {
    const random = randomNumbers(`${seed}, shapeset, ${segment}`);
    for (let place = segment * SEGMENT; place < (segment + 1) * SEGMENT; ++place) {
      const scene = shapesetScene(random);
      if (place >= first) yield scene;
    }
  }
}

function draw({background, shapes}: Scene, pixels: Float32Array): void {
  pixels.fill(value(background));
  for (const {polygon, grey} of shapes) {
    fillPolygon(pixels, {side: SHAPESET_SIDE, polygon, value: value(grey)});
  }
}

/** A grey value from -1 to 1. */
function value(grey: number): number {
  return (2 * grey) / 255 - 1;
}

function classOf({shapes: [first, second]}: Scene): number {
  return second === undefined ? first!.kind : PAIRS[3 * first!.kind + second.kind]!;
}
