import * as tf from '@tensorflow/tfjs-core';
import type {LayerParameters, UnitKind} from '../../energy/UnitKind.js';
import type {Units} from '../../energy/Units.js';
import {deriveKey, type Key} from '../../random/Key.js';

// The contrastive form of the wake-sleep algorithm, "up-down". What is drawn and what is a mean is as in the paper's pseudo-code;
// `contrastTop` has the top machine.
//
// Source: Hinton, Osindero & Teh 2006, "A fast learning algorithm for deep belief nets", section 5 and appendix B.

/** Two neighbouring layers with a way up, q(above | below), and a way down, p(below | above). */
export interface DirectedPair {
  below: Units;
  above: Units;
  /** The way up: weights `[below, above]`, and the hidden bias. */
  weights: tf.Tensor2D;
  hiddenBias: tf.Tensor1D;
  /** The way down: `[above, below]`, and the bias of the units below. */
  generativeWeights: tf.Tensor2D;
  generativeBias: tf.Tensor1D;
}

/** The gradients of the weights and the biases of a layer given another one. */
// A type and not an interface: only that counts as a container of tensors for tidy and dispose.
export type DeltaRule = {
  /** `[given, target]` */
  weights: tf.Tensor2D;
  /** `[target]` */
  bias: tf.Tensor1D;
  /** What the means are off by, `[rows, target]`. */
  error: tf.Tensor2D;
};

/** Streams of a step's random numbers beyond those of its Gibbs steps, which count from 0. */
const STREAMS = {wake: 2 ** 31, sleep: 2 ** 31 + 1};

/**
 * Draws the states of every layer from the data up.
 *
 * @param data - States of the lowest units, `[rows, units]`.
 * @returns The data and the states above them, up to those under the top machine; owned by the tidy around it.
 */
export function wakeStates(pairs: readonly DirectedPair[], data: tf.Tensor2D, key: Key): tf.Tensor2D[] {
  const stream = deriveKey(key, STREAMS.wake);
  return pairs.reduce(
    (states, {above, weights, hiddenBias}, layer) => [
      ...states,
      drawn(above.kind, {
        input: inputOf(states.at(-1)!, weights, hiddenBias),
        own: {bias: hiddenBias},
        key: deriveKey(stream, layer),
      }),
    ],
    [data],
  );
}

/**
 * Draws the states of every layer from those under the top machine down. The lowest are means where these are in [0, 1], as grey
 * values of data are too, and else drawn.
 *
 * @returns The lowest states first, those that were given last; owned by the tidy around it.
 */
export function sleepStates(pairs: readonly DirectedPair[], top: tf.Tensor2D, key: Key): tf.Tensor2D[] {
  const stream = deriveKey(key, STREAMS.sleep);
  return pairs.reduceRight(
    (states, {below, generativeWeights, generativeBias}, layer) => {
      const input = inputOf(states[0]!, generativeWeights, generativeBias);
      const isMean = layer === 0 && below.kind.isBounded;
      const own = {bias: generativeBias};
      return [
        isMean ? below.kind.mean(input) : drawn(below.kind, {input, own, key: deriveKey(stream, layer)}),
        ...states,
      ];
    },
    [top],
  );
}

/**
 * Returns the gradient of the mean over the rows of `log p(target | given)`:
 *
 * ```
 * dW = <given (target - mean)>      db = <target - mean>      mean = E[target | given W + b]
 * ```
 *
 * @returns Tensors owned by the tidy around it.
 */
export function deltaRule(
  given: tf.Tensor2D,
  {
    target,
    kind,
    weights,
    bias,
  }: {target: tf.Tensor2D; kind: UnitKind; weights: tf.Tensor2D; bias: tf.Tensor1D},
): DeltaRule {
  const error = tf.sub<tf.Tensor2D>(target, kind.mean(inputOf(given, weights, bias)));
  return {weights: meanProduct(given, error), bias: tf.mean<tf.Tensor1D>(error, 0), error};
}

/** Returns the total input of units given those on the other side. */
export function inputOf(given: tf.Tensor2D, weights: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  return tf.add(tf.matMul(given, weights), bias);
}

function drawn(
  kind: UnitKind,
  {input, own, key}: {input: tf.Tensor2D; own: LayerParameters; key: Key},
): tf.Tensor2D {
  return kind.sample({input, mean: kind.mean(input)}, key, own);
}

/** Returns the mean over the rows of the outer products. */
export function meanProduct(given: tf.Tensor2D, target: tf.Tensor2D): tf.Tensor2D {
  // The smaller factor is divided by the rows.
  return tf.matMul(tf.transpose(tf.div<tf.Tensor2D>(given, given.shape[0])), target);
}
