import {domainOf, shortNumber, ticks} from '../../../src/diagnostics/plots/ticks.js';

describe('ticks', () => {
  it.each<[string, number, number, {most: number; least?: number}, number[]]>([
    ['steps of 1', 0, 4, {most: 5}, [0, 1, 2, 3, 4]],
    ['steps of 2', 0, 4, {most: 4}, [0, 2, 4]],
    ['steps of 5, within the bounds', -12, 11, {most: 5}, [-10, -5, 0, 5, 10]],
    ['tenths, not rounded off', 0, 0.7, {most: 8}, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]],
    ['small numbers', -2.1e-7, 2.1e-7, {most: 5}, [-2e-7, -1e-7, 0, 1e-7, 2e-7]],
    ['whole numbers of things that are counted', 0, 2, {most: 9, least: 1}, [0, 1, 2]],
    ['none where no whole number is near', 0.2, 0.9, {most: 5, least: 1}, []],
  ])('are round numbers: %s', (_, low, high, args, expected) => {
    expect(ticks({low, high}, args)).toEqual(expected);
  });

  it('are never too many, nor fewer than two', () => {
    for (let width = 1; width < 100; width *= 1.07) {
      for (const low of [0, -width / 3, -7.77 * width]) {
        for (const most of [4, 5, 9]) {
          const {length} = ticks({low, high: low + width}, {most});
          expect(length).toBeLessThanOrEqual(most);
          expect(length).toBeGreaterThanOrEqual(2);
        }
      }
    }
  });

  it('knows a domain, and widens one that has no width', () => {
    expect(domainOf([3, -1, 2])).toEqual({low: -1, high: 3});
    expect(domainOf([4, 4])).toEqual({low: 2, high: 6});
    expect(domainOf([0])).toEqual({low: -1, high: 1});
  });

  it.each([
    [0, '0'],
    [1, '1'],
    [-0.25, '−0.25'],
    [0.123456, '0.123'],
    [1234.5, '1235'],
    [100, '100'],
    [0.0005, '5e−4'],
    [-1.234e-8, '−1.23e−8'],
    [2e6, '2e6'],
  ])('writes %d shortly', (value, expected) => {
    expect(shortNumber(value)).toBe(expected);
  });
});
