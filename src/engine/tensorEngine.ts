import * as tf from '@tensorflow/tfjs-core';
import {meanHidden, meanVisible} from '../energy/conditionals.js';
import {
  keepParameters,
  mapParameters,
  replaceParameters,
  type Machine,
  type Parameters,
} from '../energy/Machine.js';
import {deriveKey} from '../random/Key.js';
import type {Engine, StepArgs} from './Engine.js';

/**
 * Makes the engine that trains with tf ops, on whatever backend is set.
 *
 * @returns An engine with velocities of 0, which the caller disposes.
 */
export function tensorEngine(machine: Machine): Engine {
  let velocities = keepParameters(mapParameters(machine.parameters, (parameter) => tf.zerosLike(parameter)));
  return {
    async step(visible, args) {
      const {next, nextVelocities, summary} = tf.tidy(() => {
        const {gradient, reconstructionError} = contrastiveDivergence(machine, visible, args);
        const nextVelocities = mapParameters(velocities, (velocity, name) =>
          tf.add(tf.mul(velocity, args.momentum), decayed(gradient, machine.parameters, {name, ...args})),
        );
        const next = mapParameters(machine.parameters, (parameter, name) =>
          tf.add(parameter, tf.mul(nextVelocities[name], args.learningRate)),
        );
        // One NaN or infinity anywhere makes the sum of all parameters one.
        const sum = tf.addN(Object.values(next).map((parameter) => tf.sum(parameter)));
        return {next, nextVelocities, summary: tf.stack([reconstructionError, sum])};
      });
      let isTaken = false;
      try {
        const [reconstructionError, parameterSum] = await summary.data();
        isTaken = Number.isFinite(parameterSum);
        return {reconstructionError: reconstructionError!, finite: isTaken};
      } finally {
        summary.dispose();
        if (isTaken) {
          tf.dispose(velocities);
          velocities = keepParameters(nextVelocities);
          replaceParameters(machine, next);
        } else {
          tf.dispose([next, nextVelocities]);
        }
      }
    },

    dispose() {
      tf.dispose(velocities);
    },
  };
}

/**
 * Estimates the gradient of the mean log-likelihood of a batch by CD-k.
 *
 * ```
 * dW = (v0' p(h|v0) - vk' p(h|vk)) / rows    db = mean(v0 - vk)    dc = mean(p(h|v0) - p(h|vk))
 * ```
 *
 * The hidden units are sampled where they drive a reconstruction, and probabilities in both terms of the gradient.
 *
 * Source: Hinton 2002, "Training products of experts by minimizing contrastive divergence"; Hinton 2010, section 3.
 */
function contrastiveDivergence(
  machine: Machine,
  data: tf.Tensor2D,
  {key, k, reconstruction}: StepArgs,
): {gradient: Parameters; reconstructionError: tf.Scalar} {
  const positiveHidden = meanHidden(machine, data);
  let visible = data;
  let hidden = positiveHidden;
  let reconstructionError: tf.Scalar | undefined;
  for (let step = 0; step < k; ++step) {
    const hiddenSample = machine.hidden.kind.sample(hidden, deriveKey(key, 2 * step));
    const mean = meanVisible(machine, hiddenSample);
    reconstructionError ??= tf.mean(tf.squaredDifference(data, mean));
    visible =
      reconstruction === 'mean' ? mean : machine.visible.kind.sample(mean, deriveKey(key, 2 * step + 1));
    hidden = meanHidden(machine, visible);
  }
  const [rows] = data.shape;
  return {
    gradient: {
      weights: tf.div(tf.sub(correlation(data, positiveHidden), correlation(visible, hidden)), rows),
      visibleBias: tf.mean(tf.sub(data, visible), 0),
      hiddenBias: tf.mean(tf.sub(positiveHidden, hidden), 0),
    },
    reconstructionError: reconstructionError!,
  };
}

/** The sum over rows of each visible unit times each hidden one, `[numVisible, numHidden]`. */
function correlation(visible: tf.Tensor2D, hidden: tf.Tensor2D): tf.Tensor2D {
  // Transposed first, not by matMul: there the wasm backend would run a scalar loop.
  return tf.matMul(tf.transpose(visible), hidden);
}

/** The gradient of one parameter, less the pull of the weight decay towards 0. */
function decayed(
  gradient: Parameters,
  {weights}: Parameters,
  {name, weightDecay}: {name: keyof Parameters; weightDecay: number},
): tf.Tensor {
  return name === 'weights' ? tf.sub(gradient.weights, tf.mul(weights, weightDecay)) : gradient[name];
}
