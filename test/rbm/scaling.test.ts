import * as tf from '@tensorflow/tfjs';
import {DBN, RBM} from 'tfjs-dbn';
import {deviation, mean} from '../statistics.js';
import {read} from '../read.js';

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

  it('keeps the scale of its first data in further trainings, and when it is saved', async () => {
    const rbm = await trained(STANDARDIZING, ROWS);
    const other = tf.tensor2d(ROWS.map((row) => row.map((value) => value * 1.1)));
    const features = (machine: RBM): number[] => read(tf.tidy(() => machine.transform(other)));
    await rbm.fit(other, {epochs: 1, verbose: 0});
    let saved: tf.io.ModelArtifacts | undefined;
    await rbm.save(
      tf.io.withSaveHandler((artifacts) => {
        saved = artifacts;
        return Promise.resolve({modelArtifactsInfo: {dateSaved: new Date(), modelTopologyType: 'JSON'}});
      }),
    );
    const again = await RBM.load(tf.io.fromMemory(saved!));
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

  it('is refused in a hidden layer', () => {
    expect(() => new RBM({visible: 3, hidden: STANDARDIZING})).toThrow(
      'RBM: hidden.standardize must be false or left out in a hidden layer, got true.',
    );
  });
});
