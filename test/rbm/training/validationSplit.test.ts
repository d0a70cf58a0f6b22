import * as tf from '@tensorflow/tfjs';
import {DBN, RBM, type FitArgs} from 'tfjs-dbn';
import {read} from '../../read.js';

const QUIET = {epochs: 3, batchSize: 3, verbose: 0} as const;

let x: tf.Tensor2D;
let labels: tf.Tensor1D;
beforeAll(() => {
  x = tf.tensor2d(Array.from({length: 10}, (_, row) => [row % 2, Number(row > 4), (row % 3) / 3]));
  labels = tf.tensor1d([0, 1, 1, 0, 1, 0, 0, 1, 1, 0], 'int32');
});
afterAll(() => tf.dispose([x, labels]));

/** The first rows and the last ones, as a user would take them apart. */
function apart(): {first: tf.Tensor2D; last: tf.Tensor2D; firstLabels: tf.Tensor1D; lastLabels: tf.Tensor1D} {
  return {
    first: tf.slice(x, 0, 7),
    last: tf.slice(x, 7),
    firstLabels: tf.slice(labels, 0, 7),
    lastLabels: tf.slice(labels, 7),
  };
}

describe('validationSplit', () => {
  it.each<[string, FitArgs]>([
    ['contrastive divergence', {}],
    ['persistent chains, as many as the batch size', {estimator: 'pcd'}],
    ['the default batch size', {batchSize: undefined as never}],
  ])('keeps the last rows, as validationData would: %s', async (_, args) => {
    const {first, last, firstLabels, lastLabels} = apart();
    const [split, given] = [1, 1].map((seed) => new RBM({visible: 3, hidden: 2, classes: 2, seed}));
    const ours = await split!.fit(x, {...QUIET, ...args, labels, validationSplit: 0.3});
    const theirs = await given!.fit(first, {
      ...QUIET,
      ...args,
      labels: firstLabels,
      validationData: [last, lastLabels],
    });
    expect(ours.history).toEqual(theirs.history);
    expect(ours.params).toEqual(theirs.params);
    expect(split!.getWeights().map(read)).toEqual(given!.getWeights().map(read));
    tf.dispose([first, last, firstLabels, lastLabels]);
    split!.dispose();
    given!.dispose();
  });

  it('keeps the same rows for every layer of a stack', async () => {
    const {first, last, firstLabels, lastLabels} = apart();
    const [split, given] = [1, 1].map((seed) => new DBN({visible: 3, hidden: [3, 2], classes: 2, seed}));
    const ours = await split!.pretrain(x, {...QUIET, labels, validationSplit: 0.3});
    const theirs = await given!.pretrain(first, {
      ...QUIET,
      labels: firstLabels,
      validationData: [last, lastLabels],
    });
    expect(ours.map(({history}) => history)).toEqual(theirs.map(({history}) => history));
    expect(split!.rbms.flatMap((rbm) => rbm.getWeights().map(read))).toEqual(
      given!.rbms.flatMap((rbm) => rbm.getWeights().map(read)),
    );
    tf.dispose([first, last, firstLabels, lastLabels]);
    split!.dispose();
    given!.dispose();
  });

  it('is refused beside validationData', async () => {
    const rbm = new RBM({visible: 3, hidden: 2});
    await expect(rbm.fit(x, {validationSplit: 0.3, validationData: x})).rejects.toThrow(
      'fit: validationSplit must be 0 or left out where validationData is given, got 0.3.',
    );
    rbm.dispose();
  });

  it('says where a kept row is wrong', async () => {
    const wrong = tf.tidy(() => tf.concat([x, tf.tensor2d([[0, 0, 7]])]));
    const rbm = new RBM({visible: 3, hidden: 2});
    await expect(rbm.fit(wrong, {validationSplit: 0.2})).rejects.toThrow(
      'fit: x must hold values in [0, 1] for bernoulli units, got 7 at row 10',
    );
    wrong.dispose();
    rbm.dispose();
  });
});

describe('labels of a machine without label units', () => {
  it('leave its standardized data as they are', async () => {
    const learned: number[][][] = [];
    for (const own of [{}, {labels, balanceClasses: false}]) {
      const rbm = new RBM({visible: {units: 3, type: 'gaussian', standardize: true}, hidden: 2, seed: 1});
      await rbm.fit(x, {...QUIET, ...own});
      learned.push(rbm.getWeights().map(read));
      rbm.dispose();
    }
    expect(learned[1]).toEqual(learned[0]);
  });
});
