import * as tf from '@tensorflow/tfjs-core';
import {replaceParameters, sameValues, type Parameters} from '../../energy/Machine.js';
import {scaled} from '../../energy/Scaling.js';
import type {Batch, Engine, StepRates} from '../../engine/Engine.js';
import {gatherRows} from '../../rows/gatherRows.js';
import {untie, untiedOf, topOf, type Stack} from '../stack/Stack.js';
import {contrastTop, type TopPair} from './contrastTop.js';
import {deltaRule, sleepStates, wakeStates, type DirectedPair} from './wakeSleep.js';

/** The parameters that a step changes of one machine, or their gradients or velocities, by name. */
type Values = Record<string, tf.Tensor>;

/** One step: what becomes of each machine's parameters and velocities, the lowest first, and what there is to say of it. */
// A type and not an interface: only that counts as a container of tensors for tidy and dispose.
type Learned = {
  layers: {next: Values; velocities: Values}[];
  /** The reconstruction error, and the sum of all parameters. */
  summary: tf.Tensor1D;
};

/** The settings of one step. */
export interface UpDownStep extends StepRates {
  /** Gibbs steps of the top machine, an integer >= 1. */
  k: number;
  /** Factor of the L2 penalty on the weights, >= 0. */
  weightDecay: number;
}

/**
 * Makes the engine that trains a whole stack by up-down with tf ops, on whatever backend is set.
 *
 * A stack whose ways are still tied is untied by its first step.
 *
 * @param args - `classes`: the class of each row of the data, for a stack with label units.
 */
export function upDownEngine(stack: Stack, {classes}: {classes: Int32Array | undefined}): Engine<UpDownStep> {
  return {
    depth: 1,

    async step(batch, args) {
      const {layers, summary} = tf.tidy(() => learn(stack, statesOf(stack, batch, classes), args));
      let isTaken = false;
      try {
        const [reconstructionError, parameterSum] = await summary.data();
        isTaken = Number.isFinite(parameterSum);
        return {reconstructionError: reconstructionError!, finite: isTaken};
      } finally {
        summary.dispose();
        if (isTaken) layers.forEach((layer, place) => take(stack, place, layer));
        else tf.dispose(layers);
      }
    },

    pull: () => Promise.resolve(),
    remember: () => Promise.resolve(),
    dispose: () => Promise.resolve(),
  };
}

/** What a step is shown. */
// A type and not an interface: see above.
type Shown = {
  /** States of the lowest units, `[rows, units]`. */
  data: tf.Tensor2D;
  /** One 1 in each row, `[rows, numClasses]`, where there are label units. */
  labels: tf.Tensor2D | undefined;
};

function statesOf(stack: Stack, {x, places}: Batch, classes: Int32Array | undefined): Shown {
  const {numClasses} = topOf(stack);
  const data = scaled(gatherRows(x, places), stack.rbms[0]!.machine.scaling);
  if (numClasses === 0 || classes === undefined) return {data, labels: undefined};
  const chosen = tf.tensor1d(
    places.map((place) => classes[place]!),
    'int32',
  );
  // Integers first: as float32, the wasm backend writes their bits.
  return {data, labels: tf.cast(tf.oneHot(chosen, numClasses), 'float32') as tf.Tensor2D};
}

function learn(stack: Stack, {data, labels}: Shown, args: UpDownStep): Learned {
  const {key, k} = args;
  const pairs = stack.rbms.slice(0, -1).map((_, layer) => directedPair(stack, layer));
  const top = topPair(stack);

  const wake = wakeStates(pairs, data, key);
  const visible = labels === undefined ? wake.at(-1)! : tf.concat2d([wake.at(-1)!, labels], 1);
  const {states, firstMean, ...topGradient} = contrastTop(top, {visible, k, key});
  const sleep = sleepStates(pairs, states, key);

  const downs = pairs.map(({below, generativeWeights: weights, generativeBias: bias}, layer) =>
    deltaRule(wake[layer + 1]!, {target: wake[layer]!, kind: below.kind, weights, bias}),
  );
  const ups = pairs.map(({above, weights, hiddenBias: bias}, layer) =>
    deltaRule(sleep[layer]!, {target: sleep[layer + 1]!, kind: above.kind, weights, bias}),
  );
  const layers = [
    ...pairs.map(({weights, hiddenBias, generativeWeights, generativeBias}, layer) => ({
      parameters: {weights, hiddenBias, generativeWeights, generativeBias},
      gradient: {
        weights: ups[layer]!.weights,
        hiddenBias: ups[layer]!.bias,
        generativeWeights: downs[layer]!.weights,
        generativeBias: downs[layer]!.bias,
      },
    })),
    {
      parameters: {weights: top.weights, visibleBias: top.visibleBias, hiddenBias: top.hiddenBias},
      gradient: topGradient,
    },
  ].map((layer: {parameters: Values; gradient: Values}, place) =>
    moved(layer, untiedOf(stack, place)?.velocities, args),
  );
  const error = downs[0]?.error ?? tf.sub(data, firstMean);
  // One NaN or infinity anywhere makes the sum of all parameters one.
  const sum = tf.addN(layers.flatMap(({next}) => Object.values(next).map((parameter) => tf.sum(parameter))));
  return {layers, summary: tf.stack([tf.mean(tf.square(error)), sum]) as tf.Tensor1D};
}

/** Takes a step along the velocities. */
function moved(
  {parameters, gradient}: {parameters: Values; gradient: Values},
  before: Readonly<Values> | undefined,
  {learningRate, momentum, weightDecay}: UpDownStep,
): Learned['layers'][number] {
  const velocities: Values = {};
  const next: Values = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const isDecayed = parameter.rank === 2 && weightDecay > 0;
    const direction = isDecayed ? tf.sub(gradient[name]!, tf.mul(parameter, weightDecay)) : gradient[name]!;
    const velocity = before?.[name];
    velocities[name] =
      velocity === undefined || momentum === 0 ? direction : tf.add(tf.mul(velocity, momentum), direction);
    next[name] = tf.add(parameter, tf.mul(velocities[name], learningRate));
  }
  return {next, velocities};
}

/** Gives a machine, and the stack for it, what a step has learned. */
function take(stack: Stack, layer: number, {next, velocities}: Learned['layers'][number]): void {
  const {machine} = stack.rbms[layer]!;
  const {weights, hiddenBias, generativeWeights, generativeBias} = next;
  // The one of a machine that has a way down of its own stays as it was.
  const {visibleBias = sameValues(machine.parameters.visibleBias)} = next;
  replaceParameters(machine, {weights, visibleBias, hiddenBias} as Parameters);
  untie(stack, layer, {
    generativeWeights: generativeWeights as tf.Tensor2D | undefined,
    generativeBias: generativeBias as tf.Tensor1D | undefined,
    velocities,
  });
}

function directedPair(stack: Stack, layer: number): DirectedPair {
  const {data, hidden, parameters} = stack.rbms[layer]!.machine;
  const {weights, hiddenBias, visibleBias} = parameters;
  const {generativeWeights = tf.transpose(weights), generativeBias = visibleBias} =
    untiedOf(stack, layer) ?? {};
  return {below: data, above: hidden, weights, hiddenBias, generativeWeights, generativeBias};
}

function topPair(stack: Stack): TopPair {
  const {data, visible, hidden, numClasses, parameters} = topOf(stack);
  const {weights, visibleBias, hiddenBias} = parameters;
  return {below: data, visible, numClasses, above: hidden, weights, visibleBias, hiddenBias};
}
