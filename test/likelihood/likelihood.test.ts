import * as tf from '@tensorflow/tfjs';
import {RBM, type LogPartition, type LogPartitionArgs, type EvaluateArgs, type ScoreArgs} from 'tfjs-dbn';
import {evaluated} from '../evaluated.js';
import {softplus} from '../exact/arithmetic.js';
import {exactFreeEnergy} from '../exact/exactMachine.js';
import {randomMachine} from '../exact/machines.js';
import {TINY, tinyMachine, VISIBLE_STATES} from '../exact/tinyMachine.js';

/** One random bit of each row. */
const RANDOM = {name: 'pseudoLikelihood', bits: 'random'} as const;

import {read} from '../read.js';

const DATA = [
  [1, 0, 1],
  [0, 1, 1],
  [1, 1, 0],
];

describe('the score', () => {
  it('of the tiny machine has the value computed elsewhere', async () => {
    const rbm = tinyMachine();
    const x = tf.tensor2d(DATA);
    const expected = -2.0624242301;
    expect(await rbm.score(x)).toBeCloseTo(expected, 6);
    const known = await rbm.logPartition();
    expect(await rbm.score(x, {logPartition: known})).toBeCloseTo(expected, 6);
    expect(await rbm.score(x, {logPartition: known.value, verbose: 0})).toBeCloseTo(expected, 6);
    x.dispose();
    rbm.dispose();
  });

  it('is the mean of the log-likelihoods, whose exponentials sum to 1 over all states', async () => {
    const rbm = tinyMachine();
    const x = tf.tensor2d(VISIBLE_STATES);
    const logs = read(await rbm.logLikelihood(x));
    expect(logs.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 5);
    expect(await rbm.score(x)).toBeCloseTo(logs.reduce((sum, log) => sum + log, 0) / 8, 5);
    x.dispose();
    rbm.dispose();
  });

  it('anneals from the means of the rows themselves, unless other data are given', async () => {
    const {rbm} = randomMachine({visible: 6, hidden: 4}, {seed: 1, scale: 1});
    const x = tf.tensor2d([
      [1, 0, 1, 1, 0, 1],
      [0, 0, 1, 0, 0, 0],
    ]);
    const args: ScoreArgs = {method: 'ais', inverseTemperatures: 10, runs: 10, verbose: 0};
    const other = tf.ones([2, 6]);
    const [own, same, others] = [
      await rbm.score(x, args),
      await rbm.score(x, {...args, data: x}),
      await rbm.score(x, {...args, data: other}),
    ];
    expect(own).toBe(same);
    expect(own).not.toBe(others);
    tf.dispose([x, other]);
    rbm.dispose();
  });

  it('of grey rows is at most that of rows that are drawn with them', async () => {
    const rbm = tinyMachine();
    const grey = tf.fill([1, 3], 0.5);
    const all = tf.tensor2d(VISIBLE_STATES);
    expect(await rbm.score(grey)).toBeLessThan(await rbm.score(all));
    tf.dispose([grey, all]);
    rbm.dispose();
  });
});

describe('the score of a machine', () => {
  it('with label units is that of the data, with the labels summed out', async () => {
    const rbm = new RBM({visible: 3, hidden: 4, classes: 3, seed: 1});
    tf.tidy(() =>
      rbm.setWeights([
        tf.randomNormal([6, 4], 0, 1, 'float32', 1),
        tf.randomNormal([6], 0, 1, 'float32', 2),
        tf.randomNormal([4], 0, 1, 'float32', 3),
      ]),
    );
    const x = tf.tensor2d(VISIBLE_STATES);
    for (const args of [{}, {method: 'ais', inverseTemperatures: 100, runs: 50, verbose: 0} as const]) {
      const found = await rbm.logPartition(args);
      const logs = read(await rbm.logLikelihood(x, {logPartition: found}));
      const sum = logs.reduce((total, log) => total + Math.exp(log), 0);
      expect(Math.abs(Math.log(sum))).toBeLessThan(4 * found.standardError + 1e-5);
    }
    const annealed = await rbm.score(x, {method: 'ais', inverseTemperatures: 100, runs: 50, verbose: 0});
    expect(Math.abs(annealed - (await rbm.score(x)))).toBeLessThan(0.2);
    x.dispose();
    rbm.dispose();
  });

  it('that standardises its data is a density of the data as they were', async () => {
    const rows = Array.from({length: 50}, (_, row) => [1000 + 50 * Math.sin(row), 0.01 * Math.cos(3 * row)]);
    const x = tf.tensor2d(rows);
    const args = {units: 2, type: 'gaussian'} as const;
    const rbm = new RBM({visible: {...args, standardize: true}, hidden: 3, seed: 1});
    await rbm.fit(x, {epochs: 5, verbose: 0});
    const plain = new RBM({visible: args, hidden: 3});
    const weights = rbm.getWeights();
    plain.setWeights(weights);
    const {mean, variance} = tf.moments(x, 0);
    const standardized = tf.tidy(() => tf.div(tf.sub(x, mean), tf.sqrt(variance)));
    const logs = read(tf.tidy(() => tf.div(tf.log(variance), 2)));
    const expected = (await plain.score(standardized)) - logs[0]! - logs[1]!;
    // Numbers of about 1000 are rounded by 6e-5, in float32, which is 2e-6 deviations.
    expect(await rbm.score(x)).toBeCloseTo(expected, 3);
    const annealed = await rbm.score(x, {method: 'ais', inverseTemperatures: 20, runs: 20, verbose: 0});
    expect(annealed).toBeCloseTo(expected, 1);
    tf.dispose([x, mean, variance, standardized, weights]);
    plain.dispose();
    rbm.dispose();
  });
});

describe('the pseudo-likelihood', () => {
  /** The log probability of each bit given the others, by summing. */
  function summed(v: readonly number[]): number {
    return v.reduce((sum, value, bit) => {
      const difference = exactFreeEnergy(TINY, v.with(bit, 1 - value)) - exactFreeEnergy(TINY, v);
      return sum - softplus(-difference);
    }, 0);
  }

  it('equals the sum over the bits, from sums over all states', async () => {
    const rbm = tinyMachine();
    const x = tf.tensor2d(VISIBLE_STATES);
    const expected = VISIBLE_STATES.reduce((sum, v) => sum + summed(v), 0) / 8;
    expect(await evaluated(rbm, x, {metric: 'pseudoLikelihood'})).toBeCloseTo(expected, 5);
    x.dispose();
    rbm.dispose();
  });

  it.each([
    ['softmax', {units: 6, type: 'softmax', categories: 3}],
    ['gaussian', {units: 4, type: 'gaussian'}],
    ['relu', {units: 4, type: 'relu'}],
  ] as const)('needs only free energies, whatever the hidden units: %s', async (_, hidden) => {
    const {rbm} = randomMachine({visible: 3, hidden}, {seed: 1, scale: 0.7});
    const x = tf.tensor2d(VISIBLE_STATES);
    const energies = read(rbm.freeEnergy(x));
    let expected = 0;
    for (let state = 0; state < 8; ++state) {
      for (const bit of [1, 2, 4]) expected -= softplus(energies[state]! - energies[state ^ bit]!) / 8;
    }
    expect(await evaluated(rbm, x, {metric: 'pseudoLikelihood'})).toBeCloseTo(expected, 4);
    x.dispose();
    rbm.dispose();
  });

  it.each([3, 20])('needs only free energies, however large the weights: up to %d or more', async (scale) => {
    // Beyond 15, binary units take the way of all others.
    const {rbm} = randomMachine({visible: 3, hidden: 4}, {seed: 2, scale});
    const x = tf.tensor2d(VISIBLE_STATES);
    const energies = read(rbm.freeEnergy(x));
    let expected = 0;
    for (let state = 0; state < 8; ++state) {
      for (const bit of [1, 2, 4]) {
        const difference = energies[state]! - energies[state ^ bit]!;
        expected -= softplus(difference) / 8;
      }
    }
    // Energies below 200 are rounded by less than 200 * 2^-24 each.
    expect(Math.abs((await evaluated(rbm, x, {metric: 'pseudoLikelihood'})) - expected)).toBeLessThan(
      24 * 2 * 200 * 2 ** -24,
    );
    x.dispose();
    rbm.dispose();
  });

  it('by random bits has the same mean', async () => {
    const rbm = tinyMachine();
    const rows = 4000;
    const x = tf.tidy(() => tf.tile<tf.Tensor2D>(tf.tensor2d(VISIBLE_STATES), [rows / 8, 1]));
    const all = await evaluated(rbm, x, {metric: 'pseudoLikelihood'});
    const random = await evaluated(rbm, x, {metric: RANDOM, seed: 3});
    // A bit's term lies between log sigmoid(-2.7) = -2.8 and 0: 3 of them deviate by less than 4.2.
    expect(Math.abs(random - all)).toBeLessThan((4 * 4.2) / Math.sqrt(rows));
    expect(random).not.toBe(all);
    expect(await evaluated(rbm, x, {metric: RANDOM, seed: 3})).toBe(random);
    expect(await evaluated(rbm, x, {metric: RANDOM, seed: 4})).not.toBe(random);
    x.dispose();
    rbm.dispose();
  });

  it('is the likelihood where the units are independent', async () => {
    const rbm = new RBM({visible: 700, hidden: 500, seed: 1});
    tf.tidy(() => rbm.setWeights([tf.zeros([700, 500]), tf.fill([700], -1), tf.ones([500])]));
    const x = tf.tidy(() => tf.concat([tf.zeros([1, 700]), tf.ones([1, 700])]));
    const softplus = Math.log1p(Math.exp(-1));
    const expected = (-700 * softplus - 700 * (1 + softplus)) / 2;
    // More flips than are looked at together; the relative rounding of 700 equal float32 terms is below 700 * 2^-24.
    const found = await evaluated(rbm, x, {metric: 'pseudoLikelihood'});
    expect(Math.abs(found / expected - 1)).toBeLessThan(700 * 2 ** -24);
    x.dispose();
    rbm.dispose();
  });
});

describe('a wrong option', () => {
  const KNOWN: LogPartition = {value: 5, method: 'exact', standardError: 0, interval: [5, 5]};

  it.each<[string, object]>([
    ["logPartition: unknown option 'chains'.", {chains: 5}],
    ["logPartition: method must be one of 'auto', 'exact', 'ais', got 'AIS'.", {method: 'AIS'}],
    ['logPartition: runs must be an integer >= 2, got 1.', {runs: 1}],
    ['logPartition: inverseTemperatures must be an integer >= 2, got 1.', {inverseTemperatures: 1}],
    [
      'logPartition: inverseTemperatures must be two or more inverse temperatures, ascending from 0 to 1, got [0, 0.5].',
      {inverseTemperatures: [0, 0.5]},
    ],
    [
      'logPartition: inverseTemperatures must be two or more inverse temperatures, ascending from 0 to 1, got [0, 0.5, 0.5, 1].',
      {inverseTemperatures: [0, 0.5, 0.5, 1]},
    ],
    [
      'logPartition: inverseTemperatures[1] must be a number from 0 to 1, got 2.',
      {inverseTemperatures: [0, 2]},
    ],
    ['logPartition: reverse must be true or false, got 1.', {reverse: 1}],
    ['logPartition: seed must be an integer >= 0, got -1.', {seed: -1}],
    ['logPartition: verbose must be one of 0, 1, got 2.', {verbose: 2}],
    ["logPartition: runs must be left out where method is 'exact', got 10.", {method: 'exact', runs: 10}],
    ['logPartition: data must be a tensor of shape [rows, 3], got an object.', {data: {}}],
  ])('of logPartition says: %s', async (message, args) => {
    const rbm = tinyMachine();
    await expect(rbm.logPartition(args as LogPartitionArgs)).rejects.toThrow(message);
    rbm.dispose();
  });

  it.each<[string, object]>([
    ['score: logPartition must be a number or a result of logPartition(), got null.', {logPartition: null}],
    ['score: logPartition must be a number, got NaN.', {logPartition: NaN}],
    ['score: runs must be left out where logPartition is given, got 10.', {logPartition: KNOWN, runs: 10}],
    ['score: inverseTemperatures must be an integer >= 2, got 0.', {inverseTemperatures: 0}],
  ])('of score says: %s', async (message, args) => {
    const rbm = tinyMachine();
    const x = tf.tensor2d(DATA);
    await expect(rbm.score(x, args as ScoreArgs)).rejects.toThrow(message);
    x.dispose();
    rbm.dispose();
  });

  it.each<[string, object]>([
    [
      "evaluate: metrics.bits must be one of 'all', 'random', got 'one'.",
      {metrics: {name: 'pseudoLikelihood', bits: 'one'}},
    ],
    ['evaluate: seed must be an integer >= 0, got 0.5.', {seed: 0.5}],
    ["evaluate: unknown option 'metric'; did you mean 'metrics'?", {metric: 'accuracy'}],
    [
      "evaluate: metrics[1] must be one of 'reconstructionError', ",
      {metrics: ['reconstructionError', 'mse']},
    ],
    ["evaluate: metrics must be another metric without labels, got 'accuracy'.", {metrics: 'accuracy'}],
    [
      "evaluate: metrics must be another metric without trainingData, got 'freeEnergyGap'.",
      {metrics: 'freeEnergyGap'},
    ],
    ["evaluate: metrics: unknown option 'bits'.", {metrics: {name: 'accuracy', bits: 'all'}}],
  ])('of evaluate says: %s', async (message, args) => {
    const rbm = tinyMachine();
    const x = tf.tensor2d(DATA);
    await expect(rbm.evaluate(x, args as EvaluateArgs)).rejects.toThrow(message);
    x.dispose();
    rbm.dispose();
  });
});

describe('what cannot be found', () => {
  it('is said of grey rows', async () => {
    const rbm = tinyMachine();
    const x = tf.tensor2d([...DATA, [1, 0.25, 0]]);
    await expect(rbm.evaluate(x, {metrics: 'pseudoLikelihood'})).rejects.toThrow(
      'evaluate: x must be 0 or 1 everywhere, got 0.25 at row 3; binarize the data: draw each value, or take x >= 0.5.',
    );
    x.dispose();
    rbm.dispose();
  });

  it('is said of rows with missing groups', async () => {
    const rbm = new RBM({visible: {units: 3, type: 'softmax'}, hidden: 2, seed: 1});
    const x = tf.tensor2d([
      [0, 1, 0],
      [0, 0, 0],
    ]);
    await expect(rbm.score(x)).rejects.toThrow(
      'score: x must be complete, got rows with missing groups; score the others.',
    );
    x.dispose();
    rbm.dispose();
  });

  it('is said of units that are not binary', async () => {
    const rbm = tinyMachine('gaussian');
    const x = tf.tensor2d(DATA);
    await expect(rbm.evaluate(x, {metrics: 'pseudoLikelihood'})).rejects.toThrow(
      'evaluate: this must be a machine of binary visible units, got gaussian ones; score() takes any units.',
    );
    x.dispose();
    rbm.dispose();
  });

  it('is said of machines that are too large for the exact log Z', async () => {
    for (const rbm of [
      new RBM({visible: 26, hidden: 26}),
      new RBM({visible: {units: 2, type: 'gaussian'}, hidden: {units: 2, type: 'relu'}}),
    ]) {
      await expect(rbm.logPartition({method: 'exact'})).rejects.toThrow(
        "logPartition: method must be 'auto' or 'ais' where neither layer has at most 33554432 states, got 'exact'.",
      );
      rbm.dispose();
    }
  });

  it('is said of machines that have no distribution', async () => {
    const units = {units: 2, type: 'gaussian'} as const;
    const rbm = new RBM({visible: units, hidden: units, seed: 1});
    tf.tidy(() => rbm.setWeights([tf.fill([2, 2], 1e6), tf.zeros([2]), tf.zeros([2])]));
    await expect(rbm.logPartition({inverseTemperatures: 10, runs: 2})).rejects.toThrow(
      /^logPartition: log Z must be finite, got \S+; weights that are too large between units without bounds/,
    );
    rbm.dispose();
  });

  it('is said of machines that are disposed', async () => {
    const rbm = tinyMachine();
    rbm.dispose();
    const x = tf.tensor2d(DATA);
    const calls = [rbm.logPartition(), rbm.score(x), rbm.logLikelihood(x), rbm.evaluate(x)].map((call) =>
      call.catch((error: unknown) => String(error)),
    );
    for (const message of await Promise.all(calls)) {
      expect(message).toMatch(/: this must be in use, got one that dispose\(\) has freed\.$/);
    }
    x.dispose();
  });
});

describe('a machine that changes meanwhile', () => {
  it('is scored as it was', async () => {
    const rbm = tinyMachine();
    const x = tf.tensor2d(DATA);
    const scored = rbm.score(x);
    tf.tidy(() => rbm.setWeights([tf.zeros([3, 2]), tf.zeros([3]), tf.zeros([2])]));
    rbm.dispose();
    expect(await scored).toBeCloseTo(-2.0624242301, 6);
    x.dispose();
  });
});
