import * as tf from '@tensorflow/tfjs';
import {RBM, type PartArgs, type RBMArgs} from 'tfjs-dbn';
import {read} from '../read.js';

/** A machine, and a copy of its parameters to compare with. */
function machine(args: Partial<RBMArgs> = {}): {rbm: RBM; isUnchanged: () => boolean} {
  const rbm = new RBM({visible: 2, hidden: 2, seed: 1, ...args});
  const parameters = (): string => JSON.stringify(rbm.getWeights().map(read));
  const before = parameters();
  return {rbm, isUnchanged: () => parameters() === before};
}

const ROW = [[0, 1]];

describe('a wrong machine', () => {
  it.each<[string, unknown]>([
    ['RBM: args must be an object, got 784.', 784],
    ['RBM: visible must be a number of units or {units, type}, got undefined.', {hidden: 2}],
    ['RBM: visible must be an integer from 1 to 16777216, got 0.', {visible: 0, hidden: 2}],
    ['RBM: hidden.units must be an integer from 1 to 16777216, got 2.5.', {visible: 2, hidden: {units: 2.5}}],
    [
      "RBM: visible.type must be one of 'bernoulli', 'gaussian', 'relu', 'softmax', got 'binary'.",
      {visible: {units: 2, type: 'binary'}, hidden: 2},
    ],
    [
      "RBM: hidden.variance must be 'unit' in a hidden layer, got 'learned'.",
      {visible: 2, hidden: {units: 2, type: 'gaussian', variance: 'learned'}},
    ],
    [
      'RBM: visible times hidden must be an integer <= 1073741824, got 281474976710656.',
      {visible: 2 ** 24, hidden: 2 ** 24},
    ],
    ['RBM: visible must be a list of 1 to 1000 parts, got [].', {visible: [], hidden: 2}],
    [
      'RBM: visible[1] must be a number of units or {units, type}, got null.',
      {visible: [2, null] as unknown as PartArgs[], hidden: 2},
    ],
    [
      'RBM: visible[1].units must be an integer from 1 to 16777216, got 0.',
      {visible: [2, {units: 0}], hidden: 2},
    ],
    [
      'RBM: visible: units of all parts must be an integer from 1 to 16777216, got 16777218.',
      {visible: [2 ** 24, 2], hidden: 2},
    ],
    ['RBM: hidden must be a number of units or {units, type}, got [2].', {visible: 2, hidden: [2]}],
    [
      'RBM: visible.categories must be a divisor of its 4 units, got 3.',
      {visible: {units: 4, type: 'softmax', categories: 3}, hidden: 2},
    ],
    [
      'RBM: visible.categories must be an integer from 2 to 4, got 1.',
      {visible: {units: 4, type: 'softmax', categories: 1}, hidden: 2},
    ],
    ['RBM: hidden.units must be an integer >= 2, got 1.', {visible: 2, hidden: {units: 1, type: 'softmax'}}],
    [
      "RBM: visible.variance must be one of 'unit', 'learned', got 'diagonal'.",
      {visible: {units: 4, type: 'gaussian', variance: 'diagonal'}, hidden: 2},
    ],
    [
      'RBM: visible[0].categories must be left out for bernoulli units, got 2.',
      {visible: [{units: 4, categories: 2}, 1], hidden: 2},
    ],
    [
      "RBM: hidden.variance must be left out for relu units, got 'unit'.",
      {visible: 2, hidden: {units: 2, type: 'relu', variance: 'unit'}},
    ],
    ['RBM: seed must be an integer >= 0, got -1.', {visible: 2, hidden: 2, seed: -1}],
    ["RBM: unknown option 'units'.", {visible: 2, hidden: 2, units: 3}],
  ])('says: %s', (message, args) => {
    expect(() => new RBM(args as RBMArgs)).toThrow(message);
  });
});

describe('a wrong option of fit', () => {
  it.each<[string, object]>([
    ['fit: epochs must be an integer >= 0, got -1.', {epochs: -1}],
    ['fit: epochs must be an integer >= 0, got 1.5.', {epochs: 1.5}],
    ['fit: initialEpoch must be an integer from 0 to 3, got 4.', {epochs: 3, initialEpoch: 4}],
    ['fit: batchSize must be an integer >= 1, got 0.', {batchSize: 0}],
    ['fit: k must be an integer >= 1, got 0.', {k: 0}],
    ['fit: learningRate must be a number > 0, got 0.', {learningRate: 0}],
    ['fit: learningRate must be a number > 0, got NaN.', {learningRate: NaN}],
    [
      "fit: learningRate must be a number, steps [[firstEpoch, value], …] or a function of the epoch, got '0.1'.",
      {learningRate: '0.1'},
    ],
    [
      'fit: learningRate: the first epoch of step 0 must be an integer from 0 to 0, got 1.',
      {learningRate: [[1, 0.1]]},
    ],
    ['fit: momentum must be a number >= 0 and < 1, got 1.', {momentum: 1}],
    ['fit: weightDecay must be a number >= 0, got -0.1.', {weightDecay: -0.1}],
    ['fit: shuffle must be true or false, got 1.', {shuffle: 1}],
    ["fit: engine must be one of 'auto', 'wasm', 'tensor', got 'webgpu'.", {engine: 'webgpu'}],
    ["fit: engine must be one of 'auto', 'wasm', 'tensor', got true.", {engine: true}],
    ['fit: engine.threads must be an integer >= 1, got 0.', {engine: {type: 'wasm', threads: 0}}],
    ['fit: engine.threads must be an integer >= 1, got 1.5.', {engine: {type: 'auto', threads: 1.5}}],
    [
      "fit: engine.threads must be left out with type: 'tensor', got 2.",
      {engine: {type: 'tensor', threads: 2}},
    ],
    ['fit: biasFromData must be true or false, got null.', {biasFromData: null}],
    [
      "fit: reconstruction must be one of 'sample', 'mean', 'meanField', got 'means'.",
      {reconstruction: 'means'},
    ],
    ['fit: verbose must be one of 0, 1, got 2.', {verbose: 2}],
    ["fit: yieldEvery must be one of 'auto', 'batch', 'epoch', 'never', got 'often'.", {yieldEvery: 'often'}],
    ['fit: yieldEvery must be a number >= 0, got -5.', {yieldEvery: -5}],
    [
      'fit: callbacks must be an object of functions, a tfjs callback or a list of them, got 7.',
      {callbacks: 7},
    ],
    [
      'fit: callbacks must be an object of functions, a tfjs callback or a list of them, got an object.',
      {callbacks: {onEpochEnd: 5}},
    ],
    ["fit: estimator must be one of 'cd', 'pcd', 'fpcd', 'tempering', got 'CD'.", {estimator: 'CD'}],
    ["fit: unknown option 'chains'; did you mean 'estimator.chains'?", {chains: 10}],
    ['fit: estimator.chains must be an integer >= 1, got 0.', {estimator: {type: 'pcd', chains: 0}}],
    [
      "fit: estimator.inverseTemperatures must be left out with type: 'pcd', got 5.",
      {estimator: {type: 'pcd', inverseTemperatures: 5}},
    ],
    [
      'fit: estimator.inverseTemperatures must be an integer >= 2, got 1.',
      {estimator: {type: 'tempering', inverseTemperatures: 1}},
    ],
    [
      'fit: estimator.inverseTemperatures[1] must be a number from 0 to 1, got 2.',
      {estimator: {type: 'tempering', inverseTemperatures: [0, 2]}},
    ],
    [
      'fit: estimator.inverseTemperatures must be two or more inverse temperatures, ascending, the last one 1, got [0, 0.5].',
      {estimator: {type: 'tempering', inverseTemperatures: [0, 0.5]}},
    ],
    [
      'fit: estimator.inverseTemperatures must be two or more inverse temperatures, ascending, the last one 1, got [0.5, 0.5, 1].',
      {estimator: {type: 'tempering', inverseTemperatures: [0.5, 0.5, 1]}},
    ],
    [
      'fit: estimator.inverseTemperatures must be two or more inverse temperatures, ascending, the last one 1, got [1].',
      {estimator: {type: 'tempering', inverseTemperatures: [1]}},
    ],
    [
      "fit: reconstruction must be 'sample' with estimator: 'tempering', got 'mean'.",
      {estimator: 'tempering', reconstruction: 'mean'},
    ],
    [
      'fit: estimator.learningRate must be a number > 0, got 0.',
      {estimator: {type: 'fpcd', learningRate: 0}},
    ],
    ["fit: centering must be one of 'off', 'data', 'average', got true.", {centering: true}],
    ['fit: centering.rate must be a number > 0 and <= 1, got 0.', {centering: {by: 'data', rate: 0}}],
    ['fit: centering.rate must be a number > 0 and <= 1, got 1.5.', {centering: {by: 'data', rate: 1.5}}],
    ['fit: maxNorm must be a number > 0, got 0.', {maxNorm: 0}],
    ["fit: maxNorm must be a number > 0, got '3'.", {maxNorm: '3'}],
    ['fit: dropout must be a number >= 0 and < 1, got 1.', {dropout: 1}],
    ["fit: dropout must be 0 with estimator: 'tempering', got 0.5.", {dropout: 0.5, estimator: 'tempering'}],
    ['fit: varianceRate must be a number >= 0, got -1.', {varianceRate: -1}],
    [
      "fit: objective must be one of 'generative', 'discriminative', 'hybrid', got 'both'.",
      {objective: 'both'},
    ],
    [
      "fit: objective must be 'generative' for a machine without label units, got 'hybrid'; make it with new RBM({classes: …}).",
      {objective: 'hybrid'},
    ],
    [
      "fit: unknown option 'generativeWeight'; did you mean 'objective.generativeWeight'?",
      {generativeWeight: 1},
    ],
    [
      "fit: objective.generativeWeight must be left out with type: 'generative', got 1.",
      {objective: {type: 'generative', generativeWeight: 1}},
    ],
    ["fit: unknown option 'threads'; did you mean 'engine.threads'?", {threads: 2}],
    ["fit: unknown option 'lerningRate'; did you mean 'learningRate'?", {lerningRate: 0.1}],
    ["fit: unknown option 'sparsityTarget'; did you mean 'sparsity'?", {sparsityTarget: 0.1}],
    ["fit: unknown option 'xyz'.", {xyz: 1}],
    [
      "fit: estimator.learningRate must be left out with type: 'pcd', got 1.",
      {estimator: {type: 'pcd', learningRate: 1}},
    ],
    ["fit: estimator: unknown option 'chain'; did you mean 'chains'?", {estimator: {type: 'pcd', chain: 1}}],
    ["fit: estimator.type must be one of 'cd', 'pcd', 'fpcd', 'tempering', got undefined.", {estimator: {}}],
    ["fit: centering.rate must be left out with by: 'off', got 0.5.", {centering: {by: 'off', rate: 0.5}}],
    ['fit: sparsity.target must be a number > 0 and < 1, got undefined.', {sparsity: {cost: 1}}],
    ['fit: sparsity.cost must be a number >= 0, got -1.', {sparsity: {target: 0.1, cost: -1}}],
    ['fit: validationSplit must be a number >= 0 and < 1, got 1.', {validationSplit: 1}],
    [
      'fit: validationSplit must be a share that leaves rows on both sides of 1, got 0.5.',
      {validationSplit: 0.5},
    ],
    [
      'fit: validationData must be a tensor, or a pair of rows and their labels, [x, labels], got [].',
      {validationData: []},
    ],
    ['fit: balanceClasses must be true or false, got 1.', {balanceClasses: 1}],
    ['fit: balanceClasses must be false or left out without labels, got true.', {balanceClasses: true}],
    ['fit: sparsity.target must be a number > 0 and < 1, got 1.', {sparsity: {target: 1}}],
    ["fit: unknown option 'learningrate'; did you mean 'learningRate'?", {learningrate: 0.1}],
  ])('says: %s', async (message, args) => {
    const {rbm, isUnchanged} = machine();
    const x = tf.tensor2d(ROW);
    await expect(rbm.fit(x, {verbose: 0, ...args})).rejects.toThrow(message);
    expect(isUnchanged()).toBe(true);
    x.dispose();
    rbm.dispose();
  });

  it.each<[string, object, PartArgs]>([
    [
      'fit: dropout must be 0 for softmax hidden units, got 0.1.',
      {dropout: 0.1},
      {units: 2, type: 'softmax'},
    ],
    [
      'fit: dropout must be 0 for gaussian hidden units, got 0.1.',
      {dropout: 0.1},
      {units: 2, type: 'gaussian'},
    ],
    [
      'fit: sparsity must be left out for relu hidden units, got 0.1.',
      {sparsity: {target: 0.1}},
      {units: 2, type: 'relu'},
    ],
  ])('says: %s', async (message, args, hidden) => {
    const {rbm, isUnchanged} = machine({hidden});
    const x = tf.tensor2d(ROW);
    await expect(rbm.fit(x, {verbose: 0, ...args})).rejects.toThrow(message);
    expect(isUnchanged()).toBe(true);
    x.dispose();
    rbm.dispose();
  });

  it('of a function is found when its epoch comes, with the parameters of the epoch before in place', async () => {
    const x = tf.tensor2d(ROW);
    const learningRate = (epoch: number): number => 0.1 - 0.1 * epoch;
    const {rbm} = machine();
    await expect(rbm.fit(x, {verbose: 0, learningRate})).rejects.toThrow(
      'fit: learningRate at epoch 1 must be a number > 0, got 0.',
    );
    const {rbm: other} = machine();
    await other.fit(x, {verbose: 0, learningRate: 0.1, epochs: 1});
    expect(rbm.getWeights().map(read)).toEqual(other.getWeights().map(read));
    x.dispose();
    rbm.dispose();
    other.dispose();
  });
});

describe('wrong data', () => {
  const advice = 'divide pixel values by 255, or use gaussian units';
  it.each<[string, () => unknown]>([
    [
      `x must hold values in [0, 1] for bernoulli units, got 255 at row 1; ${advice}.`,
      () =>
        tf.tensor2d([
          [0, 1],
          [0, 255],
        ]),
    ],
    [
      `x must hold values in [0, 1] for bernoulli units, got -1 at row 0; ${advice}.`,
      () => tf.tensor2d([[-1, 1]]),
    ],
    [
      'x must hold values in [0, 1] for bernoulli units, got NaN at row 0; remove the row, or fill in the value.',
      () => tf.tensor2d([[NaN, 1]]),
    ],
    ['x must be a tensor of shape [rows, 2], got [1, 3].', () => tf.tensor2d([[0, 1, 0]])],
    ['x must be a tensor of shape [rows, 2], got [2].', () => tf.tensor1d([0, 1])],
    ['x must be a tensor of shape [rows, 2] with at least one row, got [0, 2].', () => tf.zeros([0, 2])],
    ['x must be a tensor of shape [rows, 2], got [[0, 1]]; make a tensor with tf.tensor2d().', () => ROW],
    ['x must be a tensor of shape [rows, 2], got undefined.', () => undefined],
    ['x must be a tensor of shape [rows, 2] of numbers, got dtype string.', () => tf.tensor2d([['a', 'b']])],
  ])('says: …: %s', async (message, make) => {
    const {rbm, isUnchanged} = machine();
    const x = make();
    await expect(rbm.fit(x as tf.Tensor2D, {verbose: 0})).rejects.toThrow(`fit: ${message}`);
    expect(() => rbm.transform(x as tf.Tensor2D)).toThrow(`transform: ${message}`);
    expect(() => rbm.reconstruct(x as tf.Tensor2D)).toThrow(`reconstruct: ${message}`);
    expect(() => rbm.freeEnergy(x as tf.Tensor2D)).toThrow(`freeEnergy: ${message}`);
    if (x !== undefined) {
      await expect(rbm.sample({initial: x as tf.Tensor2D})).rejects.toThrow(
        `sample: ${message.replace(/^x/, 'initial')}`,
      );
    }
    expect(isUnchanged()).toBe(true);
    tf.dispose(x as tf.Tensor);
    rbm.dispose();
  });

  it('for Gaussian units are NaN and infinity', async () => {
    const {rbm, isUnchanged} = machine({visible: {units: 2, type: 'gaussian'}});
    const x = tf.tensor2d([[-3, Infinity]]);
    await expect(rbm.fit(x, {verbose: 0})).rejects.toThrow(
      'fit: x must hold finite values for gaussian units, got Infinity at row 0; remove the row, or fill in the value.',
    );
    expect(isUnchanged()).toBe(true);
    x.dispose();
    rbm.dispose();
  });

  it('are found among the validation data', async () => {
    const {rbm, isUnchanged} = machine();
    const x = tf.tensor2d(ROW);
    const validationData = tf.tensor2d([[2, 0]]);
    await expect(rbm.fit(x, {verbose: 0, validationData})).rejects.toThrow(
      'fit: validationData must hold values in [0, 1]',
    );
    expect(isUnchanged()).toBe(true);
    tf.dispose([x, validationData]);
    rbm.dispose();
  });

  it('are a disposed tensor', async () => {
    const {rbm} = machine();
    const x = tf.tensor2d(ROW);
    x.dispose();
    await expect(rbm.fit(x)).rejects.toThrow(
      'fit: x must be a tensor of shape [rows, 2], got a disposed tensor.',
    );
    rbm.dispose();
  });
});

describe('wrong parameters', () => {
  it.each<[string, () => unknown]>([
    ['setWeights: weights must be [weights, visibleBias, hiddenBias], got undefined.', () => undefined],
    [
      'setWeights: weights must be a tensor of shape [2, 2], got [2, 3].',
      () => [tf.zeros([2, 3]), tf.zeros([2]), tf.zeros([2])],
    ],
    [
      'setWeights: hiddenBias must be a tensor of shape [2], got [1].',
      () => [tf.zeros([2, 2]), tf.zeros([2]), tf.zeros([1])],
    ],
    [
      'setWeights: visibleBias must be finite, got NaN or infinity.',
      () => [tf.zeros([2, 2]), tf.tensor1d([1, NaN]), tf.zeros([2])],
    ],
  ])('says: %s', (message, make) => {
    const {rbm, isUnchanged} = machine();
    const weights = make();
    expect(() => rbm.setWeights(weights as tf.Tensor[])).toThrow(message);
    expect(isUnchanged()).toBe(true);
    tf.dispose(weights as tf.Tensor[]);
    rbm.dispose();
  });
});

describe('a wrong option of sample', () => {
  it.each<[string, object]>([
    ['sample: rows must be an integer >= 1, got 0.', {rows: 0}],
    ['sample: args must be an object, got null.', null as unknown as object],
    ['sample: k must be an integer >= 1, got 0.', {k: 0}],
    ["sample: show must be one of 'mean', 'sample', got 'both'.", {show: 'both'}],
    ['sample: seed must be an integer >= 0, got 0.1.', {seed: 0.1}],
  ])('says: %s', async (message, args) => {
    const {rbm} = machine();
    await expect(rbm.sample(args)).rejects.toThrow(message);
    rbm.dispose();
  });
});

describe('a run that diverges', () => {
  it('stops, says where, and leaves the last finite parameters', async () => {
    const {rbm} = machine({visible: {units: 2, type: 'gaussian'}});
    const x = tf.tensor2d([
      [1e18, -1e18],
      [1e18, 1e18],
    ]);
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    let steps = 0;
    let last: number[][] = [];
    const training = rbm.fit(x, {
      verbose: 0,
      batchSize: 1,
      epochs: 10,
      learningRate: 1e6,
      callbacks: {
        onBatchEnd: () => {
          ++steps;
          last = rbm.getWeights().map(read);
        },
      },
    });
    const error: unknown = await training.catch((reason: unknown) => reason);
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
    expect(steps).toBeGreaterThan(0);
    expect(String(error)).toBe(
      `Error: fit: parameters must be finite, got NaN or infinity at epoch ${Math.floor(steps / 2)}, ` +
        `step ${steps % 2} (counted from 0); the usual cause is a learning rate that is too large (1000000), ` +
        'or data that are not standardised. The last finite parameters are in place.',
    );
    expect(last.flat().every(Number.isFinite)).toBe(true);
    expect(rbm.getWeights().map(read)).toEqual(last);
    x.dispose();
    rbm.dispose();
  });
});

describe('a backend that fails', () => {
  it('ends the training, leaks nothing and leaves the parameters', async () => {
    const {rbm, isUnchanged} = machine();
    const x = tf.tensor2d(ROW);
    const callbacks = {
      onBatchBegin: () =>
        void jest.spyOn(tf.Tensor.prototype, 'data').mockRejectedValueOnce(new Error('lost')),
    };
    await expect(rbm.fit(x, {engine: 'tensor', verbose: 0, biasFromData: false, callbacks})).rejects.toThrow(
      'lost',
    );
    jest.restoreAllMocks();
    expect(isUnchanged()).toBe(true);
    x.dispose();
    rbm.dispose();
  });
});

describe('a wrong state', () => {
  it('is that of a disposed machine', async () => {
    const {rbm} = machine();
    rbm.dispose();
    rbm.dispose();
    const x = tf.tensor2d(ROW);
    const message = 'this must be in use, got one that dispose() has freed.';
    expect(() => rbm.transform(x)).toThrow(`transform: ${message}`);
    expect(() => rbm.getWeights()).toThrow(`getWeights: ${message}`);
    expect(() => rbm.setWeights([])).toThrow(`setWeights: ${message}`);
    await expect(rbm.fit(x)).rejects.toThrow(`fit: ${message}`);
    await expect(rbm.sample()).rejects.toThrow(`sample: ${message}`);
    await expect(rbm.save('memory://')).rejects.toThrow(`save: ${message}`);
    x.dispose();
  });

  it('is that of a machine that is being trained', async () => {
    const {rbm} = machine();
    const x = tf.tensor2d(ROW);
    const training = rbm.fit(x, {verbose: 0, epochs: 2});
    const message = 'this must be idle, got one that is being trained; await the training first.';
    await expect(rbm.fit(x)).rejects.toThrow(`fit: ${message}`);
    expect(() => rbm.dispose()).toThrow(`dispose: ${message}`);
    expect(() => rbm.setWeights([])).toThrow(`setWeights: ${message}`);
    await training;
    await rbm.fit(x, {verbose: 0, epochs: 1});
    x.dispose();
    rbm.dispose();
  });
});
