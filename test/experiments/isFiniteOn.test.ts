import * as tf from '@tensorflow/tfjs';
import {denseNetwork} from '../../examples/lib/denseNetwork.js';
import {isFiniteOn} from '../../experiments/isFiniteOn.js';

describe('isFiniteOn', () => {
  it.each([
    ['is so where all is finite', 1, true],
    ['is not so where a weight is infinite', Infinity, false],
    ['is not so where a weight is none', NaN, false],
    ['is not so where finite weights overflow', 3e38, false],
  ])('%s', (_, weight, expected) => {
    const model = denseNetwork([2, 2, 2], {activation: 'linear', initializer: () => 'ones'});
    const x = tf.ones([3, 2]);
    const before = model.getWeights();
    tf.tidy(() => model.setWeights([tf.fill([2, 2], weight), ...before.slice(1)]));
    const {numTensors} = tf.memory();
    expect(isFiniteOn(model, x)).toBe(expected);
    expect(tf.memory().numTensors).toBe(numTensors);
    x.dispose();
    model.dispose();
  });
});
