import * as tf from '@tensorflow/tfjs';
import {DBN, type DBNArgs} from 'tfjs-dbn';
import {read} from '../../read.js';
import {greyRows, rawRows, roughStack} from '../roughStack.js';

const {dense, dropout} = tf.layers;

/** What each machine makes of the rows, from the lowest up. */
function features({rbms}: DBN, x: tf.Tensor2D): number[][] {
  return tf.tidy(() => {
    let below = x;
    return rbms.map((rbm) => Array.from((below = rbm.transform(below)).dataSync()));
  });
}

/** What each hidden layer of a model makes of the rows. */
function activations(model: tf.Sequential, x: tf.Tensor2D): number[][] {
  const hidden = model.layers.filter(({name}) => name.startsWith('hidden'));
  const outputs = hidden.map(({output}) => output as tf.SymbolicTensor);
  // Not to be disposed: the layers are the model's.
  const made = tf.model({inputs: model.inputs, outputs}).predict(x);
  return (Array.isArray(made) ? made : [made]).map(read);
}

function names(model: tf.Sequential): string[] {
  return model.layers.map(({name}) => name);
}

function weightsOf(layer: tf.layers.Layer): number[][] {
  return layer.getWeights().map((weight) => Array.from(weight.dataSync()));
}

describe('toSequential with layers on a linear one', () => {
  it.each<[string, () => tf.layers.Layer[]]>([
    ['a normalisation', () => [tf.layers.batchNormalization(), tf.layers.dense({units: 2})]],
    ['an activation', () => [tf.layers.activation({activation: 'relu'}), tf.layers.dense({units: 2})]],
    ['another shape', () => [tf.layers.reshape({targetShape: [3, 1]})]],
  ])('takes %s', (_, top) => {
    const dbn = new DBN({visible: 6, hidden: [5, {units: 3, type: 'gaussian'}], seed: 1});
    const model = dbn.toSequential(top());
    const own = dbn.rbms[1]!.getWeights();
    const code = model.getLayer('hidden2').getWeights()[0]!;
    expect(Array.from(code.dataSync())).toEqual(Array.from(own[0].dataSync()));
    // And the other way: what is there may be initialized again.
    dbn.initializeModel(model);
    model.dispose();
    dbn.dispose();
    tf.dispose(own);
  });
});

describe('toSequential', () => {
  const gaussian = {units: 4, type: 'gaussian'} as const;

  it.each<[string, DBNArgs, () => tf.Tensor2D]>([
    ['binary units', {visible: 4, hidden: [5, 3]}, () => greyRows(6, 4)],
    [
      'standardised Gaussian units',
      {visible: {...gaussian, standardize: true}, hidden: [5, 3]},
      () => rawRows(6, 4),
    ],
    [
      'learned variances',
      {visible: {...gaussian, variance: 'learned'}, hidden: [5, 3]},
      () => greyRows(6, 4),
    ],
    [
      'learned variances of standardised units',
      {
        visible: {...gaussian, variance: 'learned', standardize: true},
        hidden: [5, {units: 3, type: 'gaussian'}],
      },
      () => rawRows(6, 4),
    ],
    [
      'rectified linear units',
      {
        visible: 4,
        hidden: [
          {units: 5, type: 'relu'},
          {units: 3, type: 'relu'},
        ],
      },
      () => greyRows(6, 4),
    ],
  ])('has hidden layers that compute the features of machines with %s', async (_, args, data) => {
    const x = data();
    const dbn = await roughStack(args, x);
    const expected = features(dbn, x);
    const top = read(dbn.transform(x));
    for (const options of [{}, {dropout: 0.5, inputDropout: 0.2, frozen: 1}]) {
      const model = dbn.toSequential({units: 2}, options);
      const made = activations(model, x);
      made.flat().forEach((value, place) => {
        const exact = expected.flat()[place]!;
        expect(Math.abs(value - exact)).toBeLessThan(1e-5 * Math.max(1, Math.abs(exact)));
      });
      expect(made.at(-1)).toHaveLength(top.length);
      model.dispose();
    }
    x.dispose();
    dbn.dispose();
  });

  describe('of a small stack', () => {
    let dbn: DBN;
    beforeEach(() => {
      dbn = new DBN({visible: 4, hidden: [5, 3], seed: 1});
    });
    afterEach(() => dbn.dispose());

    it('puts Dropout behind every hidden layer, and before the first', () => {
      const model = dbn.toSequential({units: 2}, {dropout: 0.5, inputDropout: 0.2});
      expect(names(model)).toEqual(['inputDropout', 'hidden1', 'dropout1', 'hidden2', 'dropout2', 'output']);
      const rates = model.layers.map((layer) => layer.getConfig()['rate']);
      expect(rates).toEqual([0.2, undefined, 0.5, undefined, 0.5, undefined]);
      model.dispose();
    });

    it('takes a rate for each layer, 0 for none', () => {
      const model = dbn.toSequential(undefined, {dropout: [0, 0.3]});
      expect(names(model)).toEqual(['hidden1', 'hidden2', 'dropout2']);
      model.dispose();
    });

    it('drops units in training only', () => {
      const model = dbn.toSequential(undefined, {dropout: [0, 0.9]});
      const x = greyRows(50, 4);
      const zeros = (training: boolean): number =>
        read(model.apply(x, {training}) as tf.Tensor).filter((value) => value === 0).length;
      expect(zeros(false)).toBe(0);
      // 150 units, of which 135 are dropped, with a deviation of 3.7.
      expect(zeros(true)).toBeGreaterThan(100);
      x.dispose();
      model.dispose();
    });

    it('puts any layers on top', () => {
      const top = [
        tf.layers.batchNormalization({name: 'norm'}),
        dropout({rate: 0.1, name: 'drop'}),
        dense({units: 2, name: 'last'}),
      ];
      const model = dbn.toSequential(top);
      expect(names(model)).toEqual(['hidden1', 'hidden2', 'norm', 'drop', 'last']);
      expect(model.outputs[0]!.shape).toEqual([null, 2]);
      model.dispose();
    });

    it('takes an empty list for no layers', () => {
      const model = dbn.toSequential([]);
      expect(names(model)).toEqual(['hidden1', 'hidden2']);
      model.dispose();
    });

    it('leaves frozen layers as they are in fit, and trains the others', async () => {
      const model = dbn.toSequential({units: 2, activation: 'softmax'}, {frozen: 1});
      const optimizer = tf.train.sgd(0.5);
      model.compile({optimizer, loss: 'categoricalCrossentropy'});
      const before = model.layers.map(weightsOf);
      const x = greyRows(20, 4);
      const y = tf.tidy(() => tf.oneHot(tf.range(0, 20, 1, 'int32').mod(2).toInt(), 2).toFloat());
      await model.fit(x, y, {epochs: 2, verbose: 0});
      const changes = model.layers
        .map(weightsOf)
        .map((layer, place) =>
          layer.map((values, weight) => values.some((value, i) => value !== before[place]![weight]![i])),
        );
      expect(changes).toEqual([
        [false, false],
        [true, true],
        [true, true],
      ]);
      tf.dispose([x, y]);
      optimizer.dispose();
      model.dispose();
    });

    it('comes back from what tfjs saves of it', async () => {
      const model = dbn.toSequential({units: 2}, {dropout: 0.5, frozen: 1});
      let saved!: tf.io.ModelArtifacts;
      await model.save(
        tf.io.withSaveHandler((given) => {
          saved = given;
          return Promise.resolve({modelArtifactsInfo: {dateSaved: new Date(), modelTopologyType: 'JSON'}});
        }),
      );
      const again = (await tf.loadLayersModel(tf.io.fromMemory(saved))) as tf.Sequential;
      expect(names(again)).toEqual(names(model));
      expect(again.layers.map(({trainable}) => trainable)).toEqual([false, true, true, true, true]);
      const x = greyRows(6, 4);
      const [ours, theirs] = [model, again].map((one) => read(one.predict(x) as tf.Tensor));
      expect(theirs).toEqual(ours);
      x.dispose();
      again.dispose();
      model.dispose();
    });

    it.each<[string, object | null]>([
      ['toSequential: args must be an object, got null.', null],
      ["toSequential: unknown option 'seed'.", {seed: 1}],
      ['toSequential: dropout must be a number in [0, 1), got 1.', {dropout: 1}],
      ['toSequential: dropout must be a number in [0, 1), got NaN.', {dropout: NaN}],
      ["toSequential: dropout must be a number in [0, 1), got '0.5'.", {dropout: '0.5'}],
      ['toSequential: dropout must be a number, or a list of 2, got [0.5].', {dropout: [0.5]}],
      ['toSequential: dropout[1] must be a number in [0, 1), got -0.1.', {dropout: [0.5, -0.1]}],
      ['toSequential: inputDropout must be a number in [0, 1), got 1.5.', {inputDropout: 1.5}],
      ['toSequential: frozen must be an integer from 0 to 2, got 3.', {frozen: 3}],
      ['toSequential: frozen must be an integer from 0 to 2, got 0.5.', {frozen: 0.5}],
    ])('says: %s', (message, args) => {
      expect(() => dbn.toSequential(undefined, args as never)).toThrow(message);
    });

    it.each<[string, () => unknown[]]>([
      [
        'toSequential: output[1] must be a layer of tf.layers, got an object.',
        () => [dense({units: 2}), {units: 2}],
      ],
      ['toSequential: output[0] must be a layer of tf.layers, got null.', () => [null]],
      [
        "toSequential: output must be layers whose names occur once in the model, got a second 'hidden1'.",
        () => [dense({units: 2, name: 'hidden1'})],
      ],
    ])('says: %s', (message, make) => {
      expect(() => dbn.toSequential(make() as never)).toThrow(message);
    });

    it('leaves nothing of its own behind when a layer on top does not fit', () => {
      // It takes images.
      expect(() => dbn.toSequential([tf.layers.maxPooling2d({poolSize: 2})])).toThrow();
    });
  });
});
