import * as tf from '@tensorflow/tfjs';
import {DBN} from 'tfjs-dbn';
import {moments, sigmoid} from '../../exact/arithmetic.js';
import {drawnStack, exactStackOf, givenLabel, inputs, stackDistribution} from '../../exact/exactStack.js';
import {expectMeans, toRows} from '../../monteCarlo.js';
import {read} from '../../read.js';
import {artifactsOf, savedOf, seal} from '../../savedInMemory.js';

const ROWS = [
  [1, 1, 0, 0],
  [0, 0, 1, 1],
  [1, 0, 1, 0],
];

/** The names of what is saved of the ways down. */
async function waysDown(dbn: DBN): Promise<string[]> {
  const {weightSpecs} = await artifactsOf(dbn);
  return weightSpecs!.map(({name}) => name).filter((name) => name.includes('generative'));
}

const ALL = ['rbm0', 'rbm1'].flatMap((rbm) => [`${rbm}/generativeWeights`, `${rbm}/generativeBias`]);

describe('a stack whose ways are untied', () => {
  let x: tf.Tensor2D;
  let labels: tf.Tensor1D;
  let dbn: DBN;
  // With a large learning rate, so that the ways differ.
  beforeEach(async () => {
    x = tf.tensor2d(ROWS);
    labels = tf.tensor1d([0, 1, 1], 'int32');
    dbn = drawnStack({visible: 4, hidden: [3, 3, 2], classes: 2});
    await dbn.upDown(x, {labels, epochs: 5, learningRate: 0.5, verbose: 0});
  });
  afterEach(() => {
    dbn.dispose();
    tf.dispose([x, labels]);
  });

  it('draws from the exact distribution of the top machine and the ways down', async () => {
    const exact = await exactStackOf(dbn);
    const args = {k: 25, show: 'sample', seed: 1} as const;
    const all = read(await dbn.sample({rows: 4000, ...args}));
    const {states, probabilities} = stackDistribution(exact);
    expectMeans(toRows(all, 4), {states: states.map((state) => state.slice(0, 4)), probabilities}, moments);
    const ones = tf.ones([4000]);
    expectMeans(toRows(read(await dbn.sample({labels: ones, ...args})), 4), givenLabel(exact, 1), moments);
    ones.dispose();
  });

  it('goes up by the weights of its machines, and down by the others', async () => {
    const {recognition, directed, top} = await exactStackOf(dbn);
    const up = ROWS.map((v) =>
      recognition.reduce((below, {weights, bias}) => inputs(below, weights, bias).map(sigmoid), v),
    );
    const single = dbn.rbms.at(-1)!;
    const means = tf.tensor2d(up);
    const close = (values: number[], expected: number[]): void => {
      expect(values).toHaveLength(expected.length);
      values.forEach((value, place) => expect(value).toBeCloseTo(expected[place]!, 5));
    };
    close(read(dbn.transform(x)), read(single.transform(means)));
    close(read(dbn.predict(x)), read(single.predict(means)));
    const middle = single.reconstruct(means);
    const down = middle
      .arraySync()
      .map((h) =>
        directed.reduceRight((above, {weights, bias}) => inputs(above, weights, bias).map(sigmoid), h),
      );
    close(read(dbn.reconstruct(x)), down.flat());
    const model = dbn.toSequential();
    const network = up.map((h) => inputs(h, top.weights.slice(0, 3), top.hidden.bias).map(sigmoid));
    close(read(model.predict(x) as tf.Tensor), network.flat());
    tf.dispose([means, middle]);
    model.dispose();
  });

  it('comes back from a file as it was, and goes on where it stopped, at rest', async () => {
    expect(await waysDown(dbn)).toEqual(ALL);
    const loaded = await DBN.load(tf.io.fromMemory(await artifactsOf(dbn)));
    expect(await savedOf(loaded)).toEqual(await savedOf(dbn));
    const ours = read(await dbn.sample({rows: 5, k: 3, seed: 2}));
    expect(read(await loaded.sample({rows: 5, k: 3, seed: 2}))).toEqual(ours);
    // The velocity is not saved.
    const args = {labels, epochs: 6, initialEpoch: 5, momentum: 0, verbose: 0} as const;
    await dbn.upDown(x, args);
    await loaded.upDown(x, args);
    expect(await savedOf(loaded)).toEqual(await savedOf(dbn));
    loaded.dispose();
  });

  it('is tied again by pre-training', async () => {
    await dbn.pretrain(x, {labels, epochs: 1, verbose: 0});
    expect(await waysDown(dbn)).toEqual([]);
    const other = drawnStack({visible: 4, hidden: [3, 3, 2], classes: 2});
    for (const [layer, rbm] of dbn.rbms.entries())
      tf.tidy(() => other.rbms[layer]!.setWeights(rbm.getWeights()));
    expect(read(dbn.reconstruct(x))).toEqual(read(other.reconstruct(x)));
    other.dispose();
  });

  it('stays untied by pre-training that is refused, or trains nothing', async () => {
    await expect(dbn.pretrain(x, {labels, epochs: -1})).rejects.toThrow('epochs');
    await dbn.pretrain(x, {labels, epochs: 0, verbose: 0});
    expect(await waysDown(dbn)).toEqual(ALL);
  });

  it('is tied again in the one machine that is trained or set by itself', async () => {
    const states = tf.tensor2d([[1, 0, 1]]);
    await dbn.rbms[1]!.fit(states, {epochs: 1, verbose: 0});
    expect(await waysDown(dbn)).toEqual(ALL.slice(0, 2));
    tf.tidy(() => dbn.rbms[0]!.setWeights(dbn.rbms[0]!.getWeights()));
    expect(await waysDown(dbn)).toEqual([]);
    states.dispose();
  });

  it('stays untied when the top machine is trained by itself', async () => {
    const states = tf.tensor2d([[1, 0, 1]]);
    const label = tf.tensor1d([1], 'int32');
    await dbn.rbms[2]!.fit(states, {labels: label, epochs: 1, verbose: 0});
    expect(await waysDown(dbn)).toEqual(ALL);
    await dbn.upDown(x, {labels, epochs: 1, verbose: 0});
    tf.dispose([states, label]);
  });

  it('is untied anew from where a machine was tied', async () => {
    await dbn.pretrain(x, {labels, epochs: 1, verbose: 0});
    const before = await exactStackOf(dbn);
    await dbn.upDown(x, {labels, epochs: 1, learningRate: 1e-6, verbose: 0});
    const after = await exactStackOf(dbn);
    before.directed.forEach(({weights, bias}, layer) => {
      const values = [...after.directed[layer]!.weights, after.directed[layer]!.bias].flat();
      [...weights, bias].flat().forEach((value, place) => expect(values[place]).toBeCloseTo(value, 4));
    });
  });

  it.each<[string, (config: {layers: Record<string, unknown>[]}, a: tf.io.ModelArtifacts) => void]>([
    [
      "source's layers[0].isUntied must be true or false, got 'yes'.",
      ({layers}) => (layers[0]!['isUntied'] = 'yes'),
    ],
    [
      'source must be undamaged, got generative weights of the top machine.',
      ({layers}) => (layers[2]!['isUntied'] = true),
    ],
    [
      'source must be undamaged, got 13 tensors instead of 11.',
      ({layers}) => (layers[1]!['isUntied'] = false),
    ],
    [
      "source must be undamaged, got rbm0/generativeWeights as 'float32' of shape [4, 3] instead of [3, 4].",
      (_, a) => (a.weightSpecs!.find(({name}) => name === 'rbm0/generativeWeights')!.shape = [4, 3]),
    ],
    [
      'source must be undamaged, got NaN or infinity in rbm0/generativeWeights.',
      // Behind the weights and both biases of the first machine.
      (_, a) => new Float32Array(a.weightData as ArrayBuffer).fill(NaN, 12 + 4 + 3),
    ],
  ])('says of a file: %s', async (message, change) => {
    const artifacts = structuredClone(await artifactsOf(dbn));
    change((artifacts.modelTopology as {config: never}).config, artifacts);
    await seal(artifacts);
    await expect(DBN.load(tf.io.fromMemory(artifacts))).rejects.toThrow(`DBN.load: ${message}`);
  });
});
