import {randomNumbers, type RandomNumbers} from './randomNumbers.js';

/** A grey picture to cut patches from. */
export interface Texture {
  width: number;
  height: number;
  /** `width * height` values in [0, 1], row by row. */
  pixels: Float32Array;
}

/** Pictures are painted so much larger, and shrunk, for edges that are not jagged. */
const SCALE = 2;
/** The smallest leaf, in painted pixels, and the largest, in parts of a side. */
const [LEAST_RADIUS, LARGEST_SHARE] = [20, 1 / 2];

/**
 * Generates grey pictures with the statistics of photographs: things of all sizes that hide each other, each shaded and rough.
 *
 * Lee, Mumford & Huang 2001, Occlusion models for natural images: "dead leaves" of random grey values fall on each other, and the
 * density of their radius r goes as r^-3, which makes the pictures look alike at every scale. Here a leaf is an ellipse or a
 * rectangle, brighter to one side, and covered by a cloud ({@link cloud}) with a spectrum that falls as photographs' do (Field 1987).
 * The smallest leaf has 10 pixels: with it, a support vector machine has about as much trouble as with the photographs of the
 * tasks that patches are made for.
 *
 * @param args - `count`: how many, 20 unless told; `side`: pixels a side, a power of 2, 256 unless told.
 * @throws RangeError when `side` is no power of 2 from 8 to 2048, or `count` no integer >= 1.
 */
export function textures({
  seed,
  count = 20,
  side = 256,
}: {
  seed: number;
  count?: number;
  side?: number;
}): Texture[] {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`textures: count must be an integer >= 1, got ${String(count)}.`);
  }
  if (!Number.isInteger(Math.log2(side)) || side < 8 || side > 2048) {
    throw new RangeError(`textures: side must be a power of 2 from 8 to 2048, got ${String(side)}.`);
  }
  return Array.from({length: count}, (_, place) => {
    const random = randomNumbers(`${String(seed)}, texture ${String(place)}`);
    return {width: side, height: side, pixels: shrink(deadLeaves(random, side * SCALE), side)};
  });
}

/** Paints a picture from the nearest leaf to the farthest, until nothing is left to be seen through. */
function deadLeaves(random: RandomNumbers, side: number): Float32Array {
  const {uniform, normal} = random;
  const rough = cloud(random, side);
  const picture = new Float32Array(side ** 2).fill(NaN);
  const [low, high] = [(side * LARGEST_SHARE) ** -2, LEAST_RADIUS ** -2];
  for (let empty = picture.length; empty > 0;) {
    const radius = uniform(low, high) ** -0.5;
    const [x, y, angle, slimness] = [
      uniform(0, side),
      uniform(0, side),
      uniform(0, Math.PI),
      uniform(0.3, 1),
    ];
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const isRectangle = uniform(0, 1) < 0.5;
    const [grey, shade, roughness] = [0.5 + 0.22 * normal(), 0.08 * normal(), 0.12 * uniform(0, 1) ** 2];
    const offset = Math.floor(uniform(0, rough.length));
    const reach = radius * (isRectangle ? Math.SQRT2 : 1);
    for (let row = Math.max(0, Math.ceil(y - reach)); row <= Math.min(side - 1, y + reach); ++row) {
      for (
        let column = Math.max(0, Math.ceil(x - reach));
        column <= Math.min(side - 1, x + reach);
        ++column
      ) {
        const pixel = row * side + column;
        if (!Number.isNaN(picture[pixel])) continue;
        const along = (cos * (column - x) + sin * (row - y)) / radius;
        const across = (cos * (row - y) - sin * (column - x)) / (radius * slimness);
        const distance = isRectangle
          ? Math.max(Math.abs(along), Math.abs(across))
          : Math.hypot(along, across);
        if (distance > 1) continue;
        const value = grey + shade * along + roughness * rough[(pixel + offset) % rough.length]!;
        picture[pixel] = Math.min(1, Math.max(0, value));
        --empty;
      }
    }
  }
  return picture;
}

/** A cloud of mean 0 and deviation 1: smooth noise of every octave, as strong in each, so that its power falls as 1/f². */
function cloud({normal}: RandomNumbers, side: number): Float32Array {
  const sum = new Float32Array(side ** 2);
  let octaves = 0;
  for (let step = side / 4; step >= 2; step /= 2, ++octaves) {
    const cells = side / step;
    const grid = Float32Array.from({length: cells ** 2}, normal);
    for (let pixel = 0; pixel < sum.length; ++pixel) {
      const [x, y] = [(pixel % side) / step, Math.floor(pixel / side) / step];
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [right, bottom] = [(left + 1) % cells, (top + 1) % cells];
      const [toRight, toBottom] = [smooth(x - left), smooth(y - top)];
      sum[pixel]! +=
        (1 - toBottom) * ((1 - toRight) * grid[top * cells + left]! + toRight * grid[top * cells + right]!) +
        toBottom * ((1 - toRight) * grid[bottom * cells + left]! + toRight * grid[bottom * cells + right]!);
    }
  }
  let squares = 0;
  for (const value of sum) squares += value ** 2;
  const deviation = Math.sqrt(squares / sum.length);
  return sum.map((value) => value / deviation);
}

function smooth(share: number): number {
  return share * share * (3 - 2 * share);
}

/** Means of blocks of pixels. */
function shrink(picture: Float32Array, side: number): Float32Array {
  const small = new Float32Array(side ** 2);
  picture.forEach((value, pixel) => {
    const [x, y] = [pixel % (side * SCALE), Math.floor(pixel / (side * SCALE))];
    small[Math.floor(y / SCALE) * side + Math.floor(x / SCALE)]! += value / SCALE ** 2;
  });
  return small.map((value) => Math.min(1, value));
}
