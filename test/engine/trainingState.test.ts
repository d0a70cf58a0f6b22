import * as tf from '@tensorflow/tfjs';
import {RBM, type FitArgs, type RBMArgs} from 'tfjs-dbn';
import {newEngine} from '../../src/engine/newEngine.js';
import {stepArgs} from './stepArgs.js';

function parametersOf({machine}: RBM): number[][] {
  const {weights, visibleBias, hiddenBias, logVariance} = machine.parameters;
  return [weights, visibleBias, hiddenBias, ...(logVariance ? [logVariance] : [])].map((parameter) =>
    Array.from(parameter.dataSync()),
  );
}

const PCD: FitArgs = {estimator: {type: 'pcd', chains: 7}, k: 2};

describe.each(['tensor', 'wasm'] as const)('training that goes on, by the %s engine', (engine) => {
  const real: RBMArgs['visible'] = {units: 40, type: 'gaussian', variance: 'learned'};
  it.each<[what: string, machine: Partial<RBMArgs>, args: FitArgs]>([
    ['by CD', {}, {}],
    ['by PCD', {}, PCD],
    ['to a sparsity target', {}, {sparsity: {target: 0.1, decay: 0.99}}],
    ['of centred units', {}, {centering: {by: 'average', rate: 0.1}}],
    [
      'of centred units by PCD, with dropout and short weights',
      {},
      {...PCD, centering: 'data', dropout: 0.2, maxNorm: 0.1},
    ],
    ['of learned variances', {visible: real}, {learningRate: 0.01}],
    ['of Gaussian hidden units by PCD', {hidden: {units: 9, type: 'gaussian'}}, PCD],
  ])('%s is the same in one fit as in two', async (_, machine, args) => {
    const x = tf.randomUniform([50, 40], 0, 1, 'float32', 3);
    const learned: number[][][] = [];
    for (const parts of [[4], [2, 4]]) {
      const rbm = new RBM({visible: 40, hidden: 9, seed: 2, ...machine});
      let initialEpoch = 0;
      for (const epochs of parts) {
        await rbm.fit(x, {
          engine: engine === 'wasm' ? {type: engine, threads: 2} : engine,
          batchSize: 20,
          verbose: 0,
          ...args,
          initialEpoch,
          epochs,
        });
        initialEpoch = epochs;
      }
      learned.push(parametersOf(rbm));
      rbm.dispose();
    }
    expect(learned[1]).toEqual(learned[0]);
    x.dispose();
  });

  it('keeps the centres while units are not centred, and does not use them', async () => {
    const x = tf.randomUniform([50, 40], 0, 1, 'float32', 3);
    const learned: number[][][] = [];
    for (const first of [{centering: 'data'}, {}] as const) {
      const rbm = new RBM({visible: 40, hidden: 9, seed: 2});
      await rbm.fit(x, {engine, epochs: 1, batchSize: 20, learningRate: 1e-30, verbose: 0, ...first});
      await rbm.fit(x, {engine, epochs: 1, learningRate: 0.1, momentum: 0, verbose: 0});
      learned.push(parametersOf(rbm));
      expect(rbm.machine.trainingState.visibleCenter !== undefined).toBe('centering' in first);
      rbm.dispose();
    }
    expect(learned[0]).toEqual(learned[1]);
    x.dispose();
  });

  it('draws chains anew when there are to be another number of them', async () => {
    const x = tf.randomUniform([50, 40], 0, 1, 'float32', 3);
    const rbm = new RBM({visible: 40, hidden: 9, seed: 2});
    for (const chains of [7, 8, 7]) {
      await rbm.fit(x, {engine, epochs: 1, ...PCD, estimator: {type: 'pcd', chains}, verbose: 0});
      expect(rbm.machine.trainingState.chains!.shape).toEqual([chains, 9]);
    }
    x.dispose();
    rbm.dispose();
  });

  it('has forgotten the velocity when other weights are set', async () => {
    const x = tf.randomUniform([50, 40], 0, 1, 'float32', 3);
    const learned: number[][][] = [];
    for (const epochs of [0, 1]) {
      const rbm = new RBM({visible: 40, hidden: 9, seed: 2});
      await rbm.fit(x, {engine, epochs, verbose: 0});
      tf.tidy(() => rbm.setWeights([tf.ones([40, 9]), tf.zeros([40]), tf.zeros([9])]));
      Object.assign(rbm.machine, {steps: 0, epochs: 0});
      await rbm.fit(x, {engine, epochs: 1, verbose: 0});
      learned.push(parametersOf(rbm));
      rbm.dispose();
    }
    expect(learned[0]).toEqual(learned[1]);
    x.dispose();
  });
});

describe('the wasm engine', () => {
  it('forgets the velocity that broke the parameters, and keeps the rest as it was', async () => {
    const x = tf.randomUniform<tf.Rank.R2>([20, 40], 0, 1, 'float32', 3);
    const rbm = new RBM({visible: 40, hidden: 9, seed: 2});
    await rbm.fit(x, {...PCD, epochs: 1, verbose: 0});
    const {machine} = rbm;
    const before = Array.from(machine.trainingState.chains!.dataSync());
    const args = stepArgs({estimator: {type: 'pcd', chains: 7}, largestBatch: 20, learningRate: 1e39});
    const {engine} = await newEngine(machine, {
      ...args,
      engine: {type: 'wasm', threads: 1, isAsked: true, refusal: undefined},
      x,
    });
    const batch = {x, places: Int32Array.from({length: 20}, (_, row) => row)};
    const {finite} = await engine.step(batch, args);
    await engine.remember();
    await engine.dispose();
    expect(finite).toBe(false);
    expect(machine.trainingState.velocities).toBeUndefined();
    expect(Array.from(machine.trainingState.chains!.dataSync())).toEqual(before);
    x.dispose();
    rbm.dispose();
  });
});
