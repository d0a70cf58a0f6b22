import * as tf from '@tensorflow/tfjs';
import {RBM, type LogPartition, type LogPartitionArgs, type PartArgs, type UnitsArgs} from 'tfjs-dbn';
import {inverseTemperatures} from '../../src/likelihood/inverseTemperatures.js';
import {logMean} from '../../src/likelihood/logSum.js';
import {softplus, sum} from '../exact/arithmetic.js';
import {exactLogPartition} from '../exact/exactMachine.js';
import {randomMachine} from '../exact/machines.js';
import {deviation, mean} from '../statistics.js';

/** Estimates by annealing, from both ends. */
async function estimate(rbm: RBM, args: LogPartitionArgs = {}): Promise<Required<LogPartition>> {
  const found = await rbm.logPartition({method: 'ais', verbose: 0, ...args});
  expect(found.method).toBe('ais');
  return found as Required<LogPartition>;
}

describe('the inverse temperatures', () => {
  it('are those of Salakhutdinov & Murray, unless a user says otherwise', () => {
    const inverses = inverseTemperatures(14_501);
    const at = (place: number, expected: number): void => expect(inverses[place]).toBeCloseTo(expected, 12);
    at(0, 0);
    at(1, 1 / 1000);
    at(500, 0.5);
    at(501, 0.5 + 1 / 10_000);
    at(4500, 0.9);
    at(4501, 0.9 + 1 / 100_000);
    expect(inverses[14_500]).toBe(1);
  });

  it.each([2, 3, 10, 1000])('ascend from 0 to 1, %d of them', (count) => {
    const inverses = inverseTemperatures(count);
    expect([inverses.length, inverses[0], inverses.at(-1)]).toEqual([count, 0, 1]);
    expect(inverses.every((value, place) => place === 0 || value > inverses[place - 1]!)).toBe(true);
  });
});

describe('the log of a mean', () => {
  it('and its standard error are those worked out by hand, without overflow', () => {
    // The mean of 1, 2 and 6 is 3, their deviation sqrt(7).
    for (const offset of [0, 5000, -5000]) {
      const {value, standardError} = logMean(
        Float64Array.from([1, 2, 6], (weight) => Math.log(weight) + offset),
      );
      expect(value - offset).toBeCloseTo(Math.log(3), 10);
      expect(standardError).toBeCloseTo(Math.sqrt(7 / 3) / 3, 10);
    }
  });
});

describe('annealed importance sampling', () => {
  it('brackets the exact log Z, with standard errors that are honest', async () => {
    const machines = 24;
    let within = 0;
    for (let seed = 0; seed < machines; ++seed) {
      const {rbm} = randomMachine({visible: 10, hidden: 8}, {seed, scale: 0.7});
      const {value: exact} = await rbm.logPartition();
      const {value, standardError, reverse, interval} = await estimate(rbm, {
        inverseTemperatures: 60,
        runs: 40,
      });
      expect(value - 4 * standardError).toBeLessThan(exact);
      expect(reverse.value + 4 * reverse.standardError).toBeGreaterThan(exact);
      expect(interval[0]).toBe(
        Math.min(value - 2 * standardError, reverse.value - 2 * reverse.standardError),
      );
      expect(interval[1]).toBe(
        Math.max(value + 2 * standardError, reverse.value + 2 * reverse.standardError),
      );
      for (const one of [{value, standardError}, reverse]) {
        if (Math.abs(one.value - exact) <= 2 * one.standardError) ++within;
      }
      rbm.dispose();
    }
    // 95.45 % of 48 are 45.8, with a deviation of 1.44: fewer than 41 come once in a thousand times.
    expect(within).toBeGreaterThanOrEqual(41);
  });

  it('is too low with too few temperatures, and its reverse too high', async () => {
    const errors: {forward: number[]; reverse: number[]} = {forward: [], reverse: []};
    for (let seed = 0; seed < 30; ++seed) {
      const {rbm} = randomMachine({visible: 10, hidden: 8}, {seed, scale: 1.5});
      const {value: exact} = await rbm.logPartition();
      const warn = jest.spyOn(console, 'warn').mockImplementation();
      const {value, reverse} = await estimate(rbm, {inverseTemperatures: 5, runs: 10});
      warn.mockRestore();
      errors.forward.push(value - exact);
      errors.reverse.push(reverse.value - exact);
      rbm.dispose();
    }
    const errorOf = (values: number[]): number => deviation(values) / Math.sqrt(values.length);
    expect(mean(errors.forward)).toBeLessThan(-2 * errorOf(errors.forward));
    expect(mean(errors.reverse)).toBeGreaterThan(2 * errorOf(errors.reverse));
  });

  const GAUSSIAN = {units: 2, type: 'gaussian'} as const;
  const LEARNED = {units: 2, type: 'gaussian', variance: 'learned'} as const;
  const RELU = {units: 2, type: 'relu'} as const;
  const SOFTMAX = {units: 4, type: 'softmax', categories: 2} as const;
  const PAIRINGS = [
    4,
    SOFTMAX,
    GAUSSIAN,
    LEARNED,
    RELU,
    [2, {units: 3, type: 'softmax'} as const, GAUSSIAN],
  ].flatMap((visible) => [3, SOFTMAX, GAUSSIAN, RELU].map((hidden) => ({visible, hidden})));

  it.each<[string, {visible: UnitsArgs; hidden: PartArgs}]>(
    PAIRINGS.map((pairing) => [JSON.stringify(Object.values(pairing)), pairing]),
  )('finds log Z of any pairing, from both ends: %s', async (_, pairing) => {
    // Small enough for units without bounds on both sides to have a distribution.
    const drawn = randomMachine(pairing, {seed: 5, scale: 0.4});
    const exact = exactLogPartition(drawn.exact);
    const data = await drawn.rbm.sample({rows: 20, k: 2, show: 'sample', seed: 1});
    const {value, standardError, reverse} = await estimate(drawn.rbm, {
      inverseTemperatures: 40,
      runs: 60,
      data,
    });
    // Errors of more than 4 standard errors come once in 16,000 times.
    expect(Math.abs(value - exact)).toBeLessThan(4 * standardError + 1e-4);
    expect(Math.abs(reverse.value - exact)).toBeLessThan(4 * reverse.standardError + 1e-4);
    expect(standardError).toBeLessThan(0.1);
    data.dispose();
    drawn.rbm.dispose();
  });

  it('of an empty machine of 784 x 500 units is 890.0009798', async () => {
    const rbm = new RBM({visible: 784, hidden: 500, seed: 1});
    tf.tidy(() => rbm.setWeights([tf.zeros([784, 500]), tf.zeros([784]), tf.zeros([500])]));
    const {value, standardError, reverse} = await estimate(rbm, {
      runs: 2,
      inverseTemperatures: 2,
      reverse: false,
    });
    // A float32 sum of equal terms errs by at most their number * 2^-24 of itself.
    expect(Math.abs(value - 890.0009798)).toBeLessThan(784 * Math.LN2 * 784 * 2 ** -24);
    expect(standardError).toBeLessThan(1e-6);
    expect(reverse).toBeUndefined();
    rbm.dispose();
  });

  it('begins with the means of the data: independent units that have them need no annealing', async () => {
    const rbm = new RBM({visible: 6, hidden: 3, seed: 1});
    const data = tf.tensor2d([
      [1, 0, 1, 1, 0, 1],
      [1, 0, 1, 0, 0, 0],
    ]);
    // log((sum + 1) / (rows - sum + 1))
    const bias = [2, 0, 2, 1, 0, 1].map((sum) => Math.log((sum + 1) / (3 - sum)));
    tf.tidy(() => rbm.setWeights([tf.zeros([6, 3]), tf.tensor1d(bias), tf.zeros([3])]));
    const exact = sum(bias, softplus) + 3 * Math.LN2;
    const {value, standardError} = await estimate(rbm, {data, inverseTemperatures: 2, runs: 10});
    expect(value).toBeCloseTo(exact, 5);
    expect(standardError).toBeLessThan(1e-6);
    data.dispose();
    rbm.dispose();
  });

  it('gives the same for the same seed, and another for another', async () => {
    const {rbm} = randomMachine({visible: 6, hidden: 4}, {seed: 1, scale: 1});
    const args = {inverseTemperatures: 20, runs: 10};
    const first = await estimate(rbm, args);
    expect(await estimate(rbm, {...args, seed: 1})).toEqual(first);
    expect((await estimate(rbm, {...args, seed: 2})).value).not.toBe(first.value);
    rbm.dispose();
  });

  it('takes chains of the machine for the reverse path where it is too large to be enumerated', async () => {
    // Units in pairs, which do not depend on each other: log Z is a sum.
    const units = 26;
    const rbm = new RBM({visible: units, hidden: units, seed: 1});
    tf.tidy(() => rbm.setWeights([tf.mul(tf.eye(units), 1.5), tf.fill([units], -1), tf.fill([units], -0.5)]));
    const exact = units * Math.log(1 + Math.exp(-1) + Math.exp(-0.5) + Math.exp(0));
    const data = tf.zeros<tf.Rank.R2>([3, units]);
    for (const args of [{}, {data}]) {
      const {value, standardError, reverse} = await estimate(rbm, {
        runs: 30,
        inverseTemperatures: 100,
        ...args,
      });
      expect(Math.abs(value - exact)).toBeLessThan(4 * standardError);
      expect(Math.abs(reverse.value - exact)).toBeLessThan(4 * reverse.standardError);
    }
    data.dispose();
    rbm.dispose();
  });

  it('lets the event loop run', async () => {
    const rbm = new RBM({visible: 50, hidden: 50, seed: 1});
    let turns = 0;
    const timer = setInterval(() => ++turns, 0);
    // Work for many times as long as the event loop may wait, on a fast machine too.
    await estimate(rbm, {inverseTemperatures: 200, runs: 50});
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
    rbm.dispose();
  });
});

describe('a disagreement of both ends', () => {
  let warn: jest.SpiedFunction<typeof console.warn>;
  beforeEach(() => (warn = jest.spyOn(console, 'warn').mockImplementation()));
  afterEach(() => warn.mockRestore());

  /** Units that are all on or all off, which annealing in one step cannot know. */
  function twoModes(): RBM {
    const rbm = new RBM({visible: 10, hidden: 10, seed: 1});
    tf.tidy(() => rbm.setWeights([tf.fill([10, 10], 2), tf.fill([10], -9), tf.fill([10], -9)]));
    return rbm;
  }

  it('is told, with what to do', async () => {
    const rbm = twoModes();
    await estimate(rbm, {inverseTemperatures: 2, runs: 20});
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]![0]).toMatch(
      /^logPartition: the estimates of log Z from both ends of the path should agree, got \S+ and \S+, with standard errors \S+ and \S+; take more temperatures than 2, or give the training data/,
    );
    rbm.dispose();
  });

  it('is not told where they agree, nor where only one was asked for', async () => {
    const rbm = twoModes();
    await estimate(rbm, {inverseTemperatures: 2, runs: 20, reverse: false});
    const {rbm: easy} = randomMachine({visible: 5, hidden: 4}, {seed: 1, scale: 0.5});
    await estimate(easy, {inverseTemperatures: 50, runs: 20});
    expect(warn).not.toHaveBeenCalled();
    easy.dispose();
    rbm.dispose();
  });
});
