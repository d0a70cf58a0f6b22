import * as tf from '@tensorflow/tfjs';
import {RBM, type FitArgs} from 'tfjs-dbn';
import {tinyMachine, VISIBLE_PROBABILITIES, VISIBLE_STATES} from '../exact/tinyMachine.js';
import {read} from '../read.js';

const QUIET: FitArgs = {verbose: 0};

/** Bars and stripes of 2 x 2 pixels, the uniform patterns twice: 8 patterns that are drawn equally often. */
const BARS_AND_STRIPES = [
  [0, 0, 0, 0],
  [1, 1, 1, 1],
  [0, 0, 0, 0],
  [1, 1, 1, 1],
  [1, 0, 1, 0],
  [0, 1, 0, 1],
  [1, 1, 0, 0],
  [0, 0, 1, 1],
];

/** The mean log-likelihood of some rows of four binary units, log Z by summing over all states. */
function logLikelihood(rbm: RBM, rows: number[][]): number {
  const states = Array.from({length: 16}, (_, state) => [8, 4, 2, 1].map((bit) => (state & bit ? 1 : 0)));
  const all = read(tf.tidy(() => rbm.freeEnergy(tf.tensor2d(states))));
  const logZ = Math.log(all.reduce((sum, value) => sum + Math.exp(-value), 0));
  const energies = read(tf.tidy(() => rbm.freeEnergy(tf.tensor2d(rows))));
  return -energies.reduce((sum, value) => sum + value, 0) / rows.length - logZ;
}

describe('fit', () => {
  it('learns bars and stripes: the exact log-likelihood comes near the best possible', async () => {
    const rbm = new RBM({visible: 4, hidden: 8, seed: 1});
    const x = tf.tensor2d(Array.from({length: 8}, () => BARS_AND_STRIPES).flat());
    expect(logLikelihood(rbm, BARS_AND_STRIPES)).toBeLessThan(-2.7);
    await rbm.fit(x, {
      ...QUIET,
      epochs: 2000,
      batchSize: 64,
      k: 2,
      learningRate: 0.3,
      momentum: 0.9,
      weightDecay: 0,
    });
    // The best is -1.7328679514.
    expect(logLikelihood(rbm, BARS_AND_STRIPES)).toBeGreaterThan(-2);
    x.dispose();
    rbm.dispose();
  });

  it('lowers the reconstruction error of standardised real-valued data', async () => {
    const rbm = new RBM({visible: {units: 6, type: 'gaussian'}, hidden: 8, seed: 1});
    const x = tf.tidy(() => {
      const factor = tf.randomNormal([200, 1], 0, 1, 'float32', 5);
      return tf.add(
        tf.mul(factor, tf.tensor2d([[1, -1, 1, -1, 1, -1]])),
        tf.randomNormal([200, 6], 0, 0.1, 'float32', 6),
      );
    });
    const {history} = await rbm.fit(x, {
      ...QUIET,
      epochs: 60,
      batchSize: 20,
      learningRate: 0.01,
    });
    const errors = history['reconstructionError'] as number[];
    // Each column has variance 1, and one factor explains all of it but 0.01.
    expect(errors[0]).toBeGreaterThan(0.8);
    expect(errors.at(-1)).toBeLessThan(0.4);
    x.dispose();
    rbm.dispose();
  });

  it('takes a hundredth of the rows a step by default, at least 10 and at most 100', async () => {
    const sizes: number[] = [];
    const callbacks = {onBatchBegin: (_: number, logs?: {size?: number}) => void sizes.push(logs!.size!)};
    const rbm = new RBM({visible: 1, hidden: 1, seed: 1});
    for (const rows of [25, 2000, 30_000]) {
      const x = tf.ones([rows, 1]);
      sizes.length = 0;
      await rbm.fit(x, {...QUIET, epochs: 1, callbacks});
      expect([sizes[0], sizes.length]).toEqual(
        {25: [10, 3], 2000: [20, 100], 30_000: [100, 300]}[rows as 25 | 2000 | 30_000],
      );
      x.dispose();
    }
    rbm.dispose();
  });

  it('warns of real-valued data that are not standardised', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const rbm = new RBM({visible: {units: 2, type: 'gaussian'}, hidden: 1, seed: 1});
    const x = tf.tensor2d([
      [0, 90],
      [1, 110],
    ]);
    await rbm.fit(x, {...QUIET, epochs: 0});
    expect(warn.mock.calls).toEqual([
      [
        'fit: x should be standardised for gaussian units, got mean 100 and deviation 10.0 in column 1; let the machine ' +
          "do it, by {units, type: 'gaussian', standardize: true}.",
      ],
    ]);
    warn.mockRestore();
    x.dispose();
    rbm.dispose();
  });

  it('starts with the visible biases that the means of the data ask for', async () => {
    const rbm = new RBM({visible: 3, hidden: 1});
    const x = tf.tensor2d([
      [0, 1, 1],
      [0, 1, 0],
      [0, 1, 0],
    ]);
    await rbm.fit(x, {...QUIET, epochs: 0});
    const parameters = rbm.getWeights();
    // Finite where a column is constant: by the rule of succession 1/5, 4/5, 2/5.
    [1 / 4, 4, 2 / 3].forEach((odds, i) =>
      expect(parameters[1].dataSync()[i]).toBeCloseTo(Math.log(odds), 6),
    );
    tf.dispose([x, parameters]);
    rbm.dispose();
  });

  it('starts Gaussian biases at the means, and leaves the biases of a user alone', async () => {
    const x = tf.tensor2d([[2], [4]]);
    const rbm = new RBM({visible: {units: 1, type: 'gaussian'}, hidden: 1});
    await rbm.fit(x, {...QUIET, epochs: 0});
    const [weights, visibleBias, hiddenBias] = rbm.getWeights();
    expect(visibleBias.dataSync()[0]).toBe(3);
    tf.tidy(() => rbm.setWeights([weights, tf.tensor1d([7]), hiddenBias]));
    await rbm.fit(x, {...QUIET, epochs: 0});
    const after = rbm.getWeights();
    expect(after[1].dataSync()[0]).toBe(7);
    tf.dispose([x, weights, visibleBias, hiddenBias, after]);
    rbm.dispose();
  });

  it('gives the same parameters for the same seed, and others for another', async () => {
    const x = tf.tensor2d(BARS_AND_STRIPES);
    const train = async (seed: number): Promise<number[]> => {
      const rbm = new RBM({visible: 4, hidden: 3, seed});
      await rbm.fit(x, {...QUIET, epochs: 3, batchSize: 3});
      const [weights, ...biases] = rbm.getWeights();
      tf.dispose(biases);
      rbm.dispose();
      return read(weights);
    };
    const first = await train(0);
    expect(await train(0)).toEqual(first);
    expect(await train(1)).not.toEqual(first);
    x.dispose();
  });

  it('returns a History of the epochs that were run', async () => {
    const rbm = new RBM({visible: 4, hidden: 2, seed: 1});
    const x = tf.tensor2d(BARS_AND_STRIPES);
    const history = await rbm.fit(x, {...QUIET, initialEpoch: 3, epochs: 5, validationData: x});
    expect(history.epoch).toEqual([3, 4]);
    expect(Object.keys(history.history)).toEqual([
      'reconstructionError',
      'val_reconstructionError',
      'freeEnergyGap',
    ]);
    expect(history.history['reconstructionError']).toHaveLength(2);
    // The same rows on both sides: no gap.
    expect(history.history['freeEnergyGap']![0]).toBeCloseTo(0, 5);
    x.dispose();
    rbm.dispose();
  });

  it('reports the errors and the gap that a machine without hidden units has', async () => {
    const rbm = new RBM({visible: {units: 1, type: 'gaussian'}, hidden: 1, seed: 1});
    tf.tidy(() => rbm.setWeights([tf.zeros([1, 1]), tf.zeros([1]), tf.tensor1d([-1000])]));
    const x = tf.tensor2d([[1], [3], [5]]);
    const validationData = tf.tensor2d([[2]]);
    const {history} = await rbm.fit(x, {
      ...QUIET,
      epochs: 1,
      batchSize: 2,
      learningRate: 1e-12,
      validationData,
    });
    // Every reconstruction is 0, and F(v) = v^2 / 2. The one training row that is compared is the first.
    expect(history['reconstructionError']![0]).toBeCloseTo((1 + 9 + 25) / 3, 5);
    expect(history['val_reconstructionError']![0]).toBeCloseTo(4, 5);
    expect(history['freeEnergyGap']![0]).toBeCloseTo(4 / 2 - 1 / 2, 5);
    tf.dispose([x, validationData]);
    rbm.dispose();
  });

  it('reports a free-energy gap when validation rows are unlike the training rows', async () => {
    const rbm = new RBM({visible: 4, hidden: 4, seed: 1});
    const x = tf.tensor2d([[1, 1, 0, 0]]);
    const validationData = tf.tensor2d([[0, 0, 1, 1]]);
    const {history} = await rbm.fit(x, {...QUIET, epochs: 50, validationData});
    expect(history['freeEnergyGap']!.at(-1)).toBeGreaterThan(1);
    tf.dispose([x, validationData]);
    rbm.dispose();
  });

  it('takes integers and booleans as numbers', async () => {
    const train = async (dtype: 'float32' | 'int32' | 'bool'): Promise<number[][]> => {
      const x = tf.tensor2d([[1, 0]], [1, 2], dtype);
      const rbm = new RBM({visible: 2, hidden: 2, seed: 1});
      await rbm.fit(x, {...QUIET, epochs: 1});
      const features = read(rbm.transform(x));
      const parameters = rbm.getWeights().map(read);
      x.dispose();
      rbm.dispose();
      return [features, ...parameters];
    };
    const expected = await train('float32');
    expect(await train('int32')).toEqual(expected);
    expect(await train('bool')).toEqual(expected);
  });

  it('goes on with other noise in a second call', async () => {
    const rbm = new RBM({visible: 4, hidden: 2, seed: 1});
    const x = tf.tensor2d(BARS_AND_STRIPES);
    const once = await rbm.fit(x, {...QUIET, epochs: 1, learningRate: 1e-9});
    const twice = await rbm.fit(x, {...QUIET, epochs: 1, learningRate: 1e-9});
    expect(twice.history['reconstructionError']).not.toEqual(once.history['reconstructionError']);
    x.dispose();
    rbm.dispose();
  });
});

describe('sample', () => {
  it('leaves the exact distribution where it is', async () => {
    const chains = 40_000;
    const exact = VISIBLE_PROBABILITIES;
    const starts: number[][] = [];
    exact.forEach((probability, state) => {
      for (let chain = 0; chain < Math.round(probability * chains); ++chain)
        starts.push(VISIBLE_STATES[state]!);
    });
    const rbm = tinyMachine();
    const initial = tf.tensor2d(starts);
    const states = read(await rbm.sample({initial, k: 3, show: 'sample'}));
    const counts = new Array<number>(8).fill(0);
    for (let row = 0; row < starts.length; ++row) {
      counts[states[row * 3]! * 4 + states[row * 3 + 1]! * 2 + states[row * 3 + 2]!]! += 1;
    }
    exact.forEach((probability, state) => {
      const error = Math.sqrt((probability * (1 - probability)) / starts.length);
      expect(Math.abs(counts[state]! / starts.length - probability)).toBeLessThan(4.5 * error);
    });
    initial.dispose();
    rbm.dispose();
  });

  it('comes to the exact distribution from draws of the biases', async () => {
    const rbm = tinyMachine();
    const rows = 20_000;

    const samples = await rbm.sample({rows, k: 30});
    const columns = read(tf.tidy(() => tf.mean(samples, 0)));
    [0.38892462, 0.67623111, 0.79979896].forEach((value, i) =>
      expect(Math.abs(columns[i]! - value)).toBeLessThan((4 * 0.5) / Math.sqrt(rows)),
    );

    samples.dispose();
    rbm.dispose();
  });

  it('goes on with the machine that it began with when that is disposed', async () => {
    const rbm = tinyMachine();
    const sampling = rbm.sample({rows: 2000, k: 200, seed: 1});
    await new Promise((resolve) => setTimeout(resolve, 0));
    rbm.dispose();
    expect(read(await sampling)).toHaveLength(6000);
  });

  it('does not count a call that fails', async () => {
    const draw = async (fail: boolean): Promise<number[]> => {
      const rbm = tinyMachine();
      if (fail) await expect(rbm.sample({k: 0})).rejects.toThrow('sample: k');
      const states = read(await rbm.sample({rows: 20, k: 1, show: 'sample'}));
      rbm.dispose();
      return states;
    };
    expect(await draw(true)).toEqual(await draw(false));
  });

  it('is fixed by a seed, and differs from call to call without', async () => {
    const rbm = tinyMachine();
    const draw = async (args: object): Promise<number[]> =>
      read(await rbm.sample({rows: 20, k: 2, show: 'sample', ...args}));
    expect(await draw({seed: 0})).toEqual(await draw({seed: 0}));
    expect(await draw({})).not.toEqual(await draw({}));
    rbm.dispose();
  });

  it('of Gaussian units has the variance of the machine', async () => {
    const rbm = new RBM({visible: {units: 1, type: 'gaussian'}, hidden: 1, seed: 1});
    tf.tidy(() => rbm.setWeights([tf.tensor2d([[0]]), tf.tensor1d([5]), tf.tensor1d([0])]));
    const draws = read(await rbm.sample({rows: 10_000, k: 1, show: 'sample'}));
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
    const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length;
    expect(Math.abs(mean - 5)).toBeLessThan(4 / Math.sqrt(10_000));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 10_000));
    rbm.dispose();
  });
});

describe('transform and reconstruct', () => {
  it('sample nothing: the same rows give the same values', () => {
    const rbm = tinyMachine();
    const x = tf.tensor2d([[1, 0.5, 0]]);
    expect(read(rbm.transform(x))).toEqual(read(rbm.transform(x)));
    expect(read(rbm.reconstruct(x))).toEqual(read(rbm.reconstruct(x)));
    x.dispose();
    rbm.dispose();
  });
});

describe('transform of real-valued data', () => {
  it('gives a row the same features alone and among others', () => {
    const rbm = tinyMachine('gaussian');
    const rows = [
      [5, -3, 0.5],
      [0, 100, 2],
    ];
    const together = read(tf.tidy(() => rbm.transform(tf.tensor2d(rows))));
    const alone = read(tf.tidy(() => rbm.transform(tf.tensor2d([rows[0]!]))));
    alone.forEach((value, j) => expect(together[j]).toBeCloseTo(value, 6));
    rbm.dispose();
  });
});

describe('the parameters', () => {
  it('come back as they were set', () => {
    const rbm = new RBM({visible: 2, hidden: 1});
    const given = [tf.tensor2d([[1], [2]]), tf.tensor1d([3, 4]), tf.tensor1d([5])];
    rbm.setWeights(given);
    tf.dispose(given);
    const [weights, visibleBias, hiddenBias] = rbm.getWeights();
    expect([weights, visibleBias, hiddenBias].map(read)).toEqual([[1, 2], [3, 4], [5]]);
    rbm.dispose();
  });

  it('start as draws from N(0, 0.01^2), with biases of 0', () => {
    const rbm = new RBM({visible: 300, hidden: 200, seed: 0});
    const [weights, visibleBias, hiddenBias] = rbm.getWeights().map(read);
    const deviation = Math.sqrt(weights!.reduce((sum, value) => sum + value ** 2, 0) / weights!.length);
    expect(Math.abs(deviation / 0.01 - 1)).toBeLessThan(4 / Math.sqrt(2 * 60_000));
    expect([...visibleBias!, ...hiddenBias!].every((value) => value === 0)).toBe(true);
    rbm.dispose();
  });

  it('outlive a tidy around the machine', () => {
    let rbm!: RBM;
    tf.tidy(() => {
      rbm = new RBM({visible: 2, hidden: 2});
    });
    expect(read(tf.tidy(() => rbm.transform(tf.ones([1, 2]))))).toHaveLength(2);
    rbm.dispose();
  });
});
