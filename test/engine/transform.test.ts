import * as tf from '@tensorflow/tfjs';
import {RBM} from 'tfjs-dbn';
import {transform} from '../../src/engine/transform.js';
import {read} from '../read.js';
import {PLAIN_STEP} from './plainStep.js';

describe('transform', () => {
  it('finds the sigmoid to 2e-7 of its value by the wasm engine, from -87 to 87', async () => {
    const units = 20_001;
    const rbm = new RBM({visible: 1, hidden: units, seed: 1});
    const parameters = [tf.zeros([1, units]), tf.zeros([1]), tf.linspace(-87, 87, units)];
    rbm.setWeights(parameters);
    const inputs = parameters[2]!.dataSync();
    const x = tf.zeros<tf.Rank.R2>([1, 1]);
    const means = await transform(rbm.machine, x, {...PLAIN_STEP, engine: 'wasm', threads: undefined});
    const errors = read(means).map((mean, unit) => Math.abs(mean * (1 + Math.exp(-inputs[unit]!)) - 1));
    expect(errors).toHaveLength(units);
    expect(Math.max(...errors)).toBeLessThan(2e-7);
    tf.dispose([x, parameters]);
    rbm.dispose();
  });
});
