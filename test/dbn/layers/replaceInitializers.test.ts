import * as tf from '@tensorflow/tfjs';
import {DBN, heNormal, heUniform, xavierNormal, xavierUniform} from 'tfjs-dbn';
import {read} from '../../read.js';
import {memoryHandler} from '../../savedInMemory.js';
import {correlation, deviation} from '../../statistics.js';
import {greyRows} from '../roughStack.js';

const {batchNormalization, bidirectional, dense, lstm, reshape, timeDistributed} = tf.layers;

type Output = Parameters<DBN['toSequential']>[0];

const OURS = ['XavierNormal', 'XavierUniform', 'KaimingNormal', 'KaimingUniform'];

/** Loads a model as a process does that has never seen this package. */
async function loadWithTfjsAlone(artifacts: tf.io.ModelArtifacts): Promise<tf.LayersModel> {
  const {classNameMap} = tf.serialization.SerializationMap.getMap();
  const ours = OURS.map((name) => [name, classNameMap[name]!] as const);
  for (const name of OURS) Reflect.deleteProperty(classNameMap, name);
  try {
    return await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  } finally {
    Object.assign(classNameMap, Object.fromEntries(ours));
  }
}

async function artifactsOf(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  const handler = memoryHandler();
  await model.save(handler);
  return handler.saved[0]!;
}

/** Makes a model of the configuration alone, without the weights. */
async function anew(model: tf.LayersModel): Promise<tf.LayersModel> {
  return tf.models.modelFromJSON(model.toJSON(null, false) as never);
}

/** Loads what is saved of a model with tfjs alone, and expects the same outputs, now and after a step of training. */
async function expectSameWithTfjsAlone(model: tf.LayersModel): Promise<void> {
  const again = await loadWithTfjsAlone(await artifactsOf(model));
  const x = greyRows(6, model.inputs[0]!.shape[1]!);
  const output = model.predict(x) as tf.Tensor;
  const target = tf.zerosLike(output);
  expect(read(again.predict(x) as tf.Tensor)).toEqual(read(output));
  for (const one of [model, again]) {
    const optimizer = tf.train.sgd(0.1);
    one.compile({optimizer, loss: 'meanSquaredError'});
    await one.fit(x, target, {epochs: 2, verbose: 0, shuffle: false});
    optimizer.dispose();
  }
  expect(read(again.predict(x) as tf.Tensor)).toEqual(read(model.predict(x) as tf.Tensor));
  tf.dispose([x, target]);
  disposeAll(again);
}

/** Disposes a model, and the weights of models in it, which tfjs leaves. */
function disposeAll(model: tf.LayersModel): void {
  const weights = model.getWeights();
  model.dispose();
  tf.dispose(weights);
}

/** A saved initializer, as tfjs writes it into a configuration. */
const XAVIER_CONFIG = {className: 'XavierUniform', config: {seed: 4, gain: 'tanh'}};

describe('a model that is handed out', () => {
  let dbn: DBN;
  beforeEach(() => {
    dbn = new DBN({visible: 4, hidden: [5, 3], seed: 1});
  });
  afterEach(() => dbn.dispose());

  it.each<[string, () => Output]>([
    ['no output', () => undefined],
    ['an output', () => ({units: 2})],
    ['xavierUniform', () => ({units: 2, kernelInitializer: xavierUniform({seed: 3})})],
    [
      'heNormal, for the bias too',
      () => ({units: 2, kernelInitializer: heNormal(), biasInitializer: heNormal()}),
    ],
    ['initializers by name', () => ({units: 2, kernelInitializer: 'XavierUniform' as never})],
    ['another name', () => ({units: 2, biasInitializer: 'KaimingNormal' as never})],
    ['initializers by configuration', () => ({units: 2, kernelInitializer: XAVIER_CONFIG as never})],
    ['layers', () => [dense({units: 2, kernelInitializer: heUniform()}), dense({units: 2})]],
    ['a normalization', () => [batchNormalization({gammaInitializer: xavierNormal()})]],
    ['an activation', () => [tf.layers.prelu({alphaInitializer: xavierUniform()})]],
    [
      'wrappers',
      () => {
        const kernelInitializer = xavierNormal({seed: 2});
        const layer = lstm({
          units: 2,
          returnSequences: true,
          kernelInitializer,
          recurrentInitializer: kernelInitializer,
        });
        const inner = dense({units: 2, kernelInitializer});
        return [
          reshape({targetShape: [3, 1]}),
          bidirectional({layer: layer, mergeMode: 'concat'}),
          timeDistributed({layer: inner}),
        ];
      },
    ],
    [
      'stacked cells',
      () => {
        const args = {units: 2, kernelInitializer: heNormal()};
        const cell = tf.layers.stackedRNNCells({cells: [tf.layers.gruCell(args), tf.layers.gruCell(args)]});
        return [reshape({targetShape: [3, 1]}), tf.layers.rnn({cell})];
      },
    ],
    [
      'a model',
      () => {
        const kernelInitializer = 'XavierNormal' as never;
        return [tf.sequential({layers: [dense({units: 2, inputShape: [3], kernelInitializer})]})];
      },
    ],
  ])('is loaded by tfjs alone, computes the same, and trains on: toSequential with %s', async (_, output) => {
    const model = dbn.toSequential(output());
    await expectSameWithTfjsAlone(model);
    disposeAll(model);
  });

  it('is loaded by tfjs alone, computes the same, and trains on: toAutoencoder', async () => {
    const models = Object.values(dbn.toAutoencoder()) as tf.LayersModel[];
    for (const model of models) await expectSameWithTfjsAlone(model);
    for (const model of models) model.dispose();
  });

  it('starts from the numbers that our initializers draw', () => {
    const byDefault = dbn.toSequential({units: 2});
    const asked = dbn.toSequential({units: 2, kernelInitializer: heNormal({seed: 3})});
    const xavier = xavierUniform({seed: 1});
    // One initializer fills the kernels of the hidden layers first.
    const drawn = [
      [4, 5],
      [5, 3],
      [3, 2],
    ].map((shape) => read(xavier.apply(shape)));
    expect(Array.from(byDefault.getLayer('output').getWeights()[0]!.dataSync())).toEqual(drawn[2]);
    const he = read(heNormal({seed: 3}).apply([3, 2]));
    expect(Array.from(asked.getLayer('output').getWeights()[0]!.dataSync())).toEqual(he);
    byDefault.dispose();
    asked.dispose();
  });

  it("names tfjs's own initializer of the same deviation, and keeps those that are not ours", () => {
    const model = dbn.toSequential([
      dense({
        units: 2,
        name: 'top',
        kernelInitializer: heNormal({seed: 0, gain: 3}),
        biasInitializer: tf.initializers.constant({value: 0.5}),
      }),
    ]);
    const {kernelInitializer, biasInitializer} = model.getLayer('top').getConfig();
    // tfjs cuts at two deviations, which leaves 0.8796 of each.
    const scale = expect.closeTo((3 / 0.87962566) ** 2, 6) as number;
    const seed = expect.any(Number) as number;
    expect(kernelInitializer).toEqual({
      className: 'VarianceScaling',
      config: {scale, mode: 'fanIn', distribution: 'normal', seed},
    });
    expect(biasInitializer).toEqual({className: 'Constant', config: {value: 0.5}});
    model.dispose();
  });
});

describe('a model made anew of the configuration of one that is handed out', () => {
  // 80,000 normal and 20,000 uniform draws: the standard error of the deviation is at most 0.3 %.
  it.each<[string, () => tf.layers.Layer[], shape: number[], expected: number]>([
    ['heNormal', () => [dense({units: 200, kernelInitializer: heNormal()})], [400, 200], Math.sqrt(2 / 400)],
    [
      'heNormal, for the window of a depthwise convolution',
      () => {
        const depthwiseInitializer = heNormal({layout: 'depthwise'});
        return [
          reshape({targetShape: [2, 2, 100]}),
          tf.layers.depthwiseConv2d({kernelSize: 2, depthMultiplier: 200, depthwiseInitializer}),
        ];
      },
      [2, 2, 100, 200],
      Math.sqrt(2 / 4),
    ],
    [
      'xavierUniform, for a bias',
      () => {
        const biasInitializer = xavierUniform();
        return [dense({units: 1}), dense({units: 20_000, kernelInitializer: 'zeros', biasInitializer})];
      },
      [20_000],
      Math.sqrt(1 / 20_000),
    ],
  ])('starts with the deviation that was asked for: %s', async (_, top, shape, expected) => {
    const dbn = new DBN({visible: 2, hidden: [400]});
    const model = dbn.toSequential(top());
    const again = await anew(model);
    const kernel = again.layers
      .at(-1)!
      .getWeights()
      .find((weight) => String(weight.shape) === String(shape))!;
    expect(deviation(kernel.dataSync<'float32'>()) / expected).toBeCloseTo(1, 1.7);
    model.dispose();
    again.dispose();
    dbn.dispose();
  });

  it('starts where its seed says, with other numbers in each kernel', async () => {
    const kernelsOf = async (seed: number): Promise<Float32Array[]> => {
      const dbn = new DBN({visible: 50, hidden: [50, 50], seed});
      const model = dbn.toSequential({units: 50});
      const again = await anew(model);
      const kernels = again.layers.map((layer) => layer.getWeights()[0]!.dataSync<'float32'>().slice());
      model.dispose();
      again.dispose();
      dbn.dispose();
      return kernels;
    };
    const kernels = await kernelsOf(0);
    expect(await kernelsOf(0)).toEqual(kernels);
    const others = [...kernels, ...(await kernelsOf(1))];
    // Of 2,500 pairs, whose correlation has a standard error of 0.02.
    others.forEach((one, place) => {
      for (const other of others.slice(place + 1)) {
        expect(Math.abs(correlation(one, other))).toBeLessThan(0.1);
      }
    });
  });
});
