import * as tf from '@tensorflow/tfjs';
import {RBM, type PartArgs, type UnitsArgs} from 'tfjs-dbn';
import {drawExactly} from '../../src/likelihood/drawExactly.js';
import {enumerableLayer} from '../../src/likelihood/enumerable.js';
import {softplus, sum} from '../exact/arithmetic.js';
import {exactLogPartition} from '../exact/exactMachine.js';
import {randomMachine} from '../exact/machines.js';
import {tinyMachine, VISIBLE_PROBABILITIES, VISIBLE_STATES} from '../exact/tinyMachine.js';
import {read} from '../read.js';

/** Finds log Z exactly, and disposes the machine. */
async function exact(rbm: RBM): Promise<number> {
  const {value, method, standardError, interval} = await rbm.logPartition({verbose: 0});
  expect({method, standardError, interval}).toEqual({
    method: 'exact',
    standardError: 0,
    interval: [value, value],
  });
  rbm.dispose();
  return value;
}

const SOFTMAX = {units: 4, type: 'softmax', categories: 2} as const;
const CONTINUOUS: PartArgs[] = [
  {units: 3, type: 'gaussian'},
  {units: 3, type: 'gaussian', variance: 'learned'},
  {units: 3, type: 'relu'},
];
const MIXED: UnitsArgs = [2, {units: 3, type: 'softmax'}];

describe('the exact log Z', () => {
  it('has the value computed elsewhere, in float64', async () => {
    const z = await exact(tinyMachine());
    // Parameters such as 0.1 are rounded to float32, by less than 1e-8 each.
    expect(Math.abs(z - 4.995233962965)).toBeLessThan(1e-7);
  });

  it.each<[number, number]>([
    [7, 5],
    [5, 7],
    [40, 12],
  ])('of an empty machine of %d x %d units is (visible + hidden) ln 2', async (visible, hidden) => {
    const rbm = new RBM({visible, hidden});
    tf.tidy(() => rbm.setWeights([tf.zeros([visible, hidden]), tf.zeros([visible]), tf.zeros([hidden])]));
    expect(await exact(rbm)).toBeCloseTo((visible + hidden) * Math.LN2, 10);
  });

  it.each<[string, UnitsArgs, PartArgs]>(
    [4, SOFTMAX, MIXED].flatMap((visible) =>
      ([3, SOFTMAX] as PartArgs[]).map((hidden): [string, UnitsArgs, PartArgs] => [
        JSON.stringify([visible, hidden]),
        visible,
        hidden,
      ]),
    ),
  )('of units with few states is that of brute force: %s', async (_, visible, hidden) => {
    const drawn = randomMachine({visible, hidden}, {seed: 1, scale: 1});
    const expected = exactLogPartition(drawn.exact);
    const z = await exact(drawn.rbm);
    // Softmax units sum in float32, up to 3 groups of values below 10.
    expect(Math.abs(z - expected)).toBeLessThan(1e-5);
  });

  it.each<[string, UnitsArgs, PartArgs]>(
    CONTINUOUS.flatMap((part) =>
      ([3, SOFTMAX] as PartArgs[]).map((other): [string, UnitsArgs, PartArgs] => [
        JSON.stringify([part, other]),
        part,
        other,
      ]),
    ),
  )('integrates the visible units that have no states to enumerate: %s', async (_, visible, hidden) => {
    const drawn = randomMachine({visible, hidden}, {seed: 2, scale: 0.7});
    const expected = exactLogPartition(drawn.exact);
    expect(Math.abs((await exact(drawn.rbm)) - expected)).toBeLessThan(1e-5);
  });

  it.each<[string, UnitsArgs, PartArgs]>(
    [{units: 2, type: 'gaussian'} as const, {units: 2, type: 'relu'} as const].flatMap((hidden) =>
      [4, SOFTMAX, MIXED].map((visible): [string, UnitsArgs, PartArgs] => [
        JSON.stringify([visible, hidden]),
        visible,
        hidden,
      ]),
    ),
  )('integrates the hidden units that have no states to enumerate: %s', async (_, visible, hidden) => {
    const drawn = randomMachine({visible, hidden}, {seed: 3, scale: 0.7});
    const expected = exactLogPartition(drawn.exact);
    expect(Math.abs((await exact(drawn.rbm)) - expected)).toBeLessThan(1e-5);
  });

  it('is right beyond the range of exp, where it takes the way of all kinds', async () => {
    const rbm = new RBM({visible: 3, hidden: 2});
    tf.tidy(() => rbm.setWeights([tf.fill([3, 2], 500), tf.zeros([3]), tf.zeros([2])]));
    // All units on, by far.
    expect(await exact(rbm)).toBeCloseTo(3000, 3);
  });

  it('copes with a layer so large that each state is on its own', async () => {
    // More values than the table of what the last choices give has room for.
    const visible = 140_000;
    const rbm = new RBM({visible, hidden: 3});
    tf.tidy(() => rbm.setWeights([tf.zeros([visible, 3]), tf.zeros([visible]), tf.tensor1d([1, 2, 3])]));
    const ofHidden = sum([1, 2, 3], softplus);
    expect(await exact(rbm)).toBeCloseTo(visible * Math.LN2 + ofHidden, 6);
  });

  it('lets the event loop run', async () => {
    const rbm = new RBM({visible: 200, hidden: 16, seed: 1});
    let turns = 0;
    const timer = setInterval(() => ++turns, 0);
    await exact(rbm);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });
});

describe('exact draws', () => {
  it.each([
    ['hidden', 2],
    ['visible', 5],
  ] as const)('come from the distribution when the %s units are enumerated', async (layer, hidden) => {
    const tiny = tinyMachine();
    // More hidden units, which change nothing: they have no weights.
    const rbm = new RBM({visible: 3, hidden, seed: 1});
    tf.tidy(() => {
      const [weights, visibleBias, hiddenBias] = tiny.getWeights();
      const more = hidden - 2;
      rbm.setWeights([
        tf.pad(weights, [
          [0, 0],
          [0, more],
        ]),
        visibleBias,
        tf.pad(hiddenBias, [[0, more]]),
      ]);
    });
    const enumerated = enumerableLayer(rbm.machine)!;
    expect(enumerated.layer).toBe(layer);
    const rows = 20_000;
    const counts = new Array<number>(8).fill(0);
    const values = read(await drawExactly(rbm.machine, {enumerated, rows, key: [1, 2]}));
    for (let row = 0; row < rows; ++row) {
      counts[values[3 * row]! * 4 + values[3 * row + 1]! * 2 + values[3 * row + 2]!]! += 1;
    }
    const probabilities = VISIBLE_PROBABILITIES;
    expect(VISIBLE_STATES).toHaveLength(8);
    // Pearson's statistic has 7 degrees of freedom: more than 24.3 comes once in a thousand times.
    const statistic = counts.reduce(
      (sum, count, state) =>
        sum + (count - rows * probabilities[state]!) ** 2 / (rows * probabilities[state]!),
      0,
    );
    expect(statistic).toBeLessThan(24.3);
    tiny.dispose();
    rbm.dispose();
  });
});
