import * as tf from '@tensorflow/tfjs';
import {RBM, type FitArgs} from 'tfjs-dbn';
import {evaluated} from '../../evaluated.js';
import {exactFreeEnergy, exactLogPartition} from '../../exact/exactMachine.js';
import {TINY, tinyMachine, VISIBLE_STATES} from '../../exact/tinyMachine.js';
import {read} from '../../read.js';

/** A training that changes nothing to speak of, so that what is measured is what is known of the machine. */
const STANDSTILL: FitArgs = {epochs: 2, learningRate: 1e-30, weightDecay: 0, biasFromData: false, verbose: 0};

const LOG_Z = exactLogPartition(TINY);

describe('the monitor logLikelihood', () => {
  it('logs the exact log-likelihoods of a small machine, at every so many epochs and the last', async () => {
    const rbm = tinyMachine();
    const [x, validationData] = [
      tf.tensor2d(VISIBLE_STATES.slice(2)),
      tf.tensor2d(VISIBLE_STATES.slice(0, 2)),
    ];
    const monitors = [{name: 'logLikelihood', every: 2}] as const;
    const {history} = await rbm.fit(x, {...STANDSTILL, epochs: 4, validationData, monitors});
    const mean = (states: number[][]): number =>
      states.reduce((sum, v) => sum - exactFreeEnergy(TINY, v) - LOG_Z, 0) / states.length;
    expect(history['logLikelihood']).toHaveLength(3);
    expect(history['logLikelihood']![0]).toBeCloseTo(mean(VISIBLE_STATES.slice(2)), 4);
    expect(history['val_logLikelihood']![2]).toBeCloseTo(mean(VISIBLE_STATES.slice(0, 2)), 4);
    tf.dispose([x, validationData]);
    rbm.dispose();
  });

  it('anneals where log Z cannot be enumerated', async () => {
    // As few units as have too many states.
    const rbm = new RBM({visible: 26, hidden: 26, seed: 1});
    tf.tidy(() => rbm.setWeights([tf.zeros([26, 26]), tf.zeros([26]), tf.zeros([26])]));
    const x = tf.tidy(() => tf.concat2d([tf.ones([5, 26]), tf.zeros([5, 26])], 0));
    const {history} = await rbm.fit(x, {...STANDSTILL, epochs: 1, monitors: ['logLikelihood']});
    // 26 independent fair coins, as the means of the data are: annealing begins where it ends.
    expect(history['logLikelihood']![0]).toBeCloseTo(-26 * Math.LN2, 4);
    x.dispose();
    rbm.dispose();
  });
});

describe('the monitor pseudoLikelihood', () => {
  it('logs the mean over random bits of what pseudoLikelihood says of all', async () => {
    const rbm = tinyMachine();
    const copies = 3000;
    const x = tf.tidy(() => tf.tile(tf.tensor2d(VISIBLE_STATES), [copies, 1]));
    const {history} = await rbm.fit(x, {
      ...STANDSTILL,
      epochs: 1,
      monitors: ['pseudoLikelihood'],
      batchSize: 8000,
    });
    // A term is 3 times the log of a probability of at least 0.01.
    const bound = (4 * 3 * Math.log(100)) / 2 / Math.sqrt(copies * VISIBLE_STATES.length);
    expect(
      Math.abs(
        Number(history['pseudoLikelihood']![0]) - (await evaluated(rbm, x, {metric: 'pseudoLikelihood'})),
      ),
    ).toBeLessThan(bound);
    x.dispose();
    rbm.dispose();
  });

  it('refuses grey rows and units that are not binary before anything changes', async () => {
    const rbm = tinyMachine();
    const before = rbm.getWeights();
    const [grey, binary] = [tf.fill<tf.Rank.R2>([2, 3], 0.5), tf.ones<tf.Rank.R2>([2, 3])];
    const args: FitArgs = {verbose: 0, monitors: ['pseudoLikelihood']};
    await expect(rbm.fit(grey, args)).rejects.toThrow(
      'fit: x must be 0 or 1 everywhere, got 0.5 at row 0; binarize the data: draw each value, or take x >= 0.5.',
    );
    await expect(rbm.fit(binary, {...args, validationData: grey})).rejects.toThrow(
      'fit: validationData must be 0 or 1 everywhere, got 0.5 at row 0',
    );
    const after = rbm.getWeights();
    after.forEach((parameter, place) => expect(read(parameter)).toEqual(read(before[place]!)));
    const gaussian = new RBM({visible: {units: 3, type: 'gaussian'}, hidden: 2, seed: 1});
    await expect(gaussian.fit(binary, args)).rejects.toThrow(
      'fit: monitors[0] must be a machine of binary visible units, got gaussian ones; score() takes any units.',
    );
    tf.dispose([grey, binary]);
    rbm.dispose();
    gaussian.dispose();
  });
});

describe('the monitor accuracy', () => {
  it('is refused for a machine without label units', async () => {
    const rbm = tinyMachine();
    const x = tf.ones<tf.Rank.R2>([2, 3]);
    await expect(rbm.fit(x, {verbose: 0, monitors: ['accuracy']})).rejects.toThrow(
      "fit: monitors[0] must be another monitor for a machine without label units, got 'accuracy'.",
    );
    x.dispose();
    rbm.dispose();
  });
});
