import {range} from '../../experiments/range.js';

describe('range', () => {
  it.each([
    [[1.2345], '1.23'],
    [[1, 2.2], '1.60 (1.00 to 2.20)'],
    [[0.0612, 10.05, 30], '13.4 (0.0612 to 30.0)'],
    [[NaN, 1, 2], '1.50 (1.00 to 2.00), 1 of 3 diverged'],
    [[Infinity, 1], '1.00, 1 of 2 diverged'],
    [[NaN, NaN], 'diverged'],
  ])('of %j is %s', (values, words) => {
    expect(range(values)).toBe(words);
  });
});
