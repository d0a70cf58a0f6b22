import {meanAndInterval, showInterval} from '../../experiments/meanAndInterval.js';

describe('meanAndInterval', () => {
  it.each([
    // Larochelle et al. 2007 print these intervals beside these errors, of 50,000 test images.
    [3.11, 0.15],
    [10.3, 0.27],
    [22.5, 0.37],
    [47.39, 0.44],
  ])('is that of the paper for an error of %d %%', (error, halfWidth) => {
    const interval = meanAndInterval([error], {tested: 50_000});
    expect(interval.mean).toBe(error);
    expect(Number(interval.halfWidth.toFixed(2))).toBe(halfWidth);
  });

  it('adds how far seeds are apart, by Student’s t', () => {
    // Of 4, 6 and 8 % the mean is 6 and the deviation 2; t is 4.30 with two degrees of freedom, and 1.96² x 6 x 94 / 10,000 = 0.2167.
    const {mean, halfWidth} = meanAndInterval([4, 6, 8], {tested: 10_000});
    expect(mean).toBe(6);
    expect(halfWidth).toBeCloseTo(Math.sqrt(0.21667 + (4.3 * 4.3 * 4) / 3), 3);
  });

  it('is not narrower for the same error of several seeds: they were tested on the same images', () => {
    const one = meanAndInterval([5], {tested: 1000});
    expect(meanAndInterval([5, 5, 5], {tested: 1000})).toEqual(one);
  });

  it('is shown with two digits', () => {
    expect(showInterval({mean: 3.1149, halfWidth: 0.152})).toBe('3.11 ± 0.15');
  });
});
