import * as tf from '@tensorflow/tfjs-core';
import {seen} from '../../energy/conditionals.js';
import {sameValues, type Machine, type Parameters, type TrainingState} from '../../energy/Machine.js';
import type {StepArgs} from '../Engine.js';
import type {Phase, Phases} from './Phases.js';

// In a centered machine the layers are joined by -(v - m) W (h - l), with centers m and l. It is the same machine as one with the
// biases b = b' - W l and c = c' - m W, and what is learned is its gradient, told in those biases:
//
//   dW' = dW - m dc' - db' l      db = db - dW' l      dc = dc - m dW'
//
// Source: Melchior, Fischer & Wiskott 2016, "How to center deep Boltzmann machines".

/** The centers of both layers, where units are centered. */
export type Centers = Pick<TrainingState, 'visibleCenter' | 'hiddenCenter'>;

/**
 * Returns the centers after a step, moving averages of what the units show: that of the data, or of both phases. With both, and
 * nothing but this step's, the gradient is the enhanced gradient of Cho, Raiko & Ilin 2011. Where units are not centered, those
 * of an earlier training stay for a later one.
 */
export function nextCenters(
  machine: Machine,
  {positive, negative}: Phases,
  {centering: {by, rate}}: StepArgs,
): Centers {
  const {visibleCenter, hiddenCenter} = machine.trainingState;
  if (by === 'off') {
    return {
      visibleCenter: visibleCenter && sameValues(visibleCenter),
      hiddenCenter: hiddenCenter && sameValues(hiddenCenter),
    };
  }
  const average = (show: (phase: Phase) => tf.Tensor2D): tf.Tensor => {
    const data = tf.mean(show(positive), 0);
    return by === 'data' ? data : tf.div(tf.add(data, tf.mean(show(negative), 0)), 2);
  };
  const move = (old: tf.Tensor1D | undefined, now: tf.Tensor): tf.Tensor1D =>
    (old === undefined ? now : tf.add(tf.mul(old, 1 - rate), tf.mul(now, rate))) as tf.Tensor1D;
  return {
    visibleCenter: move(
      visibleCenter,
      average(({visible}) => seen(machine, 'visible', visible)),
    ),
    hiddenCenter: move(
      hiddenCenter,
      average(({hidden}) => hidden),
    ),
  };
}

/** Returns the gradient of the weights of a centered machine, dW'. */
export function centeredWeights(gradient: Parameters, {visibleCenter, hiddenCenter}: Centers): tf.Tensor2D {
  if (visibleCenter === undefined || hiddenCenter === undefined) return gradient.weights;
  const fromHidden = tf.mul(tf.expandDims(visibleCenter, 1), gradient.hiddenBias);
  const fromVisible = tf.mul(tf.expandDims(gradient.visibleBias, 1), hiddenCenter);
  return tf.sub(tf.sub(gradient.weights, fromHidden), fromVisible);
}

/** Returns a gradient whose weights are those of a centered machine with the biases of one that is not. */
export function centered(gradient: Parameters, {visibleCenter, hiddenCenter}: Centers): Parameters {
  if (visibleCenter === undefined || hiddenCenter === undefined) return gradient;
  return {
    ...gradient,
    visibleBias: tf.sub(gradient.visibleBias, centerToVisible(gradient.weights, hiddenCenter)),
    hiddenBias: tf.sub(gradient.hiddenBias, centerToHidden(gradient.weights, visibleCenter)),
  };
}

// No products of matrices: the wasm backend packs a right-hand side once, and a center that stands there as a row and as a
// column in turn makes it read beyond its memory.

/** `W l` for a center of the hidden units, `[numVisible]`. */
export function centerToVisible(weights: tf.Tensor2D, hiddenCenter: tf.Tensor1D): tf.Tensor1D {
  return tf.sum(tf.mul(weights, hiddenCenter), 1);
}

/** `m W` for a center of the visible units, `[numHidden]`. */
export function centerToHidden(weights: tf.Tensor2D, visibleCenter: tf.Tensor1D): tf.Tensor1D {
  return tf.sum(tf.mul(weights, tf.expandDims(visibleCenter, 1)), 0);
}
