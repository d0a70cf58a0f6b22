import type {Dataset, Images} from '../../datasets/Dataset.js';
import {mnistBackImage} from '../../datasets/mnistBackImage.js';
import {mnistBackRand} from '../../datasets/mnistBackRand.js';
import {mnistBasic} from '../../datasets/mnistBasic.js';
import {mnistRot} from '../../datasets/mnistRot.js';
import {mnistRotBackImage} from '../../datasets/mnistRotBackImage.js';
import {rotate} from '../../datasets/rotate.js';
import {fingerprint, imagesOf} from './imagesOf.js';

/** A stroke in the middle of each image, and its number as the grey value of a pixel. */
function drawn(first: number, count: number): Images {
  const pixels = new Float32Array(count * 784);
  for (let row = 0; row < count; ++row) {
    for (let y = 8; y < 20; ++y) pixels[row * 784 + y * 28 + 12] = pixels[row * 784 + y * 28 + 13] = 1;
    pixels[row * 784 + 14 * 28 + 16] = (first + row + 1) / 1000;
  }
  return {pixels, labels: Uint8Array.from({length: count}, (_, row) => (first + row) % 10)};
}

const dataset: Dataset = {name: 'strokes', train: drawn(0, 300), test: drawn(300, 100)};
const SIZES = {train: 200, valid: 50, test: 150};

/** What number the digit of a task had. */
const numberOf = (image: Float32Array): number => Math.round(1000 * image[14 * 28 + 16]!) - 1;
/** Pixels without ink. */
const isBackground = (digit: Float32Array): number[] =>
  Array.from(digit.keys()).filter((pixel) => digit[pixel] === 0);
const texture = {
  width: 60,
  height: 50,
  pixels: Float32Array.from({length: 3000}, (_, pixel) => ((pixel * 7919) % 3000) / 3000),
};

describe('mnistBasic', () => {
  it('deals out all digits, those to train and those to test, mixed, each to one part', () => {
    const task = mnistBasic(dataset, {seed: 1, ...SIZES});
    expect([task.name, task.side, task.classes.join('')]).toEqual(['mnist-basic', 28, '0123456789']);
    const parts = [task.train, task.valid, task.test].map((part) => imagesOf(part));
    expect(parts.map((part) => part.length)).toEqual([200, 50, 150]);
    for (const {image, label} of parts.flat()) expect(label).toBe(numberOf(image) % 10);
    const numbers = parts.flat().map(({image}) => numberOf(image));
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({length: 400}, (_, place) => place));
    expect(numbers.slice(0, 20)).not.toEqual(Array.from({length: 20}, (_, place) => place));
    // Of 200 to train, about 50 are from the data set's images to test: hypergeometric, variance 200 1/4 3/4 200/399.
    const fromTest = numbers.slice(0, 200).filter((number) => number >= 300).length;
    expect(Math.abs(fromTest - 50)).toBeLessThan(5 * Math.sqrt(200 * (1 / 4) * (3 / 4) * (200 / 399)));
  });

  it('leaves digits as they are', () => {
    const [first] = imagesOf(mnistBasic(dataset, {seed: 2, ...SIZES}).valid);
    const number = numberOf(first!.image);
    const part = number < 300 ? dataset.train : dataset.test;
    expect(first!.image).toEqual(imagesOf(part)[number % 300]!.image);
  });

  it('is the same for the same seed, and another for another', () => {
    const task = mnistBasic(dataset, {seed: 1, ...SIZES});
    const again = mnistBasic(dataset, {seed: 1, ...SIZES});
    const own = fingerprint(task.train, task.valid, task.test);
    expect(fingerprint(again.train, again.valid, again.test)).toBe(own);
    expect(mnistBasic(dataset, {seed: 2, ...SIZES}).train.labels).not.toEqual(task.train.labels);
  });

  it('says what is possible where there are too few digits', () => {
    expect(() => mnistBasic(dataset, {seed: 1})).toThrow(
      new RangeError(
        'mnistBasic: train + valid + test must be at most 400 (strokes), got 10000 + 2000 + 50000; ' +
          '{train: 64, valid: 12, test: 322} is possible.',
      ),
    );
    expect(mnistBasic(dataset, {seed: 1, train: 64, valid: 12, test: 322}).test.labels).toHaveLength(322);
  });

  it.each([
    ['mnistBasic', mnistBasic],
    ['mnistRot', mnistRot],
    ['mnistBackRand', mnistBackRand],
    ['mnistBackImage', mnistBackImage],
    ['mnistRotBackImage', mnistRotBackImage],
  ])('refuses sizes and seeds that are none, and too few digits, as %s', (name, make) => {
    expect(() => make(dataset, {seed: 1, ...SIZES, valid: -2})).toThrow(
      new RangeError(`${name}: valid must be an integer >= 0, got -2.`),
    );
    expect(() => make(dataset, {seed: 0.5, ...SIZES})).toThrow(
      new RangeError(`${name}: seed must be an integer >= 0, got 0.5.`),
    );
    expect(() => make(dataset, {seed: 1, ...SIZES, test: 151})).toThrow(
      new RangeError(
        `${name}: train + valid + test must be at most 400 (strokes), got 200 + 50 + 151; ` +
          '{train: 199, valid: 49, test: 150} is possible.',
      ),
    );
  });
});

describe('mnistRot', () => {
  it('has the digits of mnistBasic, each rotated by an angle of its own, about all of its ink kept', () => {
    const [basic, rotated] = [mnistBasic, mnistRot].map((make) =>
      imagesOf(make(dataset, {seed: 1, ...SIZES}).train),
    );
    const angles = rotated!.map(({image, label}, row) => {
      expect(label).toBe(basic![row]!.label);
      const [before, after] = [basic![row]!.image, image].map((pixels) =>
        pixels.reduce((sum, ink) => sum + ink, 0),
      );
      // Every pixel's ink comes from within the image; bilinear interpolation samples it at places a pixel apart.
      expect(Math.abs(after! / before! - 1)).toBeLessThan(0.05);
      // Which way the stroke runs, from its second moments: in [0, pi).
      let [xx, yy, xy, total, meanX, meanY] = [0, 0, 0, 0, 0, 0];
      image.forEach((ink, pixel) => {
        total += ink;
        meanX += ink * (pixel % 28);
        meanY += ink * Math.floor(pixel / 28);
      });
      image.forEach((ink, pixel) => {
        const [x, y] = [(pixel % 28) - meanX / total, Math.floor(pixel / 28) - meanY / total];
        [xx, yy, xy] = [xx + ink * x * x, yy + ink * y * y, xy + ink * x * y];
      });
      return (Math.atan2(2 * xy, xx - yy) / 2 + Math.PI) % Math.PI;
    });
    // Uniform: a quarter of 200 in each quarter, within 5 standard errors.
    for (let quarter = 0; quarter < 4; ++quarter) {
      const count = angles.filter((angle) => Math.floor(angle / (Math.PI / 4)) === quarter).length;
      expect(Math.abs(count - 50)).toBeLessThan(5 * Math.sqrt(200 * (1 / 4) * (3 / 4)));
    }
  });
});

describe('mnistBackRand', () => {
  it('has uniform grey values of a byte where the digit has no ink, and the lighter one elsewhere', () => {
    const [basic, noisy] = [mnistBasic, mnistBackRand].map((make) =>
      imagesOf(make(dataset, {seed: 1, ...SIZES}).train),
    );
    const values = noisy!.flatMap(({image}, row) => {
      const digit = basic![row]!.image;
      digit.forEach((ink, pixel) => {
        if (image[pixel]! < ink) throw new Error(`ink is lost at ${pixel}`);
      });
      return isBackground(digit).map((pixel) => image[pixel]!);
    });
    const tenths = new Array<number>(10).fill(0);
    const bytes = new Set<number>();
    for (const value of values) {
      const byte = value * 255;
      if (Math.abs(byte - Math.round(byte)) > 1e-4) throw new Error(`no byte: ${value}`);
      bytes.add(Math.round(byte));
      // Of 256 values, tenths of 25 or 26.
      ++tenths[Math.floor((Math.round(byte) * 10) / 256)]!;
    }
    expect([...bytes].sort((a, b) => a - b)).toEqual(Array.from({length: 256}, (_, byte) => byte));
    tenths.forEach((count, tenth) => {
      const share = (Math.ceil((256 * (tenth + 1)) / 10) - Math.ceil((256 * tenth) / 10)) / 256;
      const error = Math.sqrt(values.length * share * (1 - share));
      expect(Math.abs(count - values.length * share)).toBeLessThan(5 * error);
    });
  });
});

describe('mnistBackImage', () => {
  it('has a patch of the texture where the digit has no ink, and the lighter one elsewhere', () => {
    const args = {seed: 1, train: 30, valid: 0, test: 0};
    const basic = imagesOf(mnistBasic(dataset, args).train);
    const all = imagesOf(mnistBackImage(dataset, {...args, textures: [texture]}).train);
    const corners = all.map(({image}, row) => {
      // All values of this texture are different: the first pixel says where the patch is from.
      const place = texture.pixels.findIndex((value) => value === image[0]);
      const [left, top] = [place % 60, Math.floor(place / 60)];
      expect(left).toBeLessThanOrEqual(60 - 28);
      expect(top).toBeLessThanOrEqual(50 - 28);
      const expected = Array.from(basic[row]!.image, (ink, pixel) =>
        Math.max(ink, texture.pixels[(top + Math.floor(pixel / 28)) * 60 + left + (pixel % 28)]!),
      );
      expect(image.join()).toBe(Float32Array.from(expected).join());
      return place;
    });
    expect(new Set(corners).size).toBeGreaterThan(20);
  });
});

describe('mnistRotBackImage', () => {
  it('has the digits of mnistRot before the patches of mnistBackImage', () => {
    const args = {seed: 1, train: 20, valid: 5, test: 5, textures: [texture]};
    const [rotated, pictures, both] = [mnistRot, mnistBackImage, mnistRotBackImage].map((make) =>
      imagesOf(make(dataset, args).test),
    );
    const basic = imagesOf(mnistBasic(dataset, args).test);
    both!.forEach(({image, label}, row) => {
      expect(label).toBe(basic[row]!.label);
      for (const pixel of isBackground(basic[row]!.image)) {
        expect(image[pixel]).toBe(Math.max(rotated![row]!.image[pixel]!, pictures![row]!.image[pixel]!));
      }
    });
  });

  it('has generated textures of its seed where none are given', () => {
    const args = {seed: 1, train: 4, valid: 0, test: 0};
    const {train} = mnistRotBackImage(dataset, args);
    expect(new Set(train.pixels).size).toBeGreaterThan(500);
  });
});

describe('rotate', () => {
  const image = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
  const turned = (angle: number): number[] =>
    Array.from(rotate(image, {side: 3, angle}), (value) => Math.round(value * 1e5) / 1e5);

  it('turns anticlockwise by quarters', () => {
    expect(turned(0)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(turned(Math.PI / 2)).toEqual([3, 6, 9, 2, 5, 8, 1, 4, 7]);
    expect(turned(Math.PI)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(turned(1.5 * Math.PI)).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3]);
  });

  it('interpolates between four pixels, and has 0 outside, by an eighth of a turn', () => {
    // With r = sqrt(1/2): the pixel above the middle comes from (1 + r, 1 - r), between 2 and 3 above and 5 and 6 below; the right upper
    // one from (1 + 2 r, 1), which is 2 r - 1 of the way from 6 to the 0 outside.
    const r = Math.SQRT1_2;
    const above = r * ((1 - r) * 2 + r * 3) + (1 - r) * ((1 - r) * 5 + r * 6);
    const corner = (1 - (2 * r - 1)) * 6;
    const result = rotate(image, {side: 3, angle: Math.PI / 4});
    expect(result[4]).toBeCloseTo(5, 5);
    expect(result[1]).toBeCloseTo(above, 5);
    expect(result[2]).toBeCloseTo(corner, 5);
  });

  it('leaves the image that it is given alone', () => {
    rotate(image, {side: 3, angle: 1});
    expect(Array.from(image)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
