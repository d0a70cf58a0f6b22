import * as tf from '@tensorflow/tfjs';
import {RBM} from 'tfjs-dbn';
import {exactLayer} from './exactLayer.js';
import {marginals, type ExactMachine} from './exactMachine.js';

// A machine small enough to be summed up by hand, with values that were computed elsewhere in float64.

/** The tiny machine, exactly. */
export const TINY = exactTiny('bernoulli');

/** The states of three binary units, 000 to 111. */
export const VISIBLE_STATES = TINY.visible.states;

/** `p(v)` of each of them by the tiny machine. */
export const VISIBLE_PROBABILITIES = marginals(TINY).visible.probabilities;

/** Makes the tiny machine; the caller disposes it. */
export function tinyMachine(type: 'bernoulli' | 'gaussian' = 'bernoulli'): RBM {
  const rbm = new RBM({visible: {units: 3, type}, hidden: 2, seed: 1});
  const {weights, visible, hidden} = TINY;
  const parameters = [tf.tensor2d(weights), tf.tensor1d(visible.bias), tf.tensor1d(hidden.bias)];
  rbm.setWeights(parameters);
  tf.dispose(parameters);
  return rbm;
}

/** The tiny machine, exactly, with visible units of a type. */
export function exactTiny(type: 'bernoulli' | 'gaussian'): ExactMachine {
  return {
    visible: exactLayer({units: 3, type}, {bias: [0.1, -0.2, 0.3]}),
    hidden: exactLayer(2, {bias: [-0.4, 0.6]}),
    weights: [
      [0.5, -1],
      [1.5, 0.25],
      [-0.75, 2],
    ],
  };
}
