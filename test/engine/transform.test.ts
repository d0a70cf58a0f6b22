import * as tf from '@tensorflow/tfjs';
import {RBM} from 'tfjs-dbn';
import {replaceParameters} from '../../src/energy/Machine.js';
import {transform} from '../../src/engine/transform.js';
import {read} from '../read.js';

describe('transform', () => {
  it('finds the sigmoid to 2e-7 of its value by the wasm engine, from -87 to 87', async () => {
    const units = 20_001;
    const rbm = new RBM({visible: 1, hidden: units, seed: 1});
    const parameters = [tf.zeros([1, units]), tf.zeros([1]), tf.linspace(-87, 87, units)];
    rbm.setWeights(parameters);
    const inputs = parameters[2]!.dataSync();
    const x = tf.zeros<tf.Rank.R2>([1, 1]);
    const means = await transform(rbm.machine, x, {
      largestBatch: 1,
      engine: {type: 'wasm', threads: undefined, isAsked: true, refusal: undefined},
    });
    const errors = read(means).map((mean, unit) => Math.abs(mean * (1 + Math.exp(-inputs[unit]!)) - 1));
    expect(errors).toHaveLength(units);
    expect(Math.max(...errors)).toBeLessThan(2e-7);
    tf.dispose([x, parameters]);
    rbm.dispose();
  });

  it('finds by the wasm engine what it finds by tf ops, for every kind of unit that both know', async () => {
    const learned = {units: 70, type: 'gaussian', variance: 'learned'} as const;
    for (const visible of [{units: 70, type: 'gaussian'} as const, learned]) {
      for (const hidden of [45, {units: 45, type: 'gaussian'} as const]) {
        const rbm = new RBM({visible, hidden, seed: 1});
        const {logVariance} = rbm.machine.parameters;
        const parameters = {
          weights: tf.randomNormal<tf.Rank.R2>([70, 45], 0, 0.3, 'float32', 1),
          visibleBias: tf.zeros<tf.Rank.R1>([70]),
          hiddenBias: tf.linspace(-2, 2, 45),
          ...(logVariance && {logVariance: tf.linspace(-1, 1, 70)}),
        };
        replaceParameters(rbm.machine, parameters);
        const x = tf.randomNormal<tf.Rank.R2>([300, 70], 0, 1, 'float32', 2);
        const find = (engine: 'wasm' | 'tensor'): Promise<tf.Tensor2D> =>
          transform(rbm.machine, x, {
            largestBatch: 1,
            engine: {type: engine, threads: 2, isAsked: true, refusal: undefined},
          });
        const [ours, theirs] = [await find('wasm'), await find('tensor')];
        const distances = read(tf.tidy(() => tf.abs(tf.sub(ours, theirs))));
        expect(Math.max(...distances)).toBeLessThan(1e-5);
        tf.dispose([x, ours, theirs]);
        rbm.dispose();
      }
    }
  });
});
