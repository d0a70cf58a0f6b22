import {logTicks} from '../../experiments/logTicks.js';

describe('logTicks', () => {
  it.each([
    [
      [3e-7, 0.02],
      [1e-6, 1e-5, 1e-4, 1e-3, 1e-2],
    ],
    [
      [0.04, 2],
      [0.05, 0.1, 0.2, 0.5, 1, 2],
    ],
    [
      [0.3, 30],
      [0.5, 1, 2, 5, 10, 20],
    ],
    [
      [6.2, 0.98],
      [1, 1.2, 1.5, 2, 3, 4, 5],
    ],
    [
      [68.2, 75, 76.5],
      [70, 72, 74, 76],
    ],
    [
      [82.7, 83.5, 87],
      [83, 84, 85, 86, 87],
    ],
    [[5], [5]],
  ])('of %j are %j', (values, ticks) => {
    expect(logTicks(values)).toEqual(ticks);
  });
});
