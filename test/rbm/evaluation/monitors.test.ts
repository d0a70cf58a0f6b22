import * as tf from '@tensorflow/tfjs';
import {DBN, RBM, type EarlyStoppingArgs, type FitArgs} from 'tfjs-dbn';
import {evaluated} from '../../evaluated.js';
import {exactFreeEnergy} from '../../exact/exactMachine.js';
import {TINY, tinyMachine, VISIBLE_STATES} from '../../exact/tinyMachine.js';
import {read} from '../../read.js';

describe('reconstructionError', () => {
  it('is the squared error of a machine without hidden units, averaged over rows and units', async () => {
    const rbm = new RBM({visible: {units: 2, type: 'gaussian'}, hidden: 1, seed: 1});
    tf.tidy(() => rbm.setWeights([tf.zeros([2, 1]), tf.tensor1d([1, -1]), tf.zeros([1])]));
    const x = tf.tensor2d([
      [1, 1],
      [4, -2],
    ]);
    expect(await evaluated(rbm, x, {metric: 'reconstructionError'})).toBeCloseTo((0 + 4 + 9 + 1) / 4, 6);
    x.dispose();
    rbm.dispose();
  });

  it('does not count groups that are missing', async () => {
    const rbm = new RBM({visible: {units: 4, type: 'softmax', categories: 2}, hidden: 1, seed: 1});
    tf.tidy(() => rbm.setWeights([tf.zeros([4, 1]), tf.zeros([4]), tf.zeros([1])]));
    const x = tf.tensor2d([
      [1, 0, 0, 0],
      [0, 1, 1, 0],
    ]);
    expect(await evaluated(rbm, x, {metric: 'reconstructionError'})).toBeCloseTo(0.25, 6);
    tf.tidy(() => rbm.setWeights([tf.zeros([4, 1]), tf.tensor1d([0, 0, 50, 0]), tf.zeros([1])]));
    // The missing group would be 1 off in one unit.
    expect(await evaluated(rbm, x, {metric: 'reconstructionError'})).toBeCloseTo((0.25 + 0.125) / 2, 6);
    x.dispose();
    rbm.dispose();
  });

  it('is what fit logs of the validation data, and the same from call to call', async () => {
    const rbm = tinyMachine();
    const x = tf.tensor2d(VISIBLE_STATES);
    const {history} = await rbm.fit(x, {verbose: 0, epochs: 2, validationData: x});
    expect(await evaluated(rbm, x, {metric: 'reconstructionError'})).toBe(
      history['val_reconstructionError']![1],
    );
    expect(await evaluated(rbm, x, {metric: 'reconstructionError'})).toBe(
      history['val_reconstructionError']![1],
    );
    x.dispose();
    rbm.dispose();
  });

  it('checks its rows, and the machine', async () => {
    const rbm = tinyMachine();
    const x = tf.tensor2d([[0, 0, 2]]);
    await expect(rbm.evaluate(x)).rejects.toThrow(
      'evaluate: x must hold values in [0, 1] for bernoulli units, got 2 at row 0',
    );
    const good = tf.tensor2d([[0, 0, 1]]);
    await expect(rbm.evaluate(good, {trainingData: x})).rejects.toThrow(
      'evaluate: trainingData must hold values in [0, 1]',
    );
    rbm.dispose();
    await expect(rbm.evaluate(x)).rejects.toThrow('evaluate: this must be in use');
    tf.dispose([x, good]);
  });
});

describe('freeEnergyGap', () => {
  it('is the difference of the mean free energies, that of the summed joint', async () => {
    const rbm = tinyMachine();
    const [training, validation] = [VISIBLE_STATES.slice(0, 4), VISIBLE_STATES.slice(4)];
    const mean = (rows: number[][]): number =>
      rows.reduce((sum, row) => sum + exactFreeEnergy(TINY, row), 0) / rows.length;
    const [trainingData, x] = [tf.tensor2d(training), tf.tensor2d(validation)];
    const gap = await evaluated(rbm, x, {metric: 'freeEnergyGap', trainingData});
    expect(gap).toBeCloseTo(mean(validation) - mean(training), 5);
    tf.dispose([trainingData, x]);
    rbm.dispose();
  });

  it('is measured on a machine as it was when it was asked, though that is disposed', async () => {
    const rbm = tinyMachine();
    const x = tf.tensor2d(VISIBLE_STATES);
    const gap = evaluated(rbm, x, {metric: 'freeEnergyGap', trainingData: x});
    rbm.dispose();
    expect(await gap).toBeCloseTo(0, 6);
    x.dispose();
  });
});

describe('monitors', () => {
  let rbm: RBM;
  let x: tf.Tensor2D;
  beforeEach(() => {
    rbm = new RBM({visible: 3, hidden: 2, seed: 1});
    x = tf.tensor2d(VISIBLE_STATES);
  });
  afterEach(() => {
    rbm.dispose();
    x.dispose();
  });

  /** The names in the logs of each epoch. */
  async function logged(args: FitArgs): Promise<string[]> {
    const names: string[] = [];
    const onEpochEnd = (_: number, logs?: object): void => void names.push(Object.keys(logs ?? {}).join());
    await rbm.fit(x, {verbose: 0, callbacks: {onEpochEnd}, ...args});
    return names;
  }

  it('are measured at the first epoch, at every so many, and at the last', async () => {
    const monitors = [{name: 'freeEnergyGap', every: 3}] as const;
    const args = {monitors, validationData: x};
    const [all, one] = ['reconstructionError,freeEnergyGap', 'reconstructionError'];
    expect(await logged({...args, epochs: 6})).toEqual([all, one, one, all, one, all]);
    expect(await logged({...args, initialEpoch: 4, epochs: 6})).toEqual([all, all]);
  });

  it('are those of the validation data by default, and may be none', async () => {
    const names = 'reconstructionError,val_reconstructionError,freeEnergyGap';
    expect(await logged({epochs: 1, validationData: x})).toEqual([names]);
    expect(await logged({epochs: 1, validationData: x, monitors: []})).toEqual(['reconstructionError']);
    expect(await logged({epochs: 1})).toEqual(['reconstructionError']);
  });

  it('are there for the History and for tfjs callbacks', async () => {
    const monitors = ['freeEnergyGap', 'reconstructionError'] as const;
    const early = tf.callbacks.earlyStopping({
      monitor: 'freeEnergyGap',
      mode: 'max',
      minDelta: 1e3,
      patience: 2,
    });
    const args = {verbose: 0, epochs: 50, monitors, validationData: x} as const;
    const {epoch, history} = await rbm.fit(x, {...args, callbacks: early});
    expect(epoch).toEqual([0, 1, 2]);
    expect(Object.keys(history)).toEqual(['reconstructionError', 'freeEnergyGap', 'val_reconstructionError']);
    const other = tf.callbacks.earlyStopping({
      monitor: 'val_reconstructionError',
      minDelta: 1e3,
      patience: 4,
    });
    expect((await rbm.fit(x, {...args, callbacks: other})).epoch).toEqual([0, 1, 2, 3, 4]);
  });

  it.each<[string, object]>([
    ['fit: monitors must be a list of monitors, got an object.', {monitors: {}}],
    ["fit: monitors[0] must be one of 'reconstructionError', 'freeEnergyGap'", {monitors: ['loss']}],
    ["got 'loss'.", {monitors: [{name: 'loss'}]}],
    [
      'fit: monitors[0].every must be an integer >= 1, got 0.',
      {monitors: [{name: 'freeEnergyGap', every: 0}]},
    ],
    ["fit: monitors[0]: unknown option 'each'.", {monitors: [{name: 'freeEnergyGap', each: 1}]}],
    [
      'fit: validationData must be rows to compare with for the monitor freeEnergyGap, got undefined.',
      {monitors: ['freeEnergyGap']},
    ],
    ['fit: earlyStopping must be an object, got true.', {earlyStopping: true}],
    ['fit: earlyStopping.monitor must be a name, got undefined.', {earlyStopping: {}}],
    [
      'fit: earlyStopping.patience must be an integer >= 0, got -1.',
      {earlyStopping: {monitor: 'a', patience: -1}},
    ],
    [
      "fit: earlyStopping.mode must be one of 'auto', 'min', 'max', got 'least'.",
      {earlyStopping: {monitor: 'a', mode: 'least'}},
    ],
    [
      'fit: earlyStopping.minDelta must be a number >= 0, got -1.',
      {earlyStopping: {monitor: 'a', minDelta: -1}},
    ],
    [
      'fit: earlyStopping.restoreBest must be true or false, got 1.',
      {earlyStopping: {monitor: 'a', restoreBest: 1}},
    ],
    [
      "fit: earlyStopping.monitor must be one of reconstructionError, got 'val_reconstructionError'; the option monitors " +
        'adds others.',
      {earlyStopping: {monitor: 'val_reconstructionError'}},
    ],
  ])('that are wrong say: %s', async (message, args) => {
    await expect(rbm.fit(x, {verbose: 0, epochs: 1, ...args})).rejects.toThrow(message);
  });
});

describe('earlyStopping', () => {
  /** Trains with a made-up value in the logs of each epoch; returns the epochs, and the weights after each and at the end. */
  async function train(
    values: readonly (number | undefined)[],
    args: Omit<EarlyStoppingArgs, 'monitor'> & {monitor?: string},
    engine: 'wasm' | 'tensor' = 'tensor',
  ): Promise<{epochs: number[]; weights: number[][]; end: number[]}> {
    const rbm = new RBM({visible: 3, hidden: 2, seed: 1});
    const x = tf.tensor2d(VISIBLE_STATES);
    const weights: number[][] = [];
    const onEpochEnd = (epoch: number, logs?: object): void => {
      weights.push(rbm.getWeights().flatMap(read));
      if (values[epoch] !== undefined) Object.assign(logs!, {mine: values[epoch]});
    };
    const {epoch} = await rbm.fit(x, {
      verbose: 0,
      epochs: values.length,
      engine,
      earlyStopping: {monitor: 'mine', ...args},
      callbacks: {onEpochEnd},
    });
    const end = rbm.getWeights().flatMap(read);
    // What is left can be trained on.
    await rbm.fit(x, {verbose: 0, epochs: 1, engine});
    x.dispose();
    rbm.dispose();
    return {epochs: epoch, weights, end};
  }

  it.each(['tensor', 'wasm'] as const)('ends with the parameters of the best epoch: %s', async (engine) => {
    const {epochs, weights, end} = await train([5, 3, 1, 2, 2, 0], {patience: 2}, engine);
    expect(epochs).toEqual([0, 1, 2, 3, 4]);
    expect(end).toEqual(weights[2]);
    expect(end).not.toEqual(weights[4]);
  });

  it('does not judge the epochs before startFromEpoch', async () => {
    // The best one, the first, is not judged; from the third on there are 5, 4, 6, 6.
    const {epochs, weights, end} = await train([0, 1, 5, 4, 6, 6, 0], {patience: 2, startFromEpoch: 2});
    expect(epochs).toEqual([0, 1, 2, 3, 4, 5]);
    expect(end).toEqual(weights[3]);
  });

  it('gives them back after the last epoch too, or leaves them where they are', async () => {
    const best = await train([5, 1, 2], {patience: 10});
    expect(best.epochs).toHaveLength(3);
    expect(best.end).toEqual(best.weights[1]);
    const last = await train([5, 1, 2], {patience: 10, restoreBest: false});
    expect(last.end).toEqual(last.weights[2]);
  });

  it('looks for large values with mode max, and for a change of minDelta', async () => {
    const {epochs, weights, end} = await train([1, 2, 2.4, 2.3, 9], {
      mode: 'max',
      patience: 2,
      minDelta: 0.5,
    });
    expect(epochs).toEqual([0, 1, 2, 3]);
    expect(end).toEqual(weights[1]);
  });

  it('knows itself that a likelihood is to be large', async () => {
    const rbm = new RBM({visible: 3, hidden: 2, seed: 1});
    const x = tf.tensor2d(VISIBLE_STATES);
    const values = [-9, -5, -7, -8];
    const {epoch} = await rbm.fit(x, {
      verbose: 0,
      epochs: 4,
      earlyStopping: {monitor: 'val_pseudoLikelihood', patience: 1},
      callbacks: {
        onEpochEnd: (at, logs) => void Object.assign(logs!, {val_pseudoLikelihood: values[at]}),
      },
    });
    expect(epoch).toEqual([0, 1, 2]);
    x.dispose();
    rbm.dispose();
  });

  it('does not judge epochs without the value, counts them, and is not misled by NaN', async () => {
    const {epochs} = await train([NaN, 3, undefined, undefined, 4, 2], {patience: 3});
    expect(epochs).toEqual([0, 1, 2, 3, 4]);
  });

  it('of 0 ends at the first epoch that is not better', async () => {
    expect((await train([3, 2, 2, 1], {patience: 0})).epochs).toEqual([0, 1, 2]);
  });

  it('ends one layer of a stack and goes on with the next', async () => {
    const dbn = new DBN({visible: 3, hidden: [2, 2], seed: 1});
    const x = tf.tensor2d(VISIBLE_STATES);
    const earlyStopping = {monitor: 'val_reconstructionError', patience: 2, minDelta: 1e3};
    const histories = await dbn.pretrain(x, {verbose: 0, epochs: 9, validationData: x, earlyStopping});
    expect(histories.map(({epoch}) => epoch)).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
    x.dispose();
    dbn.dispose();
  });

  it('leaves nothing behind when a callback throws', async () => {
    const rbm = new RBM({visible: 3, hidden: 2, seed: 1});
    const x = tf.tensor2d(VISIBLE_STATES);
    const onEpochEnd = (epoch: number): void => {
      if (epoch === 2) throw new Error('mine');
    };
    const earlyStopping = {monitor: 'reconstructionError'};
    await expect(rbm.fit(x, {verbose: 0, earlyStopping, callbacks: {onEpochEnd}})).rejects.toThrow('mine');
    x.dispose();
    rbm.dispose();
  });
});
