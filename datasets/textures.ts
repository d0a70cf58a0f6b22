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
    throw new RangeError(`textures: count must be an integer >= 1, got ${count}.`);
  }
  if (!Number.isInteger(Math.log2(side)) || side < 8 || side > 2048) {
    throw new RangeError(`textures: side must be a power of 2 from 8 to 2048, got ${side}.`);
  }
  return Array.from({length: count}, (_, place) => {
    const random = randomNumbers(`${seed}, texture ${place}`);
    return {width: side, height: side, pixels: shrink(deadLeaves(random, side * SCALE), side)};
  });
}

/** Paints a picture from the nearest leaf to the farthest, until nothing is left to be seen through. */
function deadLeaves(random: RandomNumbers, side: number): Float32Array {
  const {uniform, normal} = random;
  const rough = cloud(random, side);
  const picture = new Float32Array(side ** 2);
  const isPainted = new Uint8Array(side ** 2);
  const [low, high] = [(side * LARGEST_SHARE) ** -2, LEAST_RADIUS ** -2];
  for (let empty = picture.length; empty > 0;) {
    const radius = uniform(low, high) ** -0.5;
    const [x, y, angle, slimness] = [
      uniform(0, side),
      uniform(0, side),
      uniform(0, Math.PI),
      uniform(0.3, 1),
    ];
    const [cos, sin] = [Math.cos(angle) / radius, Math.sin(angle) / radius];
    const isRectangle = uniform(0, 1) < 0.5;
    const [grey, shade, roughness] = [0.5 + 0.22 * normal(), 0.08 * normal(), 0.12 * uniform(0, 1) ** 2];
    const offset = random.below(rough.length);
    const reach = radius * (isRectangle ? Math.SQRT2 : 1);
    const [top, bottom] = [Math.max(0, Math.ceil(y - reach)), Math.min(side - 1, y + reach)];
    const [left, right] = [Math.max(0, Math.ceil(x - reach)), Math.min(side - 1, x + reach)];
    for (let row = top; row <= bottom; ++row) {
      for (let column = left; column <= right; ++column) {
        const pixel = row * side + column;
        if (isPainted[pixel] === 1) continue;
        // From -1 to 1 within the leaf; squares are cheaper than what they are of.
        const along = cos * (column - x) + sin * (row - y);
        const across = (cos * (row - y) - sin * (column - x)) / slimness;
        const [a, b] = [along * along, across * across];
        if (isRectangle ? a > 1 || b > 1 : a + b > 1) continue;
        picture[pixel] = grey + shade * along + roughness * rough[(pixel + offset) % rough.length]!;
        isPainted[pixel] = 1;
        --empty;
      }
    }
  }
  return picture;
}

/** A cloud of mean 0 and deviation 1: smooth noise of every octave, as strong in each, so that its power falls as 1/f². */
function cloud({normal}: RandomNumbers, side: number): Float32Array {
  const sum = new Float32Array(side ** 2);
  for (let step = side / 4; step >= 2; step /= 2) {
    const cells = side / step;
    const grid = Float32Array.from({length: cells ** 2}, normal);
    for (let y = 0, pixel = 0; y < side; ++y) {
      const top = Math.floor(y / step);
      const toBottom = smooth(y / step - top);
      const [upper, lower] = [top * cells, ((top + 1) % cells) * cells];
      for (let left = 0; left < cells; ++left) {
        const right = (left + 1) % cells;
        const start = (1 - toBottom) * grid[upper + left]! + toBottom * grid[lower + left]!;
        const end = (1 - toBottom) * grid[upper + right]! + toBottom * grid[lower + right]!;
        for (let x = 0; x < step; ++x, ++pixel) sum[pixel]! += start + (end - start) * smooth(x / step);
      }
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

/** Means of blocks of pixels, each pixel made black or white where it would be more. */
function shrink(picture: Float32Array, side: number): Float32Array {
  const small = new Float32Array(side ** 2);
  const width = side * SCALE;
  for (let pixel = 0; pixel < small.length; ++pixel) {
    const start = SCALE * (pixel % side) + width * SCALE * ((pixel / side) | 0);
    let sum = 0;
    for (let y = 0; y < SCALE; ++y) {
      for (let x = 0; x < SCALE; ++x) {
        const value = picture[start + y * width + x]!;
        sum += value < 0 ? 0 : value > 1 ? 1 : value;
      }
    }
    small[pixel] = sum / SCALE ** 2;
  }
  return small;
}
