import * as tf from '@tensorflow/tfjs-core';
import type {LayerParameters, UnitKind} from '../../energy/UnitKind.js';
import type {Units} from '../../energy/Units.js';
import {deriveKey, type Key} from '../../random/Key.js';

// The contrastive form of the wake-sleep algorithm, "up-down". What is drawn and what is a mean is as in the paper's pseudo-code,
// but for the top machine's hidden units, whose statistics are means in both phases as everywhere in this package: the same
// expectation, with less noise.
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

/** The undirected machine on top. */
export interface TopPair {
  below: Units;
  /** How many label units there are beside those below, 0 for none. */
  labels: number;
  /** Those below and the labels, as one layer. */
  visible: Units;
  above: Units;
  /** `[below and labels, above]` */
  weights: tf.Tensor2D;
  visibleBias: tf.Tensor1D;
  hiddenBias: tf.Tensor1D;
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

/** What contrastive divergence says of the top machine. */
// A type and not an interface: see above.
export type TopStatistics = {
  weights: tf.Tensor2D;
  visibleBias: tf.Tensor1D;
  hiddenBias: tf.Tensor1D;
  /** Where the Gibbs chain ended, without the labels, `[rows, below]`. */
  states: tf.Tensor2D;
  /** Means of the visible units given the first hidden states, without the labels, `[rows, below]`. */
  firstMean: tf.Tensor2D;
};

/**
 * Runs CD-k in the top machine, from the states that the data drive, with their labels in the positive phase. In the chain the
 * units below are drawn, and the label units are means.
 *
 * @param args - `visible`: states of the units below, and one 1 among the labels, `[rows, below and labels]`; `k`: Gibbs steps.
 * @returns Tensors owned by the tidy around it.
 */
export function contrastTop(
  {below, labels, visible: units, above, weights, visibleBias, hiddenBias}: TopPair,
  {visible, k, key}: {visible: tf.Tensor2D; k: number; key: Key},
): TopStatistics {
  const columns = below.units;
  // Once for all Gibbs steps, and not by matMul: there the wasm backend would run a scalar loop.
  const down = tf.transpose(weights);
  const ofBelow = (values: tf.Tensor2D): tf.Tensor2D =>
    labels === 0 ? values : tf.slice(values, [0, 0], [-1, columns]);
  const own = {bias: labels === 0 ? visibleBias : tf.slice(visibleBias, [0], [columns])};
  const meansAbove = (states: tf.Tensor2D): {input: tf.Tensor2D; mean: tf.Tensor2D} => {
    const input = inputOf(states, weights, hiddenBias);
    return {input, mean: above.kind.mean(input)};
  };
  const positive = meansAbove(visible);
  let hidden = positive;
  let states = visible;
  let firstMean: tf.Tensor2D | undefined;
  for (let step = 0; step < k; ++step) {
    // What a Gibbs step needs for itself is freed at its end: there may be many.
    const next: GibbsStep = tf.tidy(() => {
      const drawnAbove = above.kind.sample(hidden, deriveKey(key, 2 * step), {bias: hiddenBias});
      const input = inputOf(drawnAbove, down, visibleBias);
      const mean = units.kind.mean(input);
      const given = {input: ofBelow(input), mean: ofBelow(mean)};
      const drawnBelow = below.kind.sample(given, deriveKey(key, 2 * step + 1), own);
      const withLabels =
        labels === 0 ? drawnBelow : tf.concat2d([drawnBelow, tf.slice(mean, [0, columns])], 1);
      return {
        visible: withLabels,
        hidden: meansAbove(withLabels),
        ...(step === 0 && {mean: given.mean}),
      };
    });
    ({hidden} = next);
    states = next.visible;
    firstMean ??= next.mean;
  }
  return {
    weights: tf.sub(meanProduct(visible, positive.mean), meanProduct(states, hidden.mean)),
    visibleBias: tf.mean(tf.sub(visible, states), 0),
    hiddenBias: tf.mean(tf.sub(positive.mean, hidden.mean), 0),
    states: ofBelow(states),
    firstMean: firstMean!,
  };
}

/** What a Gibbs step leaves. */
// A type and not an interface: see above.
type GibbsStep = {
  visible: tf.Tensor2D;
  hidden: {input: tf.Tensor2D; mean: tf.Tensor2D};
  mean?: tf.Tensor2D;
};

function inputOf(given: tf.Tensor2D, weights: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  return tf.add(tf.matMul(given, weights), bias);
}

function drawn(
  kind: UnitKind,
  {input, own, key}: {input: tf.Tensor2D; own: LayerParameters; key: Key},
): tf.Tensor2D {
  return kind.sample({input, mean: kind.mean(input)}, key, own);
}

/** Returns the mean over the rows of the outer products. */
function meanProduct(given: tf.Tensor2D, target: tf.Tensor2D): tf.Tensor2D {
  // The smaller factor is divided by the rows.
  return tf.matMul(tf.transpose(tf.div<tf.Tensor2D>(given, given.shape[0])), target);
}
