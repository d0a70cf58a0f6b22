import * as tf from '@tensorflow/tfjs';
import {DBN, type ForModelArgs} from 'tfjs-dbn';
import {read} from '../../read.js';

const {activation, conv2d, dense, dropout, flatten, reLU} = tf.layers;
type Layer = tf.layers.Layer;
type Parts = (string | number)[];

function network(...layers: Layer[]): tf.Sequential {
  return tf.sequential({layers});
}

/** Frees a model's weights, whatever tfjs counts of layers that are shared or models themselves. */
function free(model: tf.LayersModel): void {
  new Set(model.layers.flatMap((layer) => layer.weights)).forEach((weight) => weight.dispose());
}

/** What a stack is made of: the types and numbers of its units, from the lowest up. */
function parts({rbms}: DBN): Parts {
  const {visible} = rbms[0]!.machine;
  return [visible, ...rbms.map(({machine}) => machine.hidden)].flatMap(({kind, units}) => [kind.type, units]);
}

/** Whether the kernel of a layer is that of a machine, and its bias the hidden biases. */
function expectWeights(layer: Layer, {rbms}: DBN, place: number): void {
  const [weights, , hiddenBias] = rbms[place]!.getWeights().map(read);
  const given = layer.getWeights().map((weight) => Array.from(weight.dataSync()));
  expect(given).toEqual([weights, hiddenBias]);
}

describe('forModel', () => {
  it.each<[string, () => tf.LayersModel, ForModelArgs, Parts]>([
    [
      'takes all Dense layers but the last one',
      () =>
        network(
          dense({units: 3, activation: 'sigmoid', inputShape: [4]}),
          dense({units: 5, activation: 'sigmoid'}),
          dense({units: 2, activation: 'softmax'}),
        ),
      {},
      ['bernoulli', 4, 'bernoulli', 3, 'bernoulli', 5],
    ],
    [
      'takes each activation for its kind of unit',
      () =>
        network(
          dense({units: 3, activation: 'relu', inputShape: [4]}),
          dense({units: 5, activation: 'sigmoid'}),
          dense({units: 2}),
          dense({units: 1}),
        ),
      {visible: 'gaussian'},
      ['gaussian', 4, 'relu', 3, 'bernoulli', 5, 'gaussian', 2],
    ],
    [
      'takes as many as it is told, the last one too',
      () =>
        network(
          dense({units: 3, activation: 'sigmoid', inputShape: [4]}),
          dense({units: 5, activation: 'sigmoid'}),
        ),
      {layers: 2},
      ['bernoulli', 4, 'bernoulli', 3, 'bernoulli', 5],
    ],
    [
      'does not look at what is above',
      () =>
        network(
          dense({units: 3, activation: 'sigmoid', inputShape: [4]}),
          tf.layers.batchNormalization(),
          dense({units: 5, activation: 'tanh', useBias: false}),
          dense({units: 1}),
        ),
      {layers: 1},
      ['bernoulli', 4, 'bernoulli', 3],
    ],
    [
      'understands Flatten, Dropout, noise and activations behind linear layers',
      () =>
        network(
          flatten({inputShape: [2, 2]}),
          tf.layers.gaussianNoise({stddev: 1}),
          dense({units: 3}),
          dropout({rate: 0.5}),
          activation({activation: 'sigmoid'}),
          tf.layers.gaussianDropout({rate: 0.1}),
          tf.layers.alphaDropout({rate: 0.1}),
          dense({units: 2}),
          reLU({}),
          dense({units: 6, activation: 'sigmoid'}),
          activation({activation: 'linear'}),
          dense({units: 7}),
        ),
      {},
      ['bernoulli', 4, 'bernoulli', 3, 'relu', 2, 'bernoulli', 6],
    ],
    [
      'leaves convolutions alone',
      () =>
        network(
          conv2d({filters: 2, kernelSize: 2, inputShape: [3, 3, 1]}),
          tf.layers.maxPooling2d({poolSize: 2}),
          tf.layers.batchNormalization(),
          flatten(),
          dense({units: 3, activation: 'sigmoid'}),
          dense({units: 1}),
        ),
      {visible: {type: 'gaussian', standardize: true, variance: 'learned'}},
      ['gaussian', 2, 'bernoulli', 3],
    ],
    [
      'takes a model made of tensors, whose branches meet below',
      () => {
        const inputs = [tf.input({shape: [4]}), tf.input({shape: [4]})];
        const met = tf.layers.add().apply(inputs) as tf.SymbolicTensor;
        const below = dense({units: 3, activation: 'sigmoid'}).apply(met) as tf.SymbolicTensor;
        return tf.model({inputs, outputs: dense({units: 2}).apply(below) as tf.SymbolicTensor});
      },
      {},
      ['bernoulli', 4, 'bernoulli', 3],
    ],
    [
      'looks into models that are layers',
      () =>
        network(
          network(dense({units: 3, activation: 'sigmoid', inputShape: [4]}), dropout({rate: 0.1})),
          network(dense({units: 5, activation: 'relu', inputShape: [3]})),
          dense({units: 2}),
        ),
      {visible: {type: 'bernoulli'}},
      ['bernoulli', 4, 'bernoulli', 3, 'relu', 5],
    ],
    [
      'is given groups of categories',
      () => network(dense({units: 3, activation: 'sigmoid', inputShape: [6]}), dense({units: 1})),
      {visible: {type: 'softmax', categories: 3}},
      ['softmax', 6, 'bernoulli', 3],
    ],
  ])('%s', (_, make, args, expected) => {
    const model = make();
    const dbn = DBN.forModel(model, args);
    expect(parts(dbn)).toEqual(expected);
    dbn.dispose();
    free(model);
  });

  it('makes the stack that DBN makes of the same options and seed', () => {
    const model = network(
      dense({units: 3, activation: 'sigmoid', inputShape: [4]}),
      dense({units: 1, activation: 'sigmoid'}),
    );
    const stacks = [DBN.forModel(model, {seed: 0}), new DBN({visible: 4, hidden: [3], seed: 0})];
    const [ours, theirs] = stacks.map(({rbms}) => rbms[0]!.getWeights().map(read));
    expect(ours).toEqual(theirs);
    stacks.forEach((dbn) => dbn.dispose());
    model.dispose();
  });

  it.each<[string, () => tf.LayersModel, ForModelArgs?]>([
    ['forModel: model must be a tf.LayersModel, got null.', () => null as never],
    ['forModel: model must be built, got one without layers.', () => tf.sequential()],
    [
      'forModel: model must be one with a single output, got 2.',
      () => {
        const inputs = tf.input({shape: [4]});
        const outputs = [1, 2].map((units) => dense({units}).apply(inputs) as tf.SymbolicTensor);
        return tf.model({inputs, outputs});
      },
    ],
    [
      'forModel: model must be a model of at least 2 Dense layers, the last of which is the output, got 1; if that one is to be pre-trained, say layers: 1.',
      () => network(dense({units: 1, inputShape: [4]})),
    ],
    [
      'forModel: model must be a model of at least 2 Dense layers, the last of which is the output, got 0.',
      () => network(flatten({inputShape: [2, 2]})),
    ],
    [
      'forModel: model must be a model of at least 3 Dense layers, got 1.',
      () => network(dense({units: 1, inputShape: [4]})),
      {layers: 3},
    ],
    [
      "forModel: layer 'odd' must be one with activation 'sigmoid', 'relu', 'linear', to be pre-trained, got 'tanh'.",
      () =>
        network(
          dense({units: 3, activation: 'sigmoid', inputShape: [4]}),
          dense({units: 3, activation: 'tanh', name: 'odd'}),
          dense({units: 1}),
        ),
    ],
    [
      "forModel: layer 'odd' must be one with activation 'sigmoid', 'relu', 'linear', to be pre-trained, got 'softmax'.",
      () =>
        network(
          dense({units: 3, inputShape: [4], name: 'odd'}),
          activation({activation: 'softmax'}),
          dense({units: 1}),
        ),
    ],
    [
      "forModel: layer 'odd' must be a Dense layer with a bias, got one without.",
      () =>
        network(
          dense({units: 3, activation: 'sigmoid', inputShape: [4], useBias: false, name: 'odd'}),
          dense({units: 1}),
        ),
    ],
    [
      "forModel: layer 'odd' must be Dense, Dropout, noise or a first Activation, since it lies behind 'below', which is pre-trained, got BatchNormalization.",
      () =>
        network(
          dense({units: 3, inputShape: [4], name: 'below'}),
          tf.layers.batchNormalization({name: 'odd'}),
          activation({activation: 'sigmoid'}),
          dense({units: 1}),
        ),
    ],
    [
      "forModel: layer 'odd' must be Dense, Dropout, noise or a first Activation, since it lies behind 'below', which is pre-trained, got Reshape.",
      () =>
        network(
          dense({units: 4, activation: 'sigmoid', inputShape: [4], name: 'below'}),
          tf.layers.reshape({targetShape: [2, 2, 1], name: 'odd'}),
          conv2d({filters: 2, kernelSize: 2}),
          flatten(),
          dense({units: 3, activation: 'sigmoid'}),
          dense({units: 1}),
        ),
    ],
    [
      "forModel: layer 'odd' must be Dense, Dropout, noise or a first Activation, since it lies behind 'below', which is pre-trained, got ReLU.",
      () =>
        network(
          dense({units: 3, inputShape: [4], name: 'below'}),
          reLU({maxValue: 6, name: 'odd'}),
          dense({units: 1}),
        ),
    ],
    [
      "forModel: layer 'odd' must be Dense, Dropout, noise or a first Activation, since it lies behind 'below', which is pre-trained, got a second activation, 'tanh'.",
      () =>
        network(
          dense({units: 3, activation: 'sigmoid', inputShape: [4], name: 'below'}),
          activation({activation: 'tanh', name: 'odd'}),
          dense({units: 3, activation: 'sigmoid'}),
          dense({units: 1}),
        ),
    ],
    [
      "forModel: layer 'second' must be a Dense layer with an input for each of the 3 units of 'first', got 6.",
      () =>
        network(
          dense({units: 3, activation: 'sigmoid', inputShape: [2, 4], name: 'first'}),
          flatten(),
          dense({units: 3, activation: 'sigmoid', name: 'second'}),
          dense({units: 1}),
        ),
    ],
    [
      "forModel: layer 'meet' must be one with a single input, since Dense layers lie below it, 'left' for one, got one where branches meet.",
      () => {
        const inputs = tf.input({shape: [4]});
        const args = {units: 4, activation: 'sigmoid'} as const;
        const left = dense({...args, name: 'left'}).apply(inputs) as tf.SymbolicTensor;
        const met = tf.layers.add({name: 'meet'}).apply([inputs, left]) as tf.SymbolicTensor;
        const above = dense(args).apply(met) as tf.SymbolicTensor;
        return tf.model({inputs, outputs: dense({units: 1}).apply(above) as tf.SymbolicTensor});
      },
    ],
    [
      "forModel: layer 'shared' must be one that the model has in one place, got one in several.",
      () => {
        const inputs = tf.input({shape: [4]});
        const shared = dense({units: 4, activation: 'sigmoid', name: 'shared'});
        const above = shared.apply(shared.apply(inputs)) as tf.SymbolicTensor;
        return tf.model({inputs, outputs: dense({units: 1}).apply(above) as tf.SymbolicTensor});
      },
    ],
  ])('says: %s', (message, make, args = {}) => {
    const model = make();
    expect(() => DBN.forModel(model, args)).toThrow(message);
    if ((model as unknown) === null || model.layers.length === 0) return;
    free(model);
  });

  it.each<[string, unknown]>([
    ['forModel: args must be an object, got null.', null],
    ["forModel: unknown option 'hidden'.", {hidden: 3}],
    ['forModel: layers must be an integer >= 1, got 0.', {layers: 0}],
    ['forModel: seed must be an integer >= 0, got -1.', {seed: -1}],
    [
      "forModel: visible.type must be one of 'bernoulli', 'gaussian', 'relu', 'softmax', got 'binary'.",
      {visible: 'binary'},
    ],
    ["forModel: visible: unknown option 'units'.", {visible: {units: 4}}],
    ['forModel: visible must be an object, got 4.', {visible: 4}],
    [
      'forModel: visible.standardize must be left out for bernoulli units, got true.',
      {visible: {standardize: true}},
    ],
    [
      'forModel: visible.categories must be a divisor of its 4 units, got 3.',
      {visible: {type: 'softmax', categories: 3}},
    ],
  ])('says: %s', (message, args) => {
    const model = network(dense({units: 3, activation: 'sigmoid', inputShape: [4]}), dense({units: 1}));
    expect(() => DBN.forModel(model, args as never)).toThrow(message);
    model.dispose();
  });
});

describe('initialize, after forModel', () => {
  it('writes into the layers that were read, behind convolutions, and nowhere else', async () => {
    const model = network(
      conv2d({filters: 2, kernelSize: 2, inputShape: [3, 3, 1]}),
      flatten({name: 'flat'}),
      dense({units: 5, name: 'first'}),
      activation({activation: 'sigmoid'}),
      dropout({rate: 0.5}),
      dense({units: 3, activation: 'relu', name: 'second'}),
      dense({units: 2, name: 'output'}),
    );
    const others = ['output', model.layers[0]!.name].map((name) => model.getLayer(name));
    const values = (): number[][] =>
      others.flatMap((layer) => layer.getWeights().map((weight) => Array.from(weight.dataSync())));
    const before = values();
    const dbn = DBN.forModel(model, {visible: {type: 'gaussian', standardize: true}, seed: 1});
    const images = tf.randomNormal([20, 3, 3, 1], 5, 3, 'float32', 1);
    const below = tf.model({
      inputs: model.inputs,
      outputs: model.getLayer('first').input,
    });
    const rows = below.predict(images) as tf.Tensor2D;
    expect(rows.shape).toEqual([20, 8]);
    await dbn.pretrain(rows, {epochs: 2, verbose: 0});
    dbn.initializeModel(model);
    expectWeights(model.getLayer('second'), dbn, 1);
    expect(values()).toEqual(before);
    const top = tf.model({
      inputs: model.inputs,
      outputs: model.getLayer('output').input,
    });
    const [ours, theirs] = [read(dbn.transform(rows)), read(top.predict(images) as tf.Tensor)];
    theirs.forEach((value, place) => expect(value).toBeCloseTo(ours[place]!, 5));
    tf.dispose([images, rows]);
    dbn.dispose();
    model.dispose();
  });

  it('writes into models that are layers', () => {
    const [first, second] = [
      dense({units: 3, activation: 'sigmoid', inputShape: [4]}),
      dense({units: 5, activation: 'relu', inputShape: [3]}),
    ] as const;
    const model = network(network(first), network(second), dense({units: 2}));
    const dbn = DBN.forModel(model, {seed: 1});
    dbn.initializeModel(model);
    expectWeights(first, dbn, 0);
    expectWeights(second, dbn, 1);
    dbn.dispose();
    free(model);
  });
});
