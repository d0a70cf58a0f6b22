import * as tf from '@tensorflow/tfjs-core';
import type {Units} from '../../energy/Units.js';
import {deriveKey, type Key} from '../../random/Key.js';
import {inputOf, meanProduct} from './wakeSleep.js';

/** The undirected machine on top. */
export interface TopPair {
  below: Units;
  /** How many label units there are beside those below, 0 for none. */
  numClasses: number;
  /** Those below and the labels, as one layer. */
  visible: Units;
  above: Units;
  /** `[below and labels, above]` */
  weights: tf.Tensor2D;
  visibleBias: tf.Tensor1D;
  hiddenBias: tf.Tensor1D;
}

/** What contrastive divergence says of the top machine. */
// A type and not an interface: only that counts as a container of tensors for tidy and dispose.
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
 * units below are drawn, and the label units are means. The statistics of the hidden units are means in both phases, as everywhere
 * in this package, where the paper's pseudo-code has drawn states: the same expectation, with less noise.
 *
 * Source: Hinton, Osindero & Teh 2006, "A fast learning algorithm for deep belief nets", section 5 and appendix B.
 *
 * @param args - `visible`: states of the units below, and one 1 among the labels, `[rows, below and labels]`; `k`: Gibbs steps.
 * @returns Tensors owned by the tidy around it.
 */
export function contrastTop(
  {below, numClasses, visible: units, above, weights, visibleBias, hiddenBias}: TopPair,
  {visible, k, key}: {visible: tf.Tensor2D; k: number; key: Key},
): TopStatistics {
  const columns = below.units;
  // Once for all Gibbs steps, and not by matMul: there the wasm backend would run a scalar loop.
  const down = tf.transpose(weights);
  const ofBelow = (values: tf.Tensor2D): tf.Tensor2D =>
    numClasses === 0 ? values : tf.slice(values, [0, 0], [-1, columns]);
  const own = {bias: numClasses === 0 ? visibleBias : tf.slice(visibleBias, [0], [columns])};
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
        numClasses === 0 ? drawnBelow : tf.concat2d([drawnBelow, tf.slice(mean, [0, columns])], 1);
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
