import * as tf from '@tensorflow/tfjs';
import {softmax} from '../../src/energy/softmax.js';
import {keyFromSeed} from '../../src/random/Key.js';
import {read} from '../read.js';

const pairs = softmax({categories: 2, units: 4});
const ROWS = [
  [0, 1, 1, 0],
  [0, 0, 1, 0],
  [0, 0, 0, 0],
];

describe('softmax units', () => {
  it('say which groups of a row are known: all zeros is missing', () => {
    expect(read(tf.tidy(() => pairs.known!(tf.tensor2d(ROWS))))).toEqual([
      1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0,
    ]);
  });

  it('take rows of groups that sum to 1, or to 0 where they are missing', () => {
    ROWS.forEach((row) => expect(pairs.checkRow!(Float32Array.from(row))).toBeUndefined());
    expect(pairs.checkRow!(new Float32Array([0.3, 0.7, 0, 0]))).toBeUndefined();
    expect(pairs.checkRow!(new Float32Array([0.1, 0.9, 1, 0]))).toBeUndefined();
  });

  it.each([
    [[0, 1, 1, 1], 'a sum of 2 from column 2 on'],
    [[0.5, 0.25, 1, 0], 'a sum of 0.75 from column 0 on'],
  ])('say what is wrong with a row %j', (row, got) => {
    const condition = 'groups of 2 that sum to 1, or to 0 where they are missing';
    expect(pairs.checkRow!(Float32Array.from(row))).toEqual({condition, got});
  });

  it('start at the log of how often each category is known to be the one', () => {
    // Of 10 rows, 3 miss the first group: (5 + 1) / (7 + 2), (2 + 1) / (7 + 2); 10 times the first of the second one.
    const bias = pairs.biasFromData({
      sums: Float64Array.of(5, 2, 10, 0),
      squares: new Float64Array(4),
      rows: 10,
    });
    [6 / 9, 3 / 9, 11 / 12, 1 / 12].forEach((p, unit) => expect(bias[unit]).toBeCloseTo(Math.log(p), 6));
  });

  it('have one of each group on at inputs at which exp() overflows, and at equal ones any', () => {
    const row = [1000, -1000, 300, 300];
    const input = tf.tensor2d(Array.from({length: 500}, () => row));
    const own = {bias: tf.zeros<tf.Rank.R1>([4])};
    const mean = pairs.mean(input);
    const first = read(tf.tidy(() => tf.slice(mean, 0, 1)));
    [1, 0, 0.5, 0.5].forEach((value, unit) => expect(first[unit]).toBeCloseTo(value, 6));
    const states = read(pairs.sample({input, mean}, keyFromSeed(1), own));
    const sums = [0, 1, 2, 3].map((unit) => states.filter((_, place) => place % 4 === unit));
    expect(sums.map((column) => column.filter((state) => state === 1).length).slice(0, 2)).toEqual([500, 0]);
    expect(states.every((state) => state === 0 || state === 1)).toBe(true);
    sums[2]!.forEach((state, row) => expect(state + sums[3]![row]!).toBe(1));
    tf.dispose([input, mean, own]);
  });
});
