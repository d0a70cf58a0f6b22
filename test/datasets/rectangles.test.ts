import type {Images} from '../../datasets/Dataset.js';
import {rectangles} from '../../datasets/rectangles.js';
import {rectanglesImage} from '../../datasets/rectanglesImage.js';
import type {Task} from '../../datasets/Task.js';
import {fingerprint, imagesOf} from './imagesOf.js';

const SIZES = {train: 400, valid: 30, test: 20};

/** The rows and columns between the first and the last lit pixel; -1 where there is none. */
function box(image: ArrayLike<number>): {left: number; top: number; width: number; height: number} {
  const lit = Array.from(image).flatMap((value, pixel) => (value > 0 ? [pixel] : []));
  const [xs, ys] = [lit.map((pixel) => pixel % 28), lit.map((pixel) => Math.floor(pixel / 28))];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return {left, top, width: Math.max(...xs) - left + 1, height: Math.max(...ys) - top + 1};
}

function outline({left, top, width, height}: ReturnType<typeof box>): number[] {
  return Array.from({length: 784}, (_, pixel) => {
    const [x, y] = [(pixel % 28) - left, Math.floor(pixel / 28) - top];
    const isInBox = x >= 0 && x < width && y >= 0 && y < height;
    return Number(isInBox && (x === 0 || x === width - 1 || y === 0 || y === height - 1));
  });
}

describe('rectangles', () => {
  let task: Task;
  beforeAll(() => {
    task = rectangles({seed: 1, ...SIZES});
  });

  it('has parts of the sizes that are asked for, and of the paper where none are', () => {
    expect([task.name, task.side, task.classes]).toEqual(['rectangles', 28, ['taller', 'wider']]);
    for (const part of ['train', 'valid', 'test'] as const) {
      expect([task[part].labels.length, task[part].pixels.length]).toEqual([SIZES[part], SIZES[part] * 784]);
    }
    const whole = rectangles({seed: 1, test: 1});
    expect([whole.train.labels.length, whole.valid.labels.length]).toEqual([1000, 200]);
    expect(rectangles({seed: 1, train: 0, valid: 0}).test.labels).toHaveLength(50_000);
  });

  it('shows an outline of one pixel, its sides 3 pixels or more, and as many apart, with the right label', () => {
    for (const {image, label} of imagesOf(task.train)) {
      const found = box(image);
      expect(image.join('')).toBe(outline(found).join(''));
      expect(Math.min(found.width, found.height)).toBeGreaterThanOrEqual(3);
      expect(Math.abs(found.width - found.height)).toBeGreaterThanOrEqual(3);
      expect(label).toBe(Number(found.width > found.height));
    }
  });

  it('has sides and corners of all sizes, each class about as often as the other', () => {
    const boxes = imagesOf(rectangles({seed: 2, train: 3000, valid: 0, test: 0}).train).map(({image}) =>
      box(image),
    );
    expect(new Set(boxes.map(({width}) => width)).size).toBe(26);
    expect(new Set(boxes.map(({height}) => height)).size).toBe(26);
    expect(new Set(boxes.map(({left}) => left)).size).toBe(26);
    const wider = boxes.filter(({width, height}) => width > height).length;
    // 5 standard errors of a fair coin.
    expect(Math.abs(wider - 1500)).toBeLessThan(5 * Math.sqrt(3000 / 4));
  });

  it('is the same for the same seed, and another for another', () => {
    const again = rectangles({seed: 1, ...SIZES});
    const own = fingerprint(task.train, task.valid, task.test);
    expect(fingerprint(again.train, again.valid, again.test)).toBe(own);
    expect(fingerprint(rectangles({seed: 2, ...SIZES}).train)).not.toBe(fingerprint(task.train));
  });

  it('keeps the first images of each part when the parts become larger', () => {
    const larger = rectangles({seed: 1, train: 500, valid: 100, test: 100});
    for (const part of ['train', 'valid', 'test'] as const) {
      const {pixels, labels} = larger[part];
      const first = {pixels: pixels.subarray(0, SIZES[part] * 784), labels: labels.subarray(0, SIZES[part])};
      expect(fingerprint(first)).toBe(fingerprint(task[part]));
    }
    const [valid, test] = [task.valid, task.test].map((part) => imagesOf(part)[0]!.image);
    expect(valid).not.toEqual(test);
  });

  it.each([
    [{seed: -1}, 'rectangles: seed must be an integer >= 0, got -1.'],
    [{seed: 1, train: 1.5}, 'rectangles: train must be an integer >= 0, got 1.5.'],
    [{seed: 1, valid: -1}, 'rectangles: valid must be an integer >= 0, got -1.'],
    [{seed: 1, test: NaN}, 'rectangles: test must be an integer >= 0, got NaN.'],
  ])('refuses %j', (args, message) => {
    expect(() => rectangles(args)).toThrow(new RangeError(message));
  });
});

describe('rectanglesImage', () => {
  /** Two textures that a threshold tells apart, neither of them flat. */
  const texture = (low: number): {width: number; height: number; pixels: Float32Array} => ({
    width: 40,
    height: 30,
    pixels: Float32Array.from({length: 1200}, (_, pixel) => low + (pixel % 3 === 0 ? 0 : 0.3)),
  });
  const textures = [texture(0.1), texture(0.6)];
  let task: Task;
  beforeAll(() => {
    task = rectanglesImage({seed: 1, train: 600, valid: 10, test: 10, textures});
  });

  /** Where the corner's texture is not; undefined where all of the image is of one texture. */
  function inside(images: Images): {found: ReturnType<typeof box>; count: number; label: number}[] {
    return imagesOf(images).flatMap(({image, label}) => {
      const isLight = (value: number): boolean => value > 0.5;
      const bits = Array.from(image, (value) => Number(isLight(value)));
      const sum = bits.reduce((total, bit) => total + bit, 0);
      if (sum === 0 || sum === 784) return [];
      // Which of the two is the rectangle's: that of which the other three corners of its box are full.
      const candidates = [bits, bits.map((bit) => 1 - bit)].flatMap((mask) => {
        const found = box(mask);
        const count = mask.reduce((total, bit) => total + bit, 0);
        return count === found.width * found.height ? [{found, count, label}] : [];
      });
      // A rectangle as large as a side of the image leaves a rectangle around it, too.
      return candidates.length === 1 ? candidates : [];
    });
  }

  it('shows a rectangle of sides >= 10 that differ by 5 or more, on 25 to 75 % of the image, rightly labelled', () => {
    const all = inside(task.train);
    // Half of the images have patches of both textures.
    expect(all.length).toBeGreaterThan(200);
    for (const {found, count, label} of all) {
      expect(Math.min(found.width, found.height)).toBeGreaterThanOrEqual(10);
      expect(Math.abs(found.width - found.height)).toBeGreaterThanOrEqual(5);
      expect(count).toBeGreaterThanOrEqual(196);
      expect(count).toBeLessThanOrEqual(588);
      expect(label).toBe(Number(found.width > found.height));
    }
  });

  it('has each class about as often as the other, and either texture inside', () => {
    const wider = task.train.labels.reduce((sum, label) => sum + label, 0);
    expect(Math.abs(wider - 300)).toBeLessThan(5 * Math.sqrt(600 / 4));
    const light = imagesOf(task.train).filter(({image}) => image[14 * 28 + 14]! > 0.5).length;
    expect(Math.abs(light - 300)).toBeLessThan(5 * Math.sqrt(600 / 4));
  });

  it('cuts patches from generated textures where none are given', () => {
    const sizes = {train: 20, valid: 0, test: 0};
    const {train} = rectanglesImage({seed: 3, ...sizes});
    const {pixels} = train;
    expect(Math.min(...pixels)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...pixels)).toBeLessThanOrEqual(1);
    expect(new Set(pixels).size).toBeGreaterThan(1000);
  });

  it('refuses textures that are missing, too small, or flat', () => {
    const args = {seed: 1, train: 1, valid: 0, test: 0};
    const flat = {width: 28, height: 28, pixels: new Float32Array(784).fill(0.5)};
    expect(() => rectanglesImage({...args, textures: []})).toThrow(
      new RangeError('rectanglesImage: textures must be at least one, got none.'),
    );
    expect(() => rectanglesImage({...args, textures: [{...flat, height: 27}]})).toThrow(
      new RangeError('rectanglesImage: textures must be at least 28 x 28 pixels, got 28 x 27.'),
    );
    expect(() => rectanglesImage({...args, textures: [flat]})).toThrow(
      new Error(
        'rectanglesImage: textures must have patches with a standard deviation of at least 0.08, got none in 1000.',
      ),
    );
  });
});
