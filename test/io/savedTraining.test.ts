import * as tf from '@tensorflow/tfjs';
import {RBM, type FitArgs, type RBMArgs} from 'tfjs-dbn';
import {read} from '../read.js';
import {artifactsOf, seal} from '../savedInMemory.js';

const ROWS = Array.from({length: 20}, (_, row) => Array.from({length: 4}, (_, i) => (row >> i) & 1));

/** Settings after which a machine that comes back from a file can go on exactly as the one in memory: no velocity is saved. */
const AT_REST: FitArgs = {epochs: 1, momentum: 0, verbose: 0, weightDecay: 0};

const gaussian = {units: 4, type: 'gaussian'} as const;
const softmax = {units: 4, type: 'softmax', categories: 2} as const;
const PAIRS = ROWS.map(([a, b]) => [a!, 1 - a!, b!, 1 - b!]);

describe('a machine that is saved between two trainings', () => {
  it.each<[string, RBMArgs, FitArgs, number[][]?]>([
    ['cd', {visible: 4, hidden: 3}, {}],
    ['pcd', {visible: 4, hidden: 3}, {estimator: 'pcd', engine: 'tensor'}],
    ['pcd on the wasm engine', {visible: 4, hidden: 3}, {estimator: 'pcd', engine: 'wasm'}],
    ['tempering', {visible: 4, hidden: 3}, {estimator: {type: 'tempering', inverseTemperatures: 3}}],
    ['centred pcd', {visible: 4, hidden: 3}, {estimator: 'pcd', centering: 'data'}],
    ['pcd of Gaussian hidden units', {visible: 4, hidden: {...gaussian, units: 3}}, {estimator: 'pcd'}],
    [
      'pcd of learned variances',
      {visible: {...gaussian, variance: 'learned'}, hidden: 3},
      {estimator: 'pcd'},
    ],
    ['pcd of rectified units', {visible: 4, hidden: {units: 3, type: 'relu'}}, {estimator: 'pcd'}],
    [
      'pcd of softmax units',
      {visible: softmax, hidden: {units: 3, type: 'softmax'}},
      {estimator: 'pcd'},
      PAIRS,
    ],
    ['standardised data', {visible: {...gaussian, standardize: true}, hidden: 3}, {}],
  ])('goes on with its chains, offsets and scale: %s', async (_, machine, args, rows = ROWS) => {
    const rbm = new RBM({...machine, seed: 5});
    const x = tf.tensor2d(rows);
    await rbm.fit(x, {...AT_REST, ...args});
    const loaded = await RBM.load(tf.io.fromMemory(await artifactsOf(rbm)));
    for (const one of [rbm, loaded]) await one.fit(x, {...AT_REST, ...args});
    expect(loaded.getWeights().map(read)).toEqual(rbm.getWeights().map(read));
    x.dispose();
    rbm.dispose();
    loaded.dispose();
  });

  it('has values of float32 in its file, whatever tensors it was given', async () => {
    const rbm = new RBM({visible: 2, hidden: 2, seed: 5});
    // On the cpu backend, these keep bytes.
    tf.tidy(() => {
      const isLarge = tf.cast(tf.greater<tf.Tensor2D>(tf.tensor2d([1, 2, 3, 4], [2, 2]), 2), 'float32');
      rbm.setWeights([isLarge, tf.zeros([2]), tf.zeros([2])]);
    });
    const loaded = await RBM.load(tf.io.fromMemory(await artifactsOf(rbm)));
    expect(loaded.getWeights().map(read)[0]).toEqual([0, 0, 1, 1]);
    rbm.dispose();
    loaded.dispose();
  });
});

describe('a file with what no machine could have saved', () => {
  const SCALED: RBMArgs = {visible: {...gaussian, standardize: true, variance: 'learned'}, hidden: 3};

  it.each<[string, RBMArgs, (artifacts: tf.io.ModelArtifacts) => void]>([
    ['a deviation that is not > 0', SCALED, (a) => overwrite(a, 'dataDeviation', 0)],
    ['a deviation that is not > 0', SCALED, (a) => overwrite(a, 'dataDeviation', -1)],
    ['a log-variance that is not from -6 to 4', SCALED, (a) => overwrite(a, 'logVariance', -200)],
    ['chains that are not of bernoulli units', {visible: 4, hidden: 3}, (a) => overwrite(a, 'chains', 0.5)],
    [
      'a scale of data that are not standardised',
      SCALED,
      (a) => (config(a)['visible'] = {...gaussian, variance: 'learned'}),
    ],
    ['a single label unit', {visible: 4, hidden: 3}, (a) => (config(a)['classes'] = 1)],
  ])('is refused: %s', async (got, machine, change) => {
    const rbm = new RBM({...machine, seed: 5});
    const x = tf.tensor2d(ROWS);
    await rbm.fit(x, {...AT_REST, estimator: 'pcd'});
    const artifacts = structuredClone(await artifactsOf(rbm));
    change(artifacts);
    await seal(artifacts);
    await expect(RBM.load(tf.io.fromMemory(artifacts))).rejects.toThrow(
      `RBM.load: source must be undamaged, got ${got}.`,
    );
    x.dispose();
    rbm.dispose();
  });

  it('or with more parts than a layer can have, is refused at once', async () => {
    const rbm = new RBM({visible: 4, hidden: 3, seed: 5});
    const artifacts = structuredClone(await artifactsOf(rbm));
    config(artifacts)['visible'] = new Array<number>(100_000).fill(1);
    await expect(RBM.load(tf.io.fromMemory(artifacts))).rejects.toThrow(
      "RBM.load: source's visible must be a list of 1 to 1000 parts, got 100000.",
    );
    rbm.dispose();
  });
});

function config({modelTopology}: tf.io.ModelArtifacts): Record<string, unknown> {
  return (modelTopology as {config: Record<string, unknown>}).config;
}

/** Sets the first value of a tensor in a file. */
function overwrite({weightSpecs, weightData}: tf.io.ModelArtifacts, name: string, value: number): void {
  const values = new Float32Array(weightData as ArrayBuffer);
  let start = 0;
  for (const spec of weightSpecs!) {
    if (spec.name === name) values[start] = value;
    start += spec.shape.reduce((product, side) => product * side, 1);
  }
}
