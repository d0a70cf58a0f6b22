import * as tf from '@tensorflow/tfjs';
import {RBM, type FitArgs} from 'tfjs-dbn';
import {machineKey} from '../../../src/energy/Machine.js';
import {bernoulli} from '../../../src/random/bernoulli.js';
import {deriveKey, type Key} from '../../../src/random/Key.js';
import {normal} from '../../../src/random/normal.js';
import {sigmoid} from '../../exact/arithmetic.js';
import {read} from '../../read.js';

/** Ten blocks of the kernels, and a part of one. */
const UNITS = 333;
const BATCHES = 3;

/** Steps whose change of a visible bias is the mean of what the negative phase has drawn for the unit, with the sign changed. */
const BARE: FitArgs = {
  ...{engine: 'wasm', epochs: 1, shuffle: false, verbose: 0},
  ...{learningRate: 1, momentum: 0, weightDecay: 0},
};

/** Trains on rows of zeros, and returns the visible biases before each step and after the last one. */
async function trainOnNothing(rbm: RBM, parameters: tf.Tensor[], batchSize: number): Promise<number[][]> {
  rbm.setWeights(parameters);
  const x = tf.zeros<tf.Rank.R2>([BATCHES * batchSize, rbm.numVisible]);
  const biases = [Array.from(parameters[1]!.dataSync())];
  const onBatchEnd = (): void => {
    const [weights, visibleBias, hiddenBias] = rbm.getWeights();
    biases.push(read(visibleBias));
    tf.dispose([weights, hiddenBias]);
  };
  await rbm.fit(x, {...BARE, batchSize, callbacks: {onBatchEnd}});
  tf.dispose([x, parameters]);
  return biases;
}

/** The key of the numbers that a step draws for the hidden units, stream 0, or for the visible ones, stream 1. */
function keyOf(seed: number, step: number, stream: number): Key {
  return deriveKey(deriveKey(machineKey({seed}, 'training'), step), stream);
}

/** How often each unit is drawn, of so many rows. */
function countDrawn(key: Key, means: number[], rows: number): number[] {
  const columns = means.length;
  const probabilities = Array.from({length: rows}, () => means).flat();
  const states = bernoulli(key, {rows, columns, probabilities});
  return means.map((_, unit) => {
    let count = 0;
    for (let row = 0; row < rows; ++row) count += states[row * columns + unit]!;
    return count;
  });
}

describe.each([1, 7])('the wasm engine, with %p rows a step', (rows) => {
  it('draws the visible states that bernoulli draws with the same key', async () => {
    const rbm = new RBM({visible: UNITS, hidden: 3, seed: 11});
    const biases = await trainOnNothing(
      rbm,
      // Hidden units that are never on: the weights stay 0.
      [tf.zeros([UNITS, 3]), tf.linspace(-3, 4, UNITS), tf.fill([3], -100)],
      rows,
    );
    expect(biases).toHaveLength(BATCHES + 1);
    for (let step = 0; step < BATCHES; ++step) {
      const [before, after] = [biases[step]!, biases[step + 1]!];
      const counts = before.map((bias, unit) => Math.round((bias - after[unit]!) * rows));
      expect(counts).toEqual(countDrawn(keyOf(11, step, 1), before.map(sigmoid), rows));
    }
    rbm.dispose();
  });

  it('draws the hidden states that bernoulli draws with the same key', async () => {
    const rbm = new RBM({visible: UNITS, hidden: UNITS, seed: 12});
    // Each visible unit shows the state of one hidden unit.
    const parameters = [
      tf.tidy(() => tf.mul(200, tf.eye(UNITS))),
      tf.fill([UNITS], -100),
      tf.linspace(-3, 4, UNITS),
    ];
    const means = Array.from(parameters[2]!.dataSync(), sigmoid);
    const [before, after] = await trainOnNothing(rbm, parameters, rows);
    const counts = before!.map((bias, unit) => Math.round((bias - after![unit]!) * rows));
    expect(counts).toEqual(countDrawn(keyOf(12, 0, 0), means, rows));
    rbm.dispose();
  });

  it('draws the Gaussian states that normal draws with the same key, to 1e-6', async () => {
    for (const seed of [13, 14, 15, 16]) {
      const rbm = new RBM({visible: {units: UNITS, type: 'gaussian'}, hidden: 3, seed});
      const parameters = [tf.zeros([UNITS, 3]), tf.zeros([UNITS]), tf.zeros([3])];
      const [, after] = await trainOnNothing(rbm, parameters, rows);
      const draws = normal(keyOf(seed, 0, 1), {rows, columns: UNITS});
      const distances = after!.map((bias, unit) => {
        let sum = 0;
        for (let row = 0; row < rows; ++row) sum += draws[row * UNITS + unit]!;
        return Math.abs(-bias - sum / rows);
      });
      expect(Math.max(...distances)).toBeLessThan(1e-6);
      rbm.dispose();
    }
  });
});
