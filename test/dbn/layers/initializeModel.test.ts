import * as tf from '@tensorflow/tfjs';
import {DBN} from 'tfjs-dbn';
import {read} from '../../read.js';

/** A model of these layers; the first one says its inputShape, if the model is to be built. */
function network(...layers: tf.layers.Layer[]): tf.Sequential {
  return tf.sequential({layers});
}

const {activation, dense, dropout, flatten} = tf.layers;

describe('initialize', () => {
  let dbn: DBN;
  beforeEach(() => {
    dbn = new DBN({visible: 4, hidden: [3, 2], seed: 1});
  });
  afterEach(() => dbn.dispose());

  it('writes weights and hidden biases into the Dense layers of a model', () => {
    const model = network(
      flatten({inputShape: [2, 2]}),
      dense({units: 3, activation: 'sigmoid'}),
      dropout({rate: 0.5}),
      dense({units: 2}),
      activation({activation: 'sigmoid'}),
      dense({units: 7}),
    );
    const output = Array.from(model.layers[5]!.getWeights()[0]!.dataSync());
    dbn.initializeModel(model);
    [model.layers[1]!, model.layers[3]!].forEach((layer, place) => {
      const [weights, , hiddenBias] = dbn.rbms[place]!.getWeights().map(read);
      expect(layer.getWeights().map((weight) => Array.from(weight.dataSync()))).toEqual([
        weights,
        hiddenBias,
      ]);
    });
    expect(Array.from(model.layers[5]!.getWeights()[0]!.dataSync())).toEqual(output);
    model.dispose();
  });

  it.each<[string, () => tf.Sequential]>([
    [
      'initializeModel: model must be a model of at least 2 Dense layers, got 1.',
      () => network(dense({units: 3, activation: 'sigmoid', inputShape: [4]})),
    ],
    [
      "initializeModel: layer 'second', which rbms[1] is for, must be a Dense layer with a kernel of shape [3, 2] and a bias, got [3, 5] and [5].",
      () =>
        network(
          dense({units: 3, activation: 'sigmoid', inputShape: [4]}),
          dense({units: 5, activation: 'sigmoid', name: 'second'}),
        ),
    ],
    [
      "initializeModel: layer 'first', which rbms[0] is for, must be a Dense layer with a kernel of shape [4, 3] and a bias, got [4, 3] and no bias.",
      () =>
        network(
          dense({units: 3, activation: 'sigmoid', inputShape: [4], useBias: false, name: 'first'}),
          dense({units: 2, activation: 'sigmoid'}),
        ),
    ],
    [
      "initializeModel: layer 'second', which rbms[1] is for, must be one with activation 'sigmoid', got 'relu'.",
      () =>
        network(
          dense({units: 3, activation: 'sigmoid', inputShape: [4]}),
          dense({units: 2, activation: 'relu', name: 'second'}),
        ),
    ],
    [
      "initializeModel: layer 'norm' must be Dense, Dropout, noise or a first Activation, since it lies behind 'first', which is pre-trained, got BatchNormalization.",
      () =>
        network(
          dense({units: 3, activation: 'sigmoid', inputShape: [4], name: 'first'}),
          tf.layers.batchNormalization({name: 'norm'}),
          dense({units: 2, activation: 'sigmoid'}),
        ),
    ],
    ['initializeModel: model must be built, got one without layers.', () => tf.sequential()],
  ])('says, and writes nothing: %s', (message, make) => {
    const model = make();
    const weights = (): number[][] =>
      model.layers
        .filter(({built}) => built)
        .flatMap((layer) => layer.getWeights().map((w) => Array.from(w.dataSync())));
    const before = weights();
    expect(() => dbn.initializeModel(model)).toThrow(message);
    expect(weights()).toEqual(before);
    if (model.layers.length > 0) model.dispose();
  });

  it('says what it takes when it is given something else', () => {
    expect(() => dbn.initializeModel({} as never)).toThrow(
      'initializeModel: model must be a tf.LayersModel, got an object.',
    );
  });
});
