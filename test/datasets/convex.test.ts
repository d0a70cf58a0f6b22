import {convex} from '../../datasets/convex.js';
import {isConvex} from '../../datasets/isConvex.js';
import {mean, variance} from '../statistics.js';
import type {Task} from '../../datasets/Task.js';
import {fingerprint, imagesOf} from './imagesOf.js';

/** Whether the pixels between every two, whose centres are on the line between theirs, are there: the definition, pair by pair. */
function holdsForAllPairs(image: ArrayLike<number>, side: number): boolean {
  const set = Array.from(image).flatMap((value, pixel) =>
    value === 0 ? [] : [{x: pixel % side, y: Math.floor(pixel / side)}],
  );
  const gcd = (a: number, b: number): number => (b === 0 ? (a < 0 ? -a : a) : gcd(b, a % b));
  return set.every((p) =>
    set.every((q) => {
      const steps = gcd(q.x - p.x, q.y - p.y);
      for (let step = 1; step < steps; ++step) {
        const x = p.x + (step * (q.x - p.x)) / steps;
        const y = p.y + (step * (q.y - p.y)) / steps;
        if (image[y * side + x] === 0) return false;
      }
      return true;
    }),
  );
}

/** Whether all pixels whose centres are in the convex hull of the pixels are there. */
function fillsItsHull(image: ArrayLike<number>, side: number): boolean {
  const points = Array.from(image).flatMap((value, pixel) =>
    value === 0 ? [] : [[pixel % side, Math.floor(pixel / side)] as const],
  );
  type Point = readonly [number, number];
  const turn = (a: Point, b: Point, c: Point): number =>
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  // Andrew's monotone chain.
  const chain = (sorted: Point[]): Point[] => {
    const hull: Point[] = [];
    for (const point of sorted) {
      while (hull.length > 1 && turn(hull.at(-2)!, hull.at(-1)!, point) <= 0) hull.pop();
      hull.push(point);
    }
    return hull.slice(0, -1);
  };
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const hull = [...chain(sorted), ...chain(sorted.reverse())];
  return Array.from(image).every((value, pixel) => {
    if (value !== 0) return true;
    const point = [pixel % side, Math.floor(pixel / side)] as const;
    return hull.some((corner, place) => turn(corner, hull[(place + 1) % hull.length]!, point) < 0);
  });
}

const picture = (...lines: string[]): number[] =>
  lines.flatMap((line) => Array.from(line, (pixel) => Number(pixel === '#')));

describe('isConvex', () => {
  it.each([
    ['a square', true, ['....', '.##.', '.##.', '....']],
    ['a diagonal', true, ['#...', '.#..', '..#.', '...#']],
    ['a corner of three', true, ['#...', '##..', '....', '....']],
    ['all of the image', true, ['####', '####', '####', '####']],
    ['nothing', true, ['....', '....', '....', '....']],
    ['two columns apart', false, ['#.#.', '#.#.', '....', '....']],
    ['a diagonal with a gap', false, ['#...', '....', '..#.', '....']],
    ['the other diagonal with a gap', false, ['...#', '....', '....', '#...']],
    ['an L of long arms', false, ['#...', '#...', '#...', '####']],
    ['a ring', false, ['###.', '#.#.', '###.', '....']],
  ])('says of %s: %p', (_, expected, lines) => {
    expect(isConvex(picture(...lines), 4)).toBe(expected);
  });

  it('agrees with the definition, pair by pair, on all images of 4 x 4 that have 3 or 4 pixels, and on others', () => {
    for (let bits = 0; bits < 2 ** 16; ++bits) {
      const image = Array.from({length: 16}, (_, pixel) => (bits >> pixel) & 1);
      const count = image.reduce((sum, bit) => sum + bit, 0);
      if (count !== 3 && count !== 4 && bits % 50 !== 0) continue;
      if (isConvex(image, 4) !== holdsForAllPairs(image, 4)) throw new Error(image.join(''));
    }
  });
});

describe('convex', () => {
  let task: Task;
  beforeAll(() => {
    task = convex({seed: 1, train: 300, valid: 20, test: 10});
  });

  it('has sizes as asked for, pixels of 0 and 1, and two classes', () => {
    expect([task.name, task.side, task.classes]).toEqual(['convex', 28, ['not convex', 'convex']]);
    expect([task.train, task.valid, task.test].map(({labels}) => labels.length)).toEqual([300, 20, 10]);
    expect([...new Set(task.train.pixels)].sort()).toEqual([0, 1]);
  });

  it('has convex regions of 19 pixels or more in class 1, by the pairs and by their hulls', () => {
    const regions = imagesOf(task.train).filter(({label}) => label === 1);
    expect(regions.length).toBeGreaterThan(100);
    for (const {image} of regions) {
      expect(image.reduce((sum, value) => sum + value, 0)).toBeGreaterThanOrEqual(19);
      expect(fillsItsHull(image, 28)).toBe(true);
    }
    // Pair by pair takes long for the large ones.
    const small = regions.filter(({image}) => image.reduce((sum, value) => sum + value, 0) < 100);
    expect(small.length).toBeGreaterThan(10);
    for (const {image} of small.slice(0, 10)) expect(holdsForAllPairs(image, 28)).toBe(true);
  });

  it('has regions of 10 pixels or more in class 0 that have a gap between two pixels', () => {
    for (const {image, label} of imagesOf(task.train)) {
      if (label === 1) continue;
      expect(image.reduce((sum, value) => sum + value, 0)).toBeGreaterThanOrEqual(10);
      expect(isConvex(image, 28)).toBe(false);
      expect(fillsItsHull(image, 28)).toBe(false);
    }
  });

  it('has both classes about equally often, with about the same mean number of pixels', () => {
    const {train} = convex({seed: 2, train: 1200, valid: 0, test: 0});
    const counts = [0, 1].map((wanted) =>
      imagesOf(train)
        .filter(({label}) => label === wanted)
        .map(({image}) => image.reduce((sum, value) => sum + value, 0)),
    ) as [number[], number[]];
    expect(Math.abs(counts[0].length - 600)).toBeLessThan(5 * Math.sqrt(1200 / 4));
    const error = Math.sqrt(counts.reduce((sum, own) => sum + variance(own) / own.length, 0));
    // The paper says "the same"; here they are 5 pixels apart, of 450.
    expect(Math.abs(mean(counts[0]) - mean(counts[1]))).toBeLessThan(5 + 5 * error);
  });

  it('has all of the image for a third of its convex regions', () => {
    const regions = imagesOf(convex({seed: 3, train: 1200, valid: 0, test: 0}).train).filter(
      ({label}) => label === 1,
    );
    const whole = regions.filter(({image}) => image.every((value) => value === 1)).length;
    // 34.2 % of many; a third, within four deviations.
    expect(Math.abs(whole / regions.length - 0.34)).toBeLessThan(
      4 * Math.sqrt((0.34 * 0.66) / regions.length),
    );
  });

  it('is the same for the same seed, and another for another', () => {
    const again = convex({seed: 1, train: 300, valid: 20, test: 10});
    const own = fingerprint(task.train, task.valid, task.test);
    expect(fingerprint(again.train, again.valid, again.test)).toBe(own);
    expect(fingerprint(convex({seed: 2, train: 300, valid: 0, test: 0}).train)).not.toBe(
      fingerprint(task.train),
    );
  });

  it('refuses sizes that are none', () => {
    expect(() => convex({seed: 1, train: -1})).toThrow(
      new RangeError('convex: train must be an integer >= 0, got -1.'),
    );
  });
});
