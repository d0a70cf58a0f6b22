import * as tf from '@tensorflow/tfjs-core';
import {seen} from '../../energy/conditionals.js';
import type {Machine, Parameters} from '../../energy/Machine.js';
import type {StepArgs} from '../Engine.js';
import type {Phase} from './Phases.js';

/** Returns the decaying average of each hidden unit's mean, over the rows that do not leave it out, `[numHidden]`. */
export function averageActivity(
  activity: tf.Tensor1D | undefined,
  {hidden}: Phase,
  {sparsity: {decay}, dropout}: StepArgs,
): tf.Tensor1D {
  const mean = tf.div<tf.Tensor1D>(tf.mean(hidden, 0), 1 - dropout);
  if (activity === undefined) return mean;
  return tf.add(tf.mul(activity, decay), tf.mul(mean, 1 - decay));
}

/**
 * Adds the pull of a sparsity target to a gradient: the target p draws the total input of a unit whose decaying average is q by
 * p - q, the derivative of their cross entropy; its bias by that, its weights by that times the mean of their input.
 *
 * Source: Hinton 2010, section 11.
 */
export function drawnToTarget(
  gradient: Parameters,
  args: StepArgs & {machine: Machine; input: tf.Tensor2D; activity: tf.Tensor1D},
): Parameters {
  const {sparsity, machine, input, activity} = args;
  const {target, cost} = sparsity;
  if (target === undefined) return gradient;
  const pull = tf.mul<tf.Tensor1D>(tf.sub(target, activity), cost);
  const meanInput = tf.mean<tf.Tensor1D>(seen(machine, 'visible', input), 0);
  return {
    ...gradient,
    weights: tf.add(gradient.weights, tf.outerProduct(meanInput, pull)),
    hiddenBias: tf.add(gradient.hiddenBias, pull),
  };
}

/**
 * Returns the gradient of the weights with the pull of the penalties: L2 draws a weight by `weightDecay W`, L1 by
 * `l1Decay sign(W)`.
 *
 * Source: Hinton 2010, section 10.
 */
export function decayed(
  gradient: tf.Tensor2D,
  weights: tf.Tensor2D,
  {weightDecay, l1Decay}: StepArgs,
): tf.Tensor2D {
  const decay = tf.add(tf.mul(weights, weightDecay), tf.mul(tf.sign(weights), l1Decay));
  return tf.sub(gradient, decay);
}

/**
 * Returns the weights with those of each hidden unit shortened to the longest norm that they may have.
 *
 * Source: Srivastava et al. 2014, "Dropout", section 5.1.
 */
export function withinNorm(weights: tf.Tensor2D, {maxNorm}: StepArgs): tf.Tensor2D {
  if (maxNorm === undefined) return weights;
  const norms = tf.norm(weights, 'euclidean', 0, true);
  return tf.mul(weights, tf.div(maxNorm, tf.maximum(norms, maxNorm)));
}
