import * as tf from '@tensorflow/tfjs';
import {sigmoid, sum, table} from '../exact/arithmetic.js';
import {wavyLayer} from '../exact/exactLayer.js';
import type {ExactMachine} from '../exact/exactMachine.js';
import {disposeMachine, machineOf} from '../exact/machines.js';
import {expectParameters, trainStep, valuesOf} from './trainStep.js';

const WEIGHTS = table(3, 2, (i, j) => 1.1 * Math.sin(1 + 2 * i + 3 * j));
const ROWS = [
  [1, 0, 1],
  [0, 0.25, 1],
  [1, 1, 0],
  [1, 0, 0],
];

/** Machines whose one deterministic step can be written down: both layers show means. */
const MACHINES: [string, ExactMachine, (input: number) => number][] = [
  ['bernoulli', {visible: wavyLayer([3, 1]), hidden: wavyLayer([2, 7]), weights: WEIGHTS}, sigmoid],
  [
    'gaussian',
    {visible: wavyLayer([{units: 3, type: 'gaussian'}, 2]), hidden: wavyLayer([2, 7]), weights: WEIGHTS},
    (input) => input,
  ],
  [
    'gaussian of learned variance',
    {
      visible: wavyLayer([{units: 3, type: 'gaussian', variance: 'learned'}, 3]),
      hidden: wavyLayer([2, 7]),
      weights: WEIGHTS,
    },
    (input) => input,
  ],
];

/** What both phases of a mean-field step show, what the hidden units see of the visible ones first. */
interface Shown {
  data: number[][];
  model: number[][];
  hidden: number[][];
  modelHidden: number[][];
}

describe.each(MACHINES)('a centred step with %s visible units', (_, exact, meanOf) => {
  const {visible, hidden, weights} = exact;
  const learningRate = 0.3;
  const weightDecay = 0.05;

  it('is a step of the machine written with offsets: -(v - m) W (h - l) in its energy', async () => {
    const [m0, l0] = [
      [0.2, 0.7, 0.4],
      [0.6, 0.1],
    ];
    const rate = 0.25;
    const machine = machineOf(exact);
    machine.trainingState = {visibleCenter: tf.tensor1d(m0), hiddenCenter: tf.tensor1d(l0)};
    await trainStep(machine, ROWS, {
      reconstruction: 'meanField',
      centering: {by: 'data', rate},
      learningRate,
      weightDecay,
      varianceRate: 0,
    });

    const data = ROWS.map((row) => visible.seen(row));
    // The data's hidden means do not depend on how the machine is written.
    const first = data.map((seen) => hiddenMeans(seen, weights, hidden.bias));
    const m = columnMeans(data).map((mean, i) => (1 - rate) * m0[i]! + rate * mean);
    const l = columnMeans(first).map((mean, j) => (1 - rate) * l0[j]! + rate * mean);
    const b = visible.bias.map((bias, i) => bias + sum(l, (offset, j) => weights[i]![j]! * offset));
    const c = hidden.bias.map((bias, j) => bias + sum(m, (offset, i) => offset * weights[i]![j]!));
    const minus = (row: number[], offsets: number[]): number[] => row.map((value, k) => value - offsets[k]!);
    const centredHidden = (seen: number[]): number[] => hiddenMeans(minus(seen, m), weights, c);
    const shown = data.map(centredHidden);
    const model = shown.map((h) => {
      const mean = b.map((bias, i) => meanOf(bias + sum(minus(h, l), (unit, j) => weights[i]![j]! * unit)));
      return visible.seen(mean);
    });
    const modelHidden = model.map(centredHidden);
    const moved = table(3, 2, (i, j) => {
      const correlation = (v: number[][], h: number[][]): number =>
        sum(v, (row, k) => (row[i]! - m[i]!) * (h[k]![j]! - l[j]!)) / v.length;
      const gradient = correlation(data, shown) - correlation(model, modelHidden);
      return weights[i]![j]! + learningRate * (gradient - weightDecay * weights[i]![j]!);
    });
    const step = (offsets: number[], data: number[][], model: number[][]): number[] =>
      offsets.map((bias, k) => bias + learningRate * (columnMeans(data)[k]! - columnMeans(model)[k]!));
    const [movedB, movedC] = [step(b, data, model), step(c, shown, modelHidden)];
    expectParameters(machine, {
      weights: moved.flat(),
      visibleBias: movedB.map((bias, i) => bias - sum(l, (offset, j) => moved[i]![j]! * offset)),
      hiddenBias: movedC.map((bias, j) => bias - sum(m, (offset, i) => offset * moved[i]![j]!)),
    });
    disposeMachine(machine);
  });

  it('with averages of both phases, of this batch alone, is the enhanced gradient of Cho, Raiko & Ilin', async () => {
    const machine = machineOf(exact);
    await trainStep(machine, ROWS, {
      reconstruction: 'meanField',
      centering: {by: 'average', rate: 1},
      learningRate,
      varianceRate: 0,
    });
    const {data, model, hidden: h, modelHidden} = meanField(exact, meanOf);
    const covariance = (v: number[][], q: number[][], i: number, j: number): number =>
      sum(v, (row, k) => row[i]! * q[k]![j]!) / v.length - columnMeans(v)[i]! * columnMeans(q)[j]!;
    const enhanced = table(3, 2, (i, j) => covariance(data, h, i, j) - covariance(model, modelHidden, i, j));
    const mean = (one: number[][], other: number[][], k: number): number =>
      (columnMeans(one)[k]! + columnMeans(other)[k]!) / 2;
    expectParameters(machine, {
      weights: weights.flatMap((row, i) => row.map((weight, j) => weight + learningRate * enhanced[i]![j]!)),
      visibleBias: visible.bias.map((bias, i) => {
        const corrected = sum(enhanced[i]!, (gradient, j) => gradient * mean(h, modelHidden, j));
        return bias + learningRate * (columnMeans(data)[i]! - columnMeans(model)[i]! - corrected);
      }),
      hiddenBias: hidden.bias.map((bias, j) => {
        const corrected = sum(enhanced, (row, i) => row[j]! * mean(data, model, i));
        return bias + learningRate * (columnMeans(h)[j]! - columnMeans(modelHidden)[j]! - corrected);
      }),
    });
    disposeMachine(machine);
  });

  it('is a plain one again once units are not centred any more', async () => {
    const [centred, plain] = [machineOf(exact), machineOf(exact)];
    centred.trainingState = {visibleCenter: tf.tensor1d([1, 2, 3]), hiddenCenter: tf.tensor1d([0.5, 0.5])};
    await trainStep(centred, ROWS, {});
    await trainStep(plain, ROWS, {});
    expect(valuesOf(centred)).toEqual(valuesOf(plain));
    expect(Array.from(centred.trainingState.visibleCenter!.dataSync())).toEqual([1, 2, 3]);
    disposeMachine(centred);
    disposeMachine(plain);
  });
});

describe('inverted pixels', () => {
  const exact: ExactMachine = {visible: wavyLayer([3, 1]), hidden: wavyLayer([2, 7]), weights: WEIGHTS};
  /** The machine that gives the inverted rows the probabilities that the other one gives the rows. */
  const mirror = ({weights, visible, hidden}: ExactMachine): ExactMachine => ({
    visible: {...visible, bias: visible.bias.map((bias) => -bias)},
    hidden: {...hidden, bias: hidden.bias.map((bias, j) => bias + sum(weights, (row) => row[j]!))},
    weights: weights.map((row) => row.map((weight) => -weight)),
  });
  const INVERTED = ROWS.map((row) => row.map((value) => 1 - value));

  /** How far apart a machine and the mirrored one of the inverted rows are after some steps. */
  async function distance(centering: 'off' | 'data' | 'average'): Promise<number> {
    const [machine, mirrored] = [machineOf(exact), machineOf(mirror(exact))];
    for (let seed = 0; seed < 5; ++seed) {
      // The hidden units' noise is the same for both: only the visible ones are mirrored, which show means.
      const args = {
        seed,
        centering: centering === 'off' ? centering : {by: centering, rate: 0.3},
        k: 2,
        momentum: 0.5,
        weightDecay: 0.01,
        learningRate: 0.3,
      };
      await trainStep(machine, ROWS, {...args, reconstruction: 'mean'});
      await trainStep(mirrored, INVERTED, {...args, reconstruction: 'mean'});
    }
    const [one, other] = [valuesOf(machine), valuesOf(mirrored)];
    disposeMachine(machine);
    disposeMachine(mirrored);
    const columns = [0, 1].map((j) => sum([0, 1, 2], (i) => one.weights[2 * i + j]!));
    return Math.max(
      ...one.weights.map((weight, place) => Math.abs(weight + other.weights[place]!)),
      ...one.visibleBias.map((bias, i) => Math.abs(bias + other.visibleBias[i]!)),
      ...one.hiddenBias.map((bias, j) => Math.abs(bias + columns[j]! - other.hiddenBias[j]!)),
    );
  }

  it.each(['data', 'average'] as const)(
    "make the mirrored machine, with centering '%s'",
    async (centering) => {
      expect(await distance(centering)).toBeLessThan(1e-5);
    },
  );

  it('make another one without', async () => {
    expect(await distance('off')).toBeGreaterThan(0.05);
  });
});

/** A mean-field step of CD-1, without offsets. */
function meanField({visible, hidden, weights}: ExactMachine, meanOf: (input: number) => number): Shown {
  const data = ROWS.map((row) => visible.seen(row));
  const first = data.map((seen) => hiddenMeans(seen, weights, hidden.bias));
  const model = first.map((h) =>
    visible.seen(visible.bias.map((bias, i) => meanOf(bias + sum(h, (unit, j) => weights[i]![j]! * unit)))),
  );
  return {
    data,
    model,
    hidden: first,
    modelHidden: model.map((seen) => hiddenMeans(seen, weights, hidden.bias)),
  };
}

function hiddenMeans(seen: number[], weights: number[][], bias: number[]): number[] {
  return bias.map((own, j) => sigmoid(own + sum(seen, (value, i) => value * weights[i]![j]!)));
}

function columnMeans(rows: number[][]): number[] {
  return rows[0]!.map((_, column) => sum(rows, (row) => row[column]!) / rows.length);
}
