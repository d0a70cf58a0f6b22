import {PIXELS, type Images} from '../../datasets/Dataset.js';

const SIDE = 28;
const CLASSES = 10;

/** Corners of the line that is a class's sign. */
const CORNERS = 5;

/** How far a corner lies from the middle at most, and how far from its class's corner, in pixels. */
const REACH = 11;
const JITTER = 2.5;

/** Half the width of a line, in pixels: with it, 19 % of the pixels have ink, as in MNIST. */
const HALF_WIDTH = 1.75;

type Point = readonly [x: number, y: number];

/** Draws images of ten signs, each a line of five corners, in one's own hand each time. */
export function drawImages(rows: number, seed: number): Images {
  const random = mulberry32(seed);
  const around = ([x, y]: Point, distance: number): Point => [
    x + distance * (2 * random() - 1),
    y + distance * (2 * random() - 1),
  ];
  const middle: Point = [SIDE / 2, SIDE / 2];
  const signs = Array.from({length: CLASSES}, () =>
    Array.from({length: CORNERS}, () => around(middle, REACH)),
  );
  const pixels = new Float32Array(rows * PIXELS);
  const labels = Uint8Array.from({length: rows}, () => Math.floor(CLASSES * random()));
  labels.forEach((label, row) => {
    const corners = signs[label]!.map((corner) => around(corner, JITTER));
    drawLine(pixels.subarray(row * PIXELS, (row + 1) * PIXELS), corners);
  });
  return {pixels, labels};
}

function drawLine(image: Float32Array, corners: readonly Point[]): void {
  for (let pixel = 0; pixel < PIXELS; ++pixel) {
    const point: Point = [(pixel % SIDE) + 0.5, Math.floor(pixel / SIDE) + 0.5];
    let distance = Infinity;
    for (let corner = 1; corner < corners.length; ++corner) {
      distance = Math.min(distance, squaredDistance(point, corners[corner - 1]!, corners[corner]!));
    }
    image[pixel] = Math.max(0, Math.min(1, 2 * (1 - Math.sqrt(distance) / HALF_WIDTH)));
  }
}

/** From a point to the stretch between two others. */
function squaredDistance([x, y]: Point, [x0, y0]: Point, [x1, y1]: Point): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const along = Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)));
  return (x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2;
}

/** Tommy Ettinger's generator: numbers in [0, 1) that a seed fixes. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}
