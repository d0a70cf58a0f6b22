import {barsAndStripes} from '../../datasets/barsAndStripes.js';
import {imagesOf} from './imagesOf.js';

describe('barsAndStripes', () => {
  it.each([1, 2, 3, 4, 5])('has all bars once and all stripes once, of side %p', (side) => {
    const all = imagesOf(barsAndStripes({side}));
    expect(all).toHaveLength(2 ** (side + 1));
    for (const wanted of [0, 1]) {
      const own = all.filter(({label}) => label === wanted);
      expect(new Set(own.map(({image}) => image.join(''))).size).toBe(2 ** side);
    }
    // With one line, bars are stripes.
    expect(new Set(all.map(({image}) => image.join(''))).size).toBe(2 ** (side + 1) - 2);
  });

  it('has one value a column in bars, and one a row in stripes', () => {
    for (const {image, label} of imagesOf(barsAndStripes({side: 4}))) {
      image.forEach((value, pixel) => {
        expect(value).toBe(image[label === 0 ? pixel % 4 : 4 * Math.floor(pixel / 4)]);
      });
    }
  });

  it('has the two images of one value in both classes', () => {
    const flat = imagesOf(barsAndStripes({side: 3})).filter(({image}) => new Set(image).size === 1);
    expect(flat.map(({image, label}) => [image[0], label])).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ]);
  });

  it.each([0, 17, 2.5, NaN])('refuses a side of %p', (side) => {
    expect(() => barsAndStripes({side})).toThrow(
      new RangeError(`barsAndStripes: side must be an integer from 1 to 16, got ${side}.`),
    );
  });
});
