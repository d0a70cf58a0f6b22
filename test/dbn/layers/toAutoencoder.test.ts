import * as tf from '@tensorflow/tfjs';
import {DBN, type Autoencoder, type DBNArgs} from 'tfjs-dbn';
import {read} from '../../read.js';
import {greyRows, rawRows, roughStack} from '../roughStack.js';

function disposeAll(models: Autoencoder): void {
  for (const model of Object.values(models)) (model as tf.LayersModel).dispose();
}

function predicted(model: tf.LayersModel, x: tf.Tensor): number[] {
  return read(model.predict(x) as tf.Tensor);
}

/** To 1e-5, of the value where that is larger than 1. */
function expectClose(values: number[], expected: number[]): void {
  expect(values).toHaveLength(expected.length);
  values.forEach((value, place) => {
    const exact = expected[place]!;
    expect(Math.abs(value - exact)).toBeLessThan(1e-5 * Math.max(1, Math.abs(exact)));
  });
}

/** Rows of four categories, of which each row has one. */
function categories(rows: number): tf.Tensor2D {
  return tf.tidy(() => tf.oneHot(tf.range(0, rows, 1, 'int32').mod(4).toInt(), 4).toFloat() as tf.Tensor2D);
}

describe('toAutoencoder', () => {
  const gaussian = {units: 4, type: 'gaussian'} as const;
  const code = {units: 2, type: 'gaussian'} as const;

  it.each<[string, DBNArgs, () => tf.Tensor2D]>([
    ['binary units', {visible: 4, hidden: [5, 3, 2]}, () => greyRows(6, 4)],
    ['a Gaussian code', {visible: 4, hidden: [5, 3, code]}, () => greyRows(6, 4)],
    ['one machine', {visible: 4, hidden: [3]}, () => greyRows(6, 4)],
    ['Gaussian units', {visible: gaussian, hidden: [5, code]}, () => greyRows(6, 4)],
    [
      'standardised Gaussian units',
      {visible: {...gaussian, standardize: true}, hidden: [5, code]},
      () => rawRows(6, 4),
    ],
    [
      'learned variances',
      {visible: {...gaussian, variance: 'learned'}, hidden: [5, code]},
      () => greyRows(6, 4),
    ],
    [
      'learned variances of standardised units',
      {visible: {...gaussian, variance: 'learned', standardize: true}, hidden: [5, 3]},
      () => rawRows(6, 4),
    ],
    [
      'rectified linear units, visible, between, and as the code',
      {visible: {units: 4, type: 'relu'}, hidden: [{units: 5, type: 'relu'}, 3, {units: 2, type: 'relu'}]},
      () => greyRows(6, 4),
    ],
    [
      'a group of categories',
      {visible: {units: 4, type: 'softmax'}, hidden: [5, {units: 3, type: 'softmax'}]},
      () => categories(6),
    ],
  ])('computes what reconstruct does, with %s', async (_, args, data) => {
    const x = data();
    const dbn = await roughStack(args, x);
    const models = dbn.toAutoencoder();
    const {encoder, decoder, autoencoder} = models;
    const expected = read(dbn.reconstruct(x));
    expectClose(predicted(autoencoder, x), expected);
    expectClose(predicted(encoder, x), read(dbn.transform(x)));
    const codes = encoder.predict(x) as tf.Tensor;
    expectClose(predicted(decoder, codes), expected);
    tf.dispose([x, codes]);
    disposeAll(models);
    dbn.dispose();
  });

  // Worked out by hand: up 1 * 2 + 0.5 = 2.5, down 2.5 * 2 - 1 = 4; mean 3, deviation 2.
  it('gives a standardised unit on the scale of its data', async () => {
    const dbn = new DBN({
      visible: {units: 1, type: 'gaussian', standardize: true},
      hidden: [{units: 1, type: 'gaussian'}],
    });
    const x = tf.tensor2d([[1], [5]]);
    await dbn.pretrain(x, {verbose: 0, epochs: 1});
    tf.tidy(() => dbn.rbms[0]!.setWeights([tf.tensor2d([[2]]), tf.tensor1d([-1]), tf.tensor1d([0.5])]));
    const models = dbn.toAutoencoder();
    expectClose(predicted(models.encoder, x), [-1.5, 2.5]);
    expectClose(predicted(models.autoencoder, x), [3 + 2 * -4, 3 + 2 * 4]);
    x.dispose();
    disposeAll(models);
    dbn.dispose();
  });

  describe('of a small stack', () => {
    let dbn: DBN;
    let x: tf.Tensor2D;
    beforeEach(async () => {
      x = greyRows(20, 4);
      dbn = await roughStack({visible: 4, hidden: [5, {units: 3, type: 'relu'}, code]}, x);
    });
    afterEach(() => {
      x.dispose();
      dbn.dispose();
    });

    it('names its layers, and ends with a linear code and sigmoid means', () => {
      const models = dbn.toAutoencoder();
      const layers = (model: tf.LayersModel): string[] =>
        model.layers.slice(1).map((layer) => `${layer.name} ${layer.getConfig()['activation'] as string}`);
      const up = ['hidden1 sigmoid', 'hidden2 relu', 'code linear'];
      const down = ['decoded2 reluMean', 'decoded1 sigmoid', 'reconstruction sigmoid'];
      expect(layers(models.encoder)).toEqual(up);
      expect(layers(models.decoder)).toEqual(down);
      expect(layers(models.autoencoder)).toEqual([...up, ...down]);
      disposeAll(models);
    });

    it('is trained as one, and leaves the stack alone', async () => {
      const models = dbn.toAutoencoder();
      const {encoder, decoder, autoencoder} = models;
      const before = dbn.rbms.flatMap((rbm) => rbm.getWeights().flatMap(read));
      const code = predicted(encoder, x);
      const optimizer = tf.train.adam(0.01);
      autoencoder.compile({optimizer, loss: 'meanSquaredError'});
      const {history} = await autoencoder.fit(x, x, {epochs: 30, verbose: 0});
      const losses = history['loss'] as number[];
      expect(losses.at(-1)).toBeLessThan(0.8 * losses[0]!);
      expect(predicted(encoder, x)).not.toEqual(code);
      const codes = encoder.predict(x) as tf.Tensor;
      expectClose(predicted(decoder, codes), predicted(autoencoder, x));
      codes.dispose();
      expect(dbn.rbms.flatMap((rbm) => rbm.getWeights().flatMap(read))).toEqual(before);
      optimizer.dispose();
      disposeAll(models);
    });

    it.each([
      ['encoder', 'decoder', 'autoencoder'],
      ['autoencoder', 'decoder', 'encoder'],
      ['decoder', 'autoencoder', 'encoder'],
    ] as const)('is disposed in any order: %s, %s, %s', (first, second, third) => {
      const models = dbn.toAutoencoder();
      const codes = models.encoder.predict(x) as tf.Tensor;
      const inputs = {encoder: x, decoder: codes, autoencoder: x};
      const results = (names: readonly (keyof Autoencoder)[]): number[][] =>
        names.map((name) => predicted(models[name], inputs[name]));
      const before = results([second, third]);
      models[first].dispose();
      expect(results([second, third])).toEqual(before);
      models[second].dispose();
      expect(results([third])).toEqual(before.slice(1));
      models[third].dispose();
      codes.dispose();
    });

    it('outlives the stack, and comes back from what tfjs saves of it', async () => {
      const models = dbn.toAutoencoder();
      for (const model of Object.values(models) as tf.LayersModel[]) {
        let saved!: tf.io.ModelArtifacts;
        await model.save(
          tf.io.withSaveHandler((given) => {
            saved = given;
            return Promise.resolve({modelArtifactsInfo: {dateSaved: new Date(), modelTopologyType: 'JSON'}});
          }),
        );
        // As a file would keep it.
        saved.modelTopology = JSON.parse(JSON.stringify(saved.modelTopology)) as object;
        const again = await tf.loadLayersModel(tf.io.fromMemory(saved));
        const input = tf.ones([3, model.inputs[0]!.shape[1]!]);
        expect(predicted(again, input)).toEqual(predicted(model, input));
        input.dispose();
        again.dispose();
      }
      disposeAll(models);
    });
  });

  it.each<[string, DBNArgs]>([
    [
      'toAutoencoder: visible units must be of a kind whose means a dense layer can compute, got units of several kinds.',
      {visible: [2, {units: 2, type: 'gaussian'}], hidden: [2]},
    ],
    [
      'toAutoencoder: visible units must be of a kind whose means a dense layer can compute, got several groups of softmax units.',
      {visible: {units: 4, type: 'softmax', categories: 2}, hidden: [2]},
    ],
    [
      'toAutoencoder: hidden units must be of a kind that a dense layer can compute, got several groups of softmax units.',
      {visible: 4, hidden: [2, {units: 4, type: 'softmax', categories: 2}]},
    ],
    [
      'toAutoencoder: this must be trained, since it standardises its data by the first that it is trained on, got one that has seen none.',
      {visible: {units: 4, type: 'gaussian', standardize: true}, hidden: [2]},
    ],
  ])('says: %s', (message, args) => {
    const dbn = new DBN(args);
    expect(() => dbn.toAutoencoder()).toThrow(message);
    dbn.dispose();
  });

  it('says when the stack is disposed', () => {
    const dbn = new DBN({visible: 2, hidden: [2]});
    dbn.dispose();
    expect(() => dbn.toAutoencoder()).toThrow(
      'toAutoencoder: this must be in use, got one that dispose() has freed.',
    );
  });
});

describe('toAutoencoder of a stack that was trained as a whole', () => {
  it('goes down by the ways that up-down has untied', async () => {
    const x = greyRows(6, 4);
    const dbn = new DBN({visible: 4, hidden: [5, 3, 2], seed: 3});
    await dbn.upDown(x, {epochs: 3, learningRate: 0.5, verbose: 0});
    const models = dbn.toAutoencoder();
    const expected = dbn.reconstruct(x);
    expectClose(predicted(models.autoencoder, x), read(expected));
    disposeAll(models);
    tf.dispose([x, expected]);
    dbn.dispose();
  });

  it('leaves label units out', () => {
    const dbn = new DBN({visible: 4, hidden: [3], classes: 2, seed: 3});
    const [weights, visibleBias, hiddenBias] = dbn.rbms[0]!.getWeights();
    const bias = tf.tensor1d([0.1, -0.2, 0.3, -0.4, 9, 9]);
    dbn.rbms[0]!.setWeights([weights, bias, hiddenBias]);
    const models = dbn.toAutoencoder();
    const code = tf.tensor2d([[0.2, 0.7, 0.4]]);
    const expected = tf.tidy(() => {
      const ofData = tf.slice(weights, [0, 0], [4, 3]);
      return tf.sigmoid(tf.add(tf.matMul(code, tf.transpose(ofData)), tf.slice(bias, 0, 4)));
    });
    expectClose(predicted(models.decoder, code), read(expected));
    disposeAll(models);
    tf.dispose([weights, visibleBias, hiddenBias, bias, code, expected]);
    dbn.dispose();
  });
});
