import * as tf from '@tensorflow/tfjs';
import {DBN, RBM} from 'tfjs-dbn';
import {evaluated} from '../../evaluated.js';
import {deviation, mean} from '../../statistics.js';
import {read} from '../../read.js';
import {artifactsOf} from '../../savedInMemory.js';

const STANDARDIZING = {units: 3, type: 'gaussian', standardize: true} as const;

/** 200 rows of three columns on very different scales; the last one is constant. */
const ROWS = Array.from({length: 200}, (_, row) => [1000 + 50 * Math.sin(row), 0.01 * Math.cos(3 * row), 7]);

/** The same, standardised by hand. */
const STANDARDIZED = ROWS.map((row) =>
  row.map((value, column) => {
    const values = ROWS.map((other) => other[column]!);
    return column === 2 ? 0 : (value - mean(values)) / deviation(values);
  }),
);

describe('a machine that standardises its data', () => {
  async function trained(visible: object, rows: number[][]): Promise<RBM> {
    const rbm = new RBM({visible: visible as typeof STANDARDIZING, hidden: 4, seed: 1});
    const x = tf.tensor2d(rows);
    await rbm.fit(x, {epochs: 5, verbose: 0});
    x.dispose();
    return rbm;
  }

  it('learns from raw data what another learns from standardised ones', async () => {
    const ours = await trained(STANDARDIZING, ROWS);
    const theirs = await trained({units: 3, type: 'gaussian'}, STANDARDIZED);
    const values = (rbm: RBM, rows: number[][]): number[] =>
      read(tf.tidy(() => rbm.transform(tf.tensor2d(rows))));
    const expected = values(theirs, STANDARDIZED);
    values(ours, ROWS).forEach((value, place) => expect(value).toBeCloseTo(expected[place]!, 4));
    ours.dispose();
    theirs.dispose();
  });

  it('returns reconstructions and samples on the scale of the data', async () => {
    const rbm = await trained(STANDARDIZING, ROWS);
    for (const made of [
      tf.tidy(() => rbm.reconstruct(tf.tensor2d(ROWS))),
      await rbm.sample({rows: 100, k: 20, show: 'sample'}),
    ]) {
      const columns = read(tf.tidy(() => tf.mean(made, 0)));
      made.dispose();
      expect(Math.abs(columns[0]! - 1000)).toBeLessThan(50);
      expect(Math.abs(columns[1]!)).toBeLessThan(0.01);
      expect(Math.abs(columns[2]! - 7)).toBeLessThan(1);
    }
    rbm.dispose();
  });

  it('starts samples at data on their own scale', async () => {
    const rbm = await trained(STANDARDIZING, ROWS);
    const initial = tf.tensor2d(ROWS.slice(0, 5));
    const after = await rbm.sample({initial, k: 1});
    const values = read(after);
    expect(Math.abs(values[0]! - 1000)).toBeLessThan(250);
    initial.dispose();
    rbm.dispose();
  });

  it('keeps the scale of its first data in further trainings, and when it is saved', async () => {
    const rbm = await trained(STANDARDIZING, ROWS);
    const other = tf.tensor2d(ROWS.map((row) => row.map((value) => value * 1.1)));
    const features = (machine: RBM): number[] => read(tf.tidy(() => machine.transform(other)));
    await rbm.fit(other, {epochs: 1, verbose: 0});
    const again = await RBM.load(tf.io.fromMemory(await artifactsOf(rbm)));
    expect(features(again)).toEqual(features(rbm));
    other.dispose();
    rbm.dispose();
    again.dispose();
  });

  it('hands its scale over to a network, folded into the first layer', async () => {
    for (const variance of ['unit', 'learned'] as const) {
      const dbn = new DBN({
        visible: {...STANDARDIZING, variance},
        hidden: [4, {units: 3, type: 'relu'}],
        seed: 1,
      });
      const x = tf.tensor2d(ROWS);
      await dbn.pretrain(x, {epochs: 3, verbose: 0});
      const model = dbn.toSequential();
      const expected = read(dbn.transform(x));
      read(model.predict(x) as tf.Tensor).forEach((value, place) =>
        expect(value).toBeCloseTo(expected[place]!, 4),
      );
      x.dispose();
      model.dispose();
      dbn.dispose();
    }
  });

  it('logs the likelihood that score gives, of data on their own scale', async () => {
    const rbm = await trained(STANDARDIZING, ROWS);
    const x = tf.tensor2d(ROWS);
    const standstill = {epochs: 1, learningRate: 1e-30, weightDecay: 0, verbose: 0} as const;
    const {history} = await rbm.fit(x, {...standstill, monitors: ['logLikelihood']});
    expect(Number(history['logLikelihood']![0])).toBeCloseTo(await rbm.score(x, {verbose: 0}), 3);
    x.dispose();
    rbm.dispose();
  });

  it('is measured as it was when it was asked, though it is disposed meanwhile', async () => {
    const x = tf.tensor2d(ROWS);
    for (const ask of [
      (rbm: RBM) => evaluated(rbm, x, {metric: 'reconstructionError'}),
      (rbm: RBM) => evaluated(rbm, x, {metric: 'freeEnergyGap', trainingData: x}),
      (rbm: RBM) => rbm.health(x).then(({freeEnergy}) => freeEnergy.mean),
      (rbm: RBM) => rbm.score(x, {verbose: 0}),
    ]) {
      const rbm = await trained(STANDARDIZING, ROWS);
      const expected = await ask(rbm);
      const asked = ask(rbm);
      rbm.dispose();
      expect(await asked).toBe(expected);
    }
    x.dispose();
  });

  it('says nothing of data before it has seen any', () => {
    const rbm = new RBM({visible: STANDARDIZING, hidden: 4, seed: 1});
    const x = tf.tensor2d(ROWS);
    const message =
      'this must be trained, since it standardises its data by the first that it is trained on, got one that has seen none.';
    expect(() => rbm.transform(x)).toThrow(`transform: ${message}`);
    const dbn = new DBN({visible: STANDARDIZING, hidden: [4], seed: 1});
    expect(() => dbn.toSequential()).toThrow(`toSequential: ${message}`);
    x.dispose();
    rbm.dispose();
    dbn.dispose();
  });

  it('leaks nothing where a training of it is refused or ended early', async () => {
    const rbm = new RBM({visible: STANDARDIZING, hidden: 4, seed: 1});
    const x = tf.tensor2d(ROWS);
    await expect(rbm.fit(x, {verbose: 0, monitors: ['freeEnergyGap']})).rejects.toThrow('validationData');
    const onTrainBegin = (): void => {
      throw new Error('mine');
    };
    await expect(rbm.fit(x, {verbose: 0, callbacks: {onTrainBegin}})).rejects.toThrow('mine');
    x.dispose();
    rbm.dispose();
  });

  it('is refused in a hidden layer', () => {
    expect(() => new RBM({visible: 3, hidden: STANDARDIZING})).toThrow(
      'RBM: hidden.standardize must be false or left out in a hidden layer, got true.',
    );
  });
});
