import * as tf from '@tensorflow/tfjs';
import type {Machine} from '../../src/energy/Machine.js';
import {STREAMS} from '../../src/engine/Engine.js';
import {dropoutMask} from '../../src/engine/tensor/Phases.js';
import {deriveKey, keyFromSeed} from '../../src/random/Key.js';
import {sigmoid, sum, table} from '../exact/arithmetic.js';
import {wavyLayer} from '../exact/exactLayer.js';
import type {ExactMachine} from '../exact/exactMachine.js';
import {disposeMachine, machineOf} from '../exact/machines.js';
import {read} from '../read.js';
import {expectParameters, trainStep, valuesOf} from './trainStep.js';

const WEIGHTS = table(3, 2, (i, j) => 1.1 * Math.sin(1 + 2 * i + 3 * j));
const BINARY: ExactMachine = {visible: wavyLayer([3, 1]), hidden: wavyLayer([2, 7]), weights: WEIGHTS};
const ROWS = [
  [1, 0, 1],
  [0, 0.25, 1],
  [1, 1, 0],
];

/** Trains one step from the exact machine's parameters, and hands the machine over before it is freed. */
async function after<Result>(
  exact: ExactMachine,
  args: Parameters<typeof trainStep>[2] & {rows?: number[][]},
  use: (machine: Machine) => Result,
): Promise<Result> {
  const {rows = ROWS, ...settings} = args;
  const machine = machineOf(exact);
  await trainStep(machine, rows, settings);
  const result = use(machine);
  disposeMachine(machine);
  return result;
}

describe('maxNorm', () => {
  it('shortens the weights of the hidden units that would be longer, and no others', async () => {
    const args = {reconstruction: 'meanField', learningRate: 0.3} as const;
    const free = await after(BINARY, args, valuesOf);
    const column = (values: number[], j: number): number[] => values.filter((_, place) => place % 2 === j);
    const lengths = [0, 1].map((j) => Math.hypot(...column(free.weights, j)));
    const maxNorm = (lengths[0]! + lengths[1]!) / 2;
    const bound = await after(BINARY, {...args, maxNorm}, valuesOf);
    [0, 1].forEach((j) => {
      const factor = Math.min(1, maxNorm / lengths[j]!);
      column(bound.weights, j).forEach((weight, i) =>
        expect(weight).toBeCloseTo(factor * column(free.weights, j)[i]!, 6),
      );
    });
    expect(bound.visibleBias).toEqual(free.visibleBias);
    expect(bound.hiddenBias).toEqual(free.hiddenBias);
  });
});

describe('dropout', () => {
  it('leaves out its share of the hidden units, each row others', () => {
    const [rows, units, dropout] = [2000, 50, 0.3];
    const hidden = {...BINARY.hidden, args: units, units, bias: new Array<number>(units).fill(0)};
    const machine = machineOf({...BINARY, hidden, weights: table(3, units, () => 0)});
    const mask = read(tf.tidy(() => dropoutMask(machine, {dropout, rows, key: keyFromSeed(1)})!));
    const kept = sum(mask, (value) => value);
    expect(Math.abs(kept / mask.length - 0.7)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / mask.length));
    expect(mask.every((value) => value === 0 || value === 1)).toBe(true);
    const ofRow = (row: number): number => sum(mask.slice(row * units, (row + 1) * units), (value) => value);
    const spread = sum(Array.from({length: rows}), (_, row) => (ofRow(row) - 0.7 * units) ** 2) / rows;
    // The variance of a binomial count; its own relative error is about sqrt(2 / rows).
    expect(Math.abs(spread / (units * 0.3 * 0.7) - 1)).toBeLessThan(5 * Math.sqrt(2 / rows));
    disposeMachine(machine);
  });

  it.each([
    ['bernoulli', 2],
    ['relu', {units: 2, type: 'relu'}],
  ] as const)('of %s hidden units is a step of the machine without them', async (_, units) => {
    const hidden = wavyLayer([units, 7]);
    let partial = 0;
    for (let seed = 1; seed <= 8; ++seed) {
      const exact = {...BINARY, hidden};
      const [mask, full] = await after(
        exact,
        {rows: [[1, 0, 1]], dropout: 0.5, reconstruction: 'meanField', seed},
        (machine) => {
          const key = deriveKey(keyFromSeed(seed), STREAMS.dropout);
          const args = {dropout: 0.5, rows: 1, key};
          return [read(tf.tidy(() => dropoutMask(machine, args)!)), valuesOf(machine)];
        },
      );
      // The machine without the units: biases so low that they are never on.
      const silent = {
        ...hidden,
        bias: hidden.bias.map((bias, j) => (mask[j] === 1 ? bias : -1000)),
      };
      const without = await after(
        {...exact, hidden: silent},
        {rows: [[1, 0, 1]], reconstruction: 'meanField', seed},
        valuesOf,
      );
      expect(full.weights.map((weight, place) => weight - without.weights[place]!)).toEqual(
        full.weights.map(() => 0),
      );
      expect(full.visibleBias).toEqual(without.visibleBias);
      mask.forEach((value, j) => {
        expect(full.hiddenBias[j]).toBe(value === 1 ? without.hiddenBias[j] : Math.fround(hidden.bias[j]!));
      });
      if (mask.includes(0) && mask.includes(1)) ++partial;
    }
    expect(partial).toBeGreaterThan(0);
  });

  it('does not change what the sparsity target is compared with, in the mean', async () => {
    const rows = Array.from({length: 20_000}, () => [1, 0, 1]);
    const activity = (machine: Machine): number[] => Array.from(machine.trainingState.activity!.dataSync());
    const [all, some] = [
      await after(BINARY, {rows, sparsity: {target: 0.1}}, activity),
      await after(BINARY, {rows, sparsity: {target: 0.1}, dropout: 0.4}, activity),
    ];
    // A kept unit counts 1 / .6 of its mean: a deviation of sqrt(.4 / .6) of it a row.
    all.forEach((mean, j) =>
      expect(Math.abs(some[j]! / mean - 1)).toBeLessThan(5 * Math.sqrt(0.4 / 0.6 / rows.length)),
    );
  });
});

describe('mean-field contrastive divergence', () => {
  it('is deterministic: k times the means of each layer given those of the other', async () => {
    const k = 3;
    const {visible, hidden, weights} = BINARY;
    const up = (v: number[]): number[] =>
      hidden.bias.map((bias, j) => sigmoid(bias + sum(v, (value, i) => value * weights[i]![j]!)));
    const down = (h: number[]): number[] =>
      visible.bias.map((bias, i) => sigmoid(bias + sum(h, (unit, j) => weights[i]![j]! * unit)));
    const model = ROWS.map((row) => Array.from({length: k}).reduce<number[]>((v) => down(up(v)), row));
    const mean = (of: (v: number[]) => number): number =>
      sum(ROWS, (row, place) => of(row) - of(model[place]!)) / ROWS.length;
    await after(BINARY, {reconstruction: 'meanField', k}, (machine) =>
      expectParameters(machine, {
        weights: weights.flatMap((row, i) => row.map((weight, j) => weight + mean((v) => v[i]! * up(v)[j]!))),
        visibleBias: visible.bias.map((bias, i) => bias + mean((v) => v[i]!)),
        hiddenBias: hidden.bias.map((bias, j) => bias + mean((v) => up(v)[j]!)),
      }),
    );
  });
});

describe('learned variances', () => {
  const exact: ExactMachine = {
    visible: wavyLayer([{units: 3, type: 'gaussian', variance: 'learned'}, 3]),
    hidden: wavyLayer([2, 7]),
    weights: WEIGHTS,
  };
  const args = {reconstruction: 'meanField', learningRate: 0.1} as const;

  it('move by their own share of the learning rate along the gradient', async () => {
    const {visible, hidden, weights} = exact;
    const up = (v: number[]): number[] =>
      hidden.bias.map((bias, j) =>
        sigmoid(bias + sum(visible.seen(v), (value, i) => value * weights[i]![j]!)),
      );
    const model = ROWS.map((row) =>
      visible.bias.map((bias, i) => bias + sum(up(row), (unit, j) => weights[i]![j]! * unit)),
    );
    // d/ds of -(v - b)^2 / (2 exp s) + v exp(-s) (W h), with s = log variance.
    const slope = (v: number[], i: number): number => {
      const input = sum(up(v), (unit, j) => weights[i]![j]! * unit);
      return ((v[i]! - visible.bias[i]!) ** 2 / 2 - v[i]! * input) * Math.exp(-visible.logVariance![i]!);
    };
    const expected = visible.logVariance!.map(
      (value, i) =>
        value + 0.1 * 0.4 * (sum(ROWS, (row, k) => slope(row, i) - slope(model[k]!, i)) / ROWS.length),
    );
    await after(exact, {...args, varianceRate: 0.4}, (machine) =>
      expectParameters(machine, {logVariance: expected}),
    );
  });

  it('stay as they are at a rate of 0, and within exp(-6) and exp(4) at any', async () => {
    const still = await after(exact, {...args, varianceRate: 0}, valuesOf);
    expect(still.logVariance).toEqual(exact.visible.logVariance!.map(Math.fround));
    const wild = await after(exact, {...args, varianceRate: 1e6}, valuesOf);
    wild.logVariance.forEach((value) => expect([-6, 4]).toContain(value));
  });

  it('are none of the units of unit variance', async () => {
    const unit: ExactMachine = {...exact, visible: wavyLayer([{units: 3, type: 'gaussian'}, 3])};
    expect(await after(unit, args, (machine) => machine.parameters.logVariance)).toBeUndefined();
  });
});
