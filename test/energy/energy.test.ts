import * as tf from '@tensorflow/tfjs';
import {RBM} from 'tfjs-dbn';
import {exactFreeEnergy, exactLogPartition} from '../exact/exactMachine.js';
import {exactTiny, TINY, tinyMachine, VISIBLE_PROBABILITIES, VISIBLE_STATES} from '../exact/tinyMachine.js';
import {read} from '../read.js';

describe('the free energy', () => {
  it('has the values computed elsewhere', () => {
    const rbm = tinyMachine();
    const values = read(tf.tidy(() => rbm.freeEnergy(tf.tensor2d(VISIBLE_STATES))));
    const expected = [
      -1.5505032029, -3.2467252752, -2.3932003936, -3.8896153333, -1.3574119125, -2.6039560766, -2.3048577887,
      -3.4019004795,
    ];
    expected.forEach((value, state) => expect(values[state]).toBeCloseTo(value, 5));
    rbm.dispose();
  });

  it('sums to the partition function', () => {
    const logZ = exactLogPartition(TINY);
    expect(logZ).toBeCloseTo(4.995233962965, 10);
    const rbm = tinyMachine();
    const ours = read(tf.tidy(() => rbm.freeEnergy(tf.tensor2d(VISIBLE_STATES))));
    expect(Math.log(ours.reduce((sum, value) => sum + Math.exp(-value), 0))).toBeCloseTo(logZ, 5);
    rbm.dispose();
  });

  it('gives the mean log-likelihood computed elsewhere', () => {
    const rbm = tinyMachine();
    const rows = [
      [1, 0, 1],
      [0, 1, 1],
      [1, 1, 0],
    ];
    const energies = read(tf.tidy(() => rbm.freeEnergy(tf.tensor2d(rows))));
    const mean = energies.reduce((sum, value) => sum - value, 0) / rows.length;
    expect(mean - 4.995233962965).toBeCloseTo(-2.0624242301, 5);
    rbm.dispose();
  });

  it('equals -log of the joint summed over every hidden state, with Gaussian visible units too', () => {
    const rows = [
      [0, 0, 0],
      [1.5, -2, 0.25],
      [-3, 0.5, 4],
    ];
    const rbm = tinyMachine('gaussian');
    const values = read(tf.tidy(() => rbm.freeEnergy(tf.tensor2d(rows))));
    rows.forEach((row, place) =>
      expect(values[place]).toBeCloseTo(exactFreeEnergy(exactTiny('gaussian'), row), 4),
    );
    rbm.dispose();
  });

  it('of an empty machine is -hidden ln 2, so that log Z = (visible + hidden) ln 2', () => {
    const rbm = new RBM({visible: 784, hidden: 500});
    tf.tidy(() => rbm.setWeights([tf.zeros([784, 500]), tf.zeros([784]), tf.zeros([500])]));
    const [value] = read(tf.tidy(() => rbm.freeEnergy(tf.ones([1, 784]))));
    // A float32 sum of 500 equal terms errs by at most 500 * 2^-24 of itself.
    expect(Math.abs(784 * Math.LN2 - value! - 890.0009798)).toBeLessThan(500 * Math.LN2 * 500 * 2 ** -24);
    rbm.dispose();
  });

  it('does not overflow where exp(x) does', () => {
    const rbm = new RBM({visible: 1, hidden: 2});
    tf.tidy(() => rbm.setWeights([tf.tensor2d([[1000, -1000]]), tf.zeros([1]), tf.zeros([2])]));
    expect(read(tf.tidy(() => rbm.freeEnergy(tf.ones([1, 1]))))).toEqual([-1000]);
    rbm.dispose();
  });
});

describe('the conditionals', () => {
  it('have the values computed elsewhere', () => {
    const rbm = tinyMachine();
    const hidden = read(tf.tidy(() => rbm.transform(tf.tensor2d([[1, 0, 1]]))));
    [0.34298954, 0.83201839].forEach((value, j) => expect(hidden[j]).toBeCloseTo(value, 6));
    rbm.dispose();
  });

  it('of the visible units given hidden state 10 have the values computed elsewhere', () => {
    // A hidden unit that is always on, and one that is never: the reconstruction is p(v | h = 10).
    const rbm = tinyMachine();
    const [weights, visibleBias, hiddenBias] = rbm.getWeights();
    tf.tidy(() => rbm.setWeights([weights, visibleBias, tf.tensor1d([1e4, -1e4])]));
    const visible = read(tf.tidy(() => rbm.reconstruct(tf.zeros([1, 3]))));
    [0.64565631, 0.78583498, 0.38936077].forEach((value, i) => expect(visible[i]).toBeCloseTo(value, 6));
    tf.dispose([weights, visibleBias, hiddenBias]);
    rbm.dispose();
  });

  it('agree with the joint distribution in the mean', () => {
    const rbm = tinyMachine();
    const hidden = read(tf.tidy(() => rbm.transform(tf.tensor2d(VISIBLE_STATES))));
    const mean = (values: (state: number) => number): number =>
      VISIBLE_PROBABILITIES.reduce((sum, probability, state) => sum + probability * values(state), 0);
    [0.38892462, 0.67623111, 0.79979896].forEach((value, i) =>
      expect(mean((state) => VISIBLE_STATES[state]![i]!)).toBeCloseTo(value, 7),
    );
    [0.54849055, 0.84115776].forEach((value, j) =>
      expect(mean((state) => hidden[state * 2 + j]!)).toBeCloseTo(value, 6),
    );
    rbm.dispose();
  });

  it('of Gaussian units have no sigmoid', () => {
    const rbm = tinyMachine('gaussian');
    const [weights, visibleBias, hiddenBias] = rbm.getWeights();
    tf.tidy(() => rbm.setWeights([weights, visibleBias, tf.tensor1d([1e4, -1e4])]));
    const visible = read(tf.tidy(() => rbm.reconstruct(tf.zeros([1, 3]))));
    [0.6, 1.3, -0.45].forEach((value, i) => expect(visible[i]).toBeCloseTo(value, 5));
    tf.dispose([weights, visibleBias, hiddenBias]);
    rbm.dispose();
  });
});
