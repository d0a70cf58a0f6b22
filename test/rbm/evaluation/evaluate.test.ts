import * as tf from '@tensorflow/tfjs';
import {RBM} from 'tfjs-dbn';
import {evaluated} from '../../evaluated.js';

const ROWS = [
  [0, 1, 1],
  [1, 0, 1],
  [1, 1, 0],
  [0, 0, 1],
];
const LABELS = [0, 1, 1, 0];

let x: tf.Tensor2D;
let labels: tf.Tensor1D;
let rbm: RBM;
beforeAll(async () => {
  x = tf.tensor2d(ROWS);
  labels = tf.tensor1d(LABELS, 'int32');
  rbm = new RBM({visible: 3, hidden: 4, classes: 2, seed: 1});
  await rbm.fit(x, {labels, epochs: 3, verbose: 0});
});
afterAll(() => {
  tf.dispose([x, labels]);
  rbm.dispose();
});

describe('evaluate', () => {
  it('measures by default what it can with what it is given', async () => {
    expect(Object.keys(await rbm.evaluate(x))).toEqual(['reconstructionError']);
    expect(Object.keys(await rbm.evaluate(x, {labels, trainingData: x}))).toEqual([
      'reconstructionError',
      'accuracy',
      'freeEnergyGap',
    ]);
  });

  it('finds the numbers that fit logs of validation data', async () => {
    const fresh = new RBM({visible: 3, hidden: 4, classes: 2, seed: 1});
    const {history} = await fresh.fit(x, {labels, validationData: [x, labels], epochs: 2, verbose: 0});
    const {reconstructionError, accuracy} = await fresh.evaluate(x, {labels});
    expect(reconstructionError).toBe(history['val_reconstructionError']![1]);
    expect(accuracy).toBe(history['val_accuracy']![1]);
    fresh.dispose();
  });

  it('finds the share of rows whose likeliest class, by predict, is theirs', async () => {
    const likeliest = tf.tidy(() => tf.argMax(rbm.predict(x), 1).dataSync());
    const right = LABELS.filter((label, row) => label === likeliest[row]).length;
    expect(await evaluated(rbm, x, {metric: 'accuracy', labels})).toBe(right / LABELS.length);
  });

  it('finds the log-likelihood that score finds', async () => {
    const expected = await rbm.score(x, {verbose: 0});
    expect(await evaluated(rbm, x, {metric: 'logLikelihood'})).toBeCloseTo(expected, 6);
  });

  it('draws by its seed, and else the same until the machine is trained on', async () => {
    const own = await evaluated(rbm, x, {metric: 'reconstructionError'});
    expect(await evaluated(rbm, x, {metric: 'reconstructionError'})).toBe(own);
    const seeded = await evaluated(rbm, x, {metric: 'reconstructionError', seed: 5});
    expect(seeded).not.toBe(own);
    expect(await evaluated(rbm, x, {metric: 'reconstructionError', seed: 5})).toBe(seeded);
  });

  it('refuses labels of a machine without label units', async () => {
    const other = new RBM({visible: 3, hidden: 2});
    await expect(other.evaluate(x, {labels})).rejects.toThrow(
      'evaluate: labels must be left out for a machine without label units',
    );
    other.dispose();
  });
});
