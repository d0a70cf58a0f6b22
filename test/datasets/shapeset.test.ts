import * as tf from '@tensorflow/tfjs';
import {randomNumbers} from '../../datasets/randomNumbers.js';
import {shapeset, SHAPESET_CLASSES, SHAPESET_PRIORS} from '../../datasets/shapeset.js';
import {overlap, shapesetScene, type Scene, type Shape} from '../../datasets/shapesetScene.js';
import {takeImages} from '../../datasets/takeImages.js';
import {fingerprint, imagesOf} from './imagesOf.js';

function scenes(count: number): Scene[] {
  const random = randomNumbers('a test');
  return Array.from({length: count}, () => shapesetScene(random));
}

/** The shoelace formula. */
function areaOf({polygon}: Shape): number {
  let sum = 0;
  for (let corner = 0; corner < polygon.length; corner += 2) {
    const next = (corner + 2) % polygon.length;
    sum += polygon[corner]! * polygon[next + 1]! - polygon[next]! * polygon[corner + 1]!;
  }
  return Math.abs(sum) / 2;
}

/** Whether a point is on the same side of all edges of a convex polygon. */
function isIn({polygon}: Shape, x: number, y: number): boolean {
  const signs = new Set<number>();
  for (let corner = 0; corner < polygon.length; corner += 2) {
    const [aX, aY] = [polygon[corner]!, polygon[corner + 1]!];
    const next = (corner + 2) % polygon.length;
    signs.add(Math.sign((polygon[next]! - aX) * (y - aY) - (polygon[next + 1]! - aY) * (x - aX)));
  }
  return signs.size === 1;
}

describe('shapeset', () => {
  it('has the classes as often as their priors say', () => {
    const count = 9000;
    const {labels} = takeImages(shapeset({seed: 1}), count);
    expect(SHAPESET_PRIORS.reduce((sum, prior) => sum + prior, 0)).toBeCloseTo(1, 12);
    expect([...SHAPESET_PRIORS].sort()).toEqual(
      [1 / 18, 1 / 18, 1 / 18, 1 / 9, 1 / 9, 1 / 9, 1 / 6, 1 / 6, 1 / 6].sort(),
    );
    SHAPESET_PRIORS.forEach((prior, label) => {
      const share = labels.filter((own) => own === label).length / count;
      expect(Math.abs(share - prior)).toBeLessThan(5 * Math.sqrt((prior * (1 - prior)) / count));
    });
    expect(SHAPESET_CLASSES).toHaveLength(9);
  });

  it('draws in each image one grey value more than it has objects, in [-1, 1], light on dark or dark on light', () => {
    let lightOnDark = 0;
    const all = imagesOf(takeImages(shapeset({seed: 2}), 600));
    for (const {image, label} of all) {
      const [background, ...objects] = new Set([image[0]!, ...image]);
      // Of two objects, the second can have the first one's grey.
      expect(objects.length).toBeGreaterThanOrEqual(1);
      expect(objects.length).toBeLessThanOrEqual(label < 3 ? 1 : 2);
      // Grey values of 0 to 0.45 and of 0.55 to 1, on the scale from -1 to 1.
      const isDark = background! < 0;
      for (const grey of objects) {
        const [dark, light] = isDark ? [background!, grey] : [grey, background!];
        expect(dark).toBeGreaterThanOrEqual(-1);
        expect(dark).toBeLessThanOrEqual(2 * 0.45 - 1);
        expect(light).toBeGreaterThanOrEqual(2 * (140 / 255) - 1 - 1e-6);
        expect(light).toBeLessThanOrEqual(1);
      }
      lightOnDark += Number(isDark);
    }
    expect(Math.abs(lightOnDark - 300)).toBeLessThan(5 * Math.sqrt(600 / 4));
  });

  it('leaves the border free', () => {
    for (const {image} of imagesOf(takeImages(shapeset({seed: 3}), 300))) {
      const border = image.filter((_, pixel) => {
        const [x, y] = [pixel % 32, Math.floor(pixel / 32)];
        return x === 0 || y === 0 || x === 31 || y === 31;
      });
      expect(border).toHaveLength(124);
      expect(new Set(border).size).toBe(1);
    }
  });

  it('is the same for the same seed, and another for another', () => {
    const first = takeImages(shapeset({seed: 4}), 50);
    expect(fingerprint(takeImages(shapeset({seed: 4}), 50))).toBe(fingerprint(first));
    expect(fingerprint(takeImages(shapeset({seed: 5}), 50))).not.toBe(fingerprint(first));
  });

  it('is the same on another backend', async () => {
    // The cpu backend advertises tfjs-node.
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const own = tf.getBackend();
    const prints: string[] = [];
    for (const backend of ['cpu', 'wasm', own]) {
      await tf.setBackend(backend);
      prints.push(fingerprint(takeImages(shapeset({seed: 4}), 50)));
    }
    warn.mockRestore();
    expect(new Set(prints).size).toBe(1);
  });

  it('has the same images whatever the size of its blocks, and begins anywhere', () => {
    const whole = takeImages(shapeset({seed: 6, rows: 2100}), 2100);
    expect(fingerprint(takeImages(shapeset({seed: 6, rows: 7}), 2100))).toBe(fingerprint(whole));
    for (const first of [3, 1000, 1995]) {
      const later = takeImages(shapeset({seed: 6, first}), 20);
      const pixels = whole.pixels.slice(first * 1024, (first + 20) * 1024);
      const labels = whole.labels.slice(first, first + 20);
      expect(fingerprint(later)).toBe(fingerprint({pixels, labels}));
    }
  });

  it('has arrays of its own in each block', () => {
    const stream = shapeset({seed: 7, rows: 2});
    const [one, two] = [stream.next().value, stream.next().value];
    expect([one.rows, one.values.length, one.labels.length]).toEqual([2, 2048, 2]);
    expect(one.values.buffer).not.toBe(two.values.buffer);
    expect(one.values.join()).not.toBe(two.values.join());
  });

  it.each([
    [{seed: -1}, 'shapeset: seed must be an integer >= 0, got -1.'],
    [{seed: 1, rows: 0}, 'shapeset: rows must be an integer >= 1, got 0.'],
    [{seed: 1, first: 0.5}, 'shapeset: first must be an integer >= 0, got 0.5.'],
  ])('refuses %j', (args, message) => {
    expect(() => shapeset(args)).toThrow(new RangeError(message));
  });
});

describe('shapesetScene', () => {
  it('has polygons of 3, 4 or 20 corners, of the area that it says, at least a pixel from the border', () => {
    for (const {shapes} of scenes(500)) {
      for (const shape of shapes) {
        const corners = shape.polygon.length / 2;
        expect(corners).toBe([3, 4, 20][shape.kind]);
        expect(areaOf(shape)).toBeCloseTo(shape.area, 8);
        expect(Math.min(...shape.polygon)).toBeGreaterThanOrEqual(1 - 1e-9);
        expect(Math.max(...shape.polygon)).toBeLessThanOrEqual(31 + 1e-9);
      }
    }
  });

  it('has areas between those of the smallest and the largest scales, to the whole of the range', () => {
    // Of a polygon of n corners in a circle of diameter s: n/8 sin(2 pi/n) s².
    const circles = scenes(2000).flatMap(({shapes}) => shapes.filter(({kind}) => kind === 2));
    const unit = (20 / 8) * Math.sin((2 * Math.PI) / 20);
    const scales = circles.map(({area}) => Math.sqrt(area / unit) / 32);
    expect(Math.min(...scales)).toBeGreaterThanOrEqual(0.2);
    expect(Math.max(...scales)).toBeLessThanOrEqual(0.8);
    expect(Math.min(...scales)).toBeLessThan(0.25);
    expect(Math.max(...scales)).toBeGreaterThan(0.75);
  });

  it('hides at most half of the first object by the estimate, and by its pixels in all but 1 in 100 pairs', () => {
    const pairs = scenes(1500).flatMap(({shapes: [first, second]}) =>
      second === undefined ? [] : [[first!, second] as const],
    );
    let [overlapping, hidden] = [0, 0];
    for (const [first, second] of pairs) {
      expect(overlap(first, second)).toBeLessThanOrEqual(0.5);
      let [own, common] = [0, 0];
      for (let pixel = 0; pixel < 1024; ++pixel) {
        const [x, y] = [(pixel % 32) + 0.5, Math.floor(pixel / 32) + 0.5];
        if (!isIn(first, x, y)) continue;
        ++own;
        common += Number(isIn(second, x, y));
      }
      overlapping += Number(common > 0);
      hidden += Number(common > own / 2);
    }
    // Without the rule, it is more than half in a fifth.
    expect(hidden / pairs.length).toBeLessThan(0.01);
    expect(overlapping / pairs.length).toBeGreaterThan(0.3);
  });
});

describe('overlap', () => {
  /** A square with sides along the axes. */
  const square = (x: number, y: number, side: number): Shape => ({
    kind: 1,
    polygon: new Float64Array(
      [-1, -1, 1, -1, 1, 1, -1, 1].map((sign, place) => (place % 2 ? y : x) + (sign * side) / 2),
    ),
    area: side ** 2,
    center: [x, y],
    grey: 0,
  });

  it('is 0 where two objects do not reach each other', () => {
    expect(overlap(square(5, 5, 4), square(10, 5, 4))).toBe(0);
  });

  it('is what the formula gives by hand', () => {
    // They reach 2 + 2 of 2 pixels: 1 - 2^(-(4 - 2)/2) = 1/2, of equal areas; of areas 4 and 16, reaching 3: 4 (1 - 2^-(1/2)).
    expect(overlap(square(5, 5, 4), square(7, 5, 4))).toBeCloseTo(0.5, 12);
    expect(overlap(square(5, 5, 2), square(7, 5, 4))).toBeCloseTo(4 * (1 - Math.SQRT1_2), 12);
  });
});

describe('takeImages', () => {
  it('takes the first rows of a stream, which goes on with the block after', () => {
    const stream = shapeset({seed: 1, rows: 4});
    const taken = takeImages(stream, 6);
    expect([taken.labels.length, taken.pixels.length]).toEqual([6, 6 * 1024]);
    const whole = takeImages(shapeset({seed: 1}), 12);
    expect(taken.pixels.join()).toBe(whole.pixels.slice(0, 6 * 1024).join());
    expect(stream.next().value.labels).toEqual(whole.labels.slice(8, 12));
  });

  it('refuses counts that are none, streams that end, and rows without labels', () => {
    const blocks = [{rows: 2, values: new Float32Array(4), labels: new Uint8Array(2)}];
    expect(() => takeImages(shapeset({seed: 1}), 0)).toThrow(
      new RangeError('takeImages: count must be an integer >= 1, got 0.'),
    );
    expect(() => takeImages(blocks.values(), 3)).toThrow(
      new Error('takeImages: stream must have 3 rows, got 2.'),
    );
    expect(() => takeImages([{rows: 2, values: new Float32Array(4)}].values(), 1)).toThrow(
      new Error('takeImages: stream must have labels, got none.'),
    );
  });
});
