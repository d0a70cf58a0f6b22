import * as tf from '@tensorflow/tfjs-core';
import {seen} from '../../energy/conditionals.js';
import {sameValues, type Machine, type Parameters, type TrainingMemory} from '../../energy/Machine.js';
import type {StepArgs} from '../Engine.js';
import type {Phase, Phases} from './Phases.js';

// In a centred machine the layers are joined by -(v - m) W (h - l), with offsets m and l. It is the same machine as one with the
// biases b = b' - W l and c = c' - m W, and what is learned is its gradient, told in those biases:
//
//   dW' = dW - m dc' - db' l      db = db - dW' l      dc = dc - m dW'
//
// Source: Melchior, Fischer & Wiskott 2016, "How to center deep Boltzmann machines".

/** The offsets of both layers, where units are centred. */
export type Offsets = Pick<TrainingMemory, 'visibleOffset' | 'hiddenOffset'>;

/**
 * Returns the offsets after a step, moving averages of what the units show: that of the data, or of both phases. With both, and
 * nothing but this step's, the gradient is the enhanced gradient of Cho, Raiko & Ilin 2011. Where units are not centred, those
 * of an earlier training stay for a later one.
 */
export function nextOffsets(
  machine: Machine,
  {positive, negative}: Phases,
  {centering, centeringRate}: StepArgs,
): Offsets {
  const {visibleOffset, hiddenOffset} = machine.memory;
  if (centering === 'off') {
    return {
      visibleOffset: visibleOffset && sameValues(visibleOffset),
      hiddenOffset: hiddenOffset && sameValues(hiddenOffset),
    };
  }
  const average = (show: (phase: Phase) => tf.Tensor2D): tf.Tensor => {
    const data = tf.mean(show(positive), 0);
    return centering === 'data' ? data : tf.div(tf.add(data, tf.mean(show(negative), 0)), 2);
  };
  const move = (old: tf.Tensor1D | undefined, now: tf.Tensor): tf.Tensor1D =>
    (old === undefined
      ? now
      : tf.add(tf.mul(old, 1 - centeringRate), tf.mul(now, centeringRate))) as tf.Tensor1D;
  return {
    visibleOffset: move(
      visibleOffset,
      average(({visible}) => seen(machine, 'visible', visible)),
    ),
    hiddenOffset: move(
      hiddenOffset,
      average(({hidden}) => hidden),
    ),
  };
}

/** Returns the gradient of the weights of a centred machine, dW'. */
export function centredWeights(gradient: Parameters, {visibleOffset, hiddenOffset}: Offsets): tf.Tensor2D {
  if (visibleOffset === undefined || hiddenOffset === undefined) return gradient.weights;
  const fromHidden = tf.mul(tf.expandDims(visibleOffset, 1), gradient.hiddenBias);
  const fromVisible = tf.mul(tf.expandDims(gradient.visibleBias, 1), hiddenOffset);
  return tf.sub(tf.sub(gradient.weights, fromHidden), fromVisible);
}

/** Returns a gradient whose weights are those of a centred machine with the biases of one that is not. */
export function centred(gradient: Parameters, {visibleOffset, hiddenOffset}: Offsets): Parameters {
  if (visibleOffset === undefined || hiddenOffset === undefined) return gradient;
  return {
    ...gradient,
    visibleBias: tf.sub(gradient.visibleBias, offsetToVisible(gradient.weights, hiddenOffset)),
    hiddenBias: tf.sub(gradient.hiddenBias, offsetToHidden(gradient.weights, visibleOffset)),
  };
}

// No products of matrices: the wasm backend packs a right-hand side once, and an offset that stands there as a row and as a
// column in turn makes it read beyond its memory.

/** `W l` for an offset of the hidden units, `[numVisible]`. */
export function offsetToVisible(weights: tf.Tensor2D, hiddenOffset: tf.Tensor1D): tf.Tensor1D {
  return tf.sum(tf.mul(weights, hiddenOffset), 1);
}

/** `m W` for an offset of the visible units, `[numHidden]`. */
export function offsetToHidden(weights: tf.Tensor2D, visibleOffset: tf.Tensor1D): tf.Tensor1D {
  return tf.sum(tf.mul(weights, tf.expandDims(visibleOffset, 1)), 0);
}
