import * as tf from '@tensorflow/tfjs';
import {RBM, type FitArgs, type RBMArgs} from 'tfjs-dbn';
import {expected, oneHots} from '../exact/arithmetic.js';
import {exactFreeEnergy, hiddenDistribution} from '../exact/exactMachine.js';
import {binaryMachine} from '../exact/exactStack.js';
import {read} from '../read.js';
import {artifactsOf} from '../savedInMemory.js';

// A machine of 3 visible, 2 label and 2 hidden units, small enough to be summed up by hand.
const W = [
  [0.5, -1],
  [1.5, 0.25],
  [-0.75, 2],
  [0.6, -0.4],
  [-1.1, 0.9],
];
const B = [0.1, -0.2, 0.3, 0.2, -0.5];
const C = [-0.4, 0.6];
const ROWS = [
  [1, 0, 1],
  [0, 1, 1],
  [0, 0, 0],
];

function labelled(): RBM {
  const rbm = new RBM({visible: 3, hidden: 2, classes: 2, seed: 1});
  tf.tidy(() => rbm.setWeights([tf.tensor2d(W), tf.tensor1d(B), tf.tensor1d(C)]));
  return rbm;
}

const EXACT = binaryMachine({weights: W, visibleBias: B, hiddenBias: C}, {labels: 2});

/** `exp(-E(v, y, h))` summed over every hidden state. */
function sumOverHidden(v: readonly number[], y: number): number {
  return Math.exp(-exactFreeEnergy(EXACT, [...v, ...oneHots(2)[y]!]));
}

/** The means of the hidden units given a row and its label. */
function hiddenMeans(v: readonly number[], y: number): number[] {
  return expected(EXACT.hidden.states, hiddenDistribution(EXACT, [...v, ...oneHots(2)[y]!]), (h) => h);
}

describe('a machine with label units', () => {
  it('says p(y | v) as the enumerated joint does', () => {
    const rbm = labelled();
    const probabilities = read(tf.tidy(() => rbm.predict(tf.tensor2d(ROWS))));
    ROWS.forEach((v, row) => {
      const joint = [sumOverHidden(v, 0), sumOverHidden(v, 1)];
      const expected = joint[0]! / (joint[0]! + joint[1]!);
      expect(probabilities[row * 2]).toBeCloseTo(expected, 6);
      expect(probabilities[row * 2 + 1]).toBeCloseTo(1 - expected, 6);
    });
    rbm.dispose();
  });

  it('has the free energy and the features of data whose label is summed over', () => {
    const rbm = labelled();
    const energies = read(tf.tidy(() => rbm.freeEnergy(tf.tensor2d(ROWS))));
    const features = read(tf.tidy(() => rbm.transform(tf.tensor2d(ROWS))));
    ROWS.forEach((v, row) => {
      const total = sumOverHidden(v, 0) + sumOverHidden(v, 1);
      expect(energies[row]).toBeCloseTo(-Math.log(total), 5);
      for (const j of [0, 1]) {
        const active = [0, 1].reduce((sum, y) => sum + sumOverHidden(v, y) * hiddenMeans(v, y)[j]!, 0);
        expect(features[row * 2 + j]).toBeCloseTo(active / total, 6);
      }
    });
    rbm.dispose();
  });

  it('reconstructs the data and not the labels', () => {
    const rbm = labelled();
    const reconstruction = tf.tidy(() => rbm.reconstruct(tf.tensor2d(ROWS)));
    expect(reconstruction.shape).toEqual([3, 3]);
    expect([rbm.numVisible, rbm.numClasses, rbm.numHidden]).toEqual([3, 2, 2]);
    reconstruction.dispose();
    rbm.dispose();
  });

  // The class of a row is whether its first two units are alike: no unit alone tells it.
  const rows = Array.from({length: 160}, (_, row) => [
    row & 1,
    (row >> 1) & 1,
    (row >> 2) & 1,
    (row >> 3) & 1,
  ]);
  const classes = rows.map(([a, b]) => (a === b ? 1 : 0));

  async function errors(args: FitArgs, machine: Partial<RBMArgs> = {}): Promise<number> {
    const rbm = new RBM({visible: 4, hidden: 16, classes: 2, seed: 1, ...machine});
    const [x, labels] = [tf.tensor2d(rows), tf.tensor1d(classes, 'int32')];
    // From weights near 0 nothing tells the classes apart, and their gradient stays near 0 for long.
    const weights = rbm.getWeights();
    tf.tidy(() => rbm.setWeights([tf.mul(weights[0], 50), weights[1], weights[2]]));
    tf.dispose(weights);
    await rbm.fit(x, {labels, batchSize: 10, verbose: 0, ...args});
    const probabilities = read(tf.tidy(() => rbm.predict(x)));
    tf.dispose([x, labels]);
    rbm.dispose();
    return classes.filter((label, row) => probabilities[row * 2 + label]! < 0.5).length;
  }

  it.each([
    ['generative', {objective: 'generative', epochs: 40, learningRate: 0.3}],
    ['discriminative', {objective: 'discriminative', epochs: 20}],
    ['hybrid', {objective: 'hybrid', epochs: 20, learningRate: 0.2}],
  ] as [string, FitArgs][])('learns classes by a %s objective', async (_, args) => {
    expect(await errors(args)).toBe(0);
  });

  it('learns them with rectified linear hidden units', async () => {
    expect(
      await errors(
        {objective: 'discriminative', epochs: 10, learningRate: 0.1},
        {hidden: {units: 16, type: 'relu'}},
      ),
    ).toBe(0);
  });

  it('learns the same from numbers and from one-hot rows', async () => {
    const x = tf.tensor2d(rows);
    const train = async (labels: tf.Tensor): Promise<number[]> => {
      const rbm = new RBM({visible: 4, hidden: 3, classes: 2, seed: 1});
      await rbm.fit(x, {labels, epochs: 1, verbose: 0});
      const [weights, ...biases] = rbm.getWeights();
      tf.dispose([biases, labels]);
      rbm.dispose();
      return read(weights);
    };
    const fromNumbers = await train(tf.tensor1d(classes));
    expect(await train(tf.tidy(() => tf.oneHot(tf.tensor1d(classes, 'int32'), 2)))).toEqual(fromNumbers);
    x.dispose();
  });

  it('draws data of the classes that it is asked for, and of any class', async () => {
    const rbm = labelled();
    const states = Array.from({length: 8}, (_, state) => [(state >> 2) & 1, (state >> 1) & 1, state & 1]);
    const count = 4000;
    for (const label of [0, 1, undefined]) {
      const labels = label === undefined ? undefined : tf.fill([count], label, 'int32');
      const drawn = await rbm.sample({...(labels ? {labels} : {rows: count}), k: 30, show: 'sample'});
      const values = drawn.arraySync();
      tf.dispose([drawn, labels ?? []]);
      const weigh = (v: number[]): number =>
        label === undefined ? sumOverHidden(v, 0) + sumOverHidden(v, 1) : sumOverHidden(v, label);
      const total = states.reduce((sum, v) => sum + weigh(v), 0);
      for (const v of states) {
        const expected = weigh(v) / total;
        const share = values.filter((row) => row.every((value, i) => value === v[i])).length / count;
        expect(Math.abs(share - expected)).toBeLessThan(4.5 * Math.sqrt((expected * (1 - expected)) / count));
      }
    }
    rbm.dispose();
  });

  it('logs how many rows it classifies', async () => {
    const rbm = new RBM({visible: 4, hidden: 3, classes: 2, seed: 1});
    const [x, labels] = [tf.tensor2d(rows), tf.tensor1d(classes, 'int32')];
    const args = {labels, epochs: 1, verbose: 0} as const;
    const {history} = await rbm.fit(x, args);
    const predicted = read(tf.tidy(() => tf.argMax(rbm.predict(x), 1)));
    const right = classes.filter((label, row) => predicted[row] === label).length / classes.length;
    expect(history['accuracy']![0]).toBeCloseTo(right, 6);
    const again = await rbm.fit(x, {...args, validationData: [x, labels]});
    expect(Object.keys(again.history).sort()).toEqual([
      'freeEnergyGap',
      'reconstructionError',
      'val_accuracy',
      'val_reconstructionError',
    ]);
    tf.dispose([x, labels]);
    rbm.dispose();
  });

  it('comes back as it was when it is saved', async () => {
    const rbm = labelled();
    const again = await RBM.load(tf.io.fromMemory(await artifactsOf(rbm)));
    const probabilities = (machine: RBM): number[] => read(tf.tidy(() => machine.predict(tf.tensor2d(ROWS))));
    expect(probabilities(again)).toEqual(probabilities(rbm));
    rbm.dispose();
    again.dispose();
  });

  it.each([
    [
      'fit: labels must be a tensor of the classes of 160 rows for a machine with label units, got undefined.',
      null,
    ],
    ['fit: labels must be a tensor of shape [160], got [159].', () => tf.zeros([159])],
    ['fit: labels must be a tensor of shape [160, 2], got [160, 3].', () => tf.zeros([160, 3])],
    ['fit: labels must be integers from 0 to 1, got 2 at row 0.', () => tf.fill([160], 2)],
    ['fit: labels must be integers from 0 to 1, got 0.5 at row 0.', () => tf.fill([160], 0.5)],
    ['fit: labels must be one 1 in each row and else 0, got [0, 0] at row 0.', () => tf.zeros([160, 2])],
    ['fit: labels must be one 1 in each row and else 0, got [1, 1] at row 0.', () => tf.ones([160, 2])],
  ])('says: %s', async (message, make) => {
    const rbm = new RBM({visible: 4, hidden: 3, classes: 2, seed: 1});
    const x = tf.tensor2d(rows);
    const labels = make?.();
    await expect(rbm.fit(x, {verbose: 0, ...(labels && {labels})})).rejects.toThrow(message);
    tf.dispose([x, labels ?? []]);
    rbm.dispose();
  });

  it('says that a machine without label units cannot tell classes apart', () => {
    const rbm = new RBM({visible: 4, hidden: 3, seed: 1});
    expect(() => tf.tidy(() => rbm.predict(tf.zeros([1, 4])))).toThrow(
      'predict: this must be a machine with label units, got one without; make it with new RBM({classes: …}).',
    );
    rbm.dispose();
  });
});
