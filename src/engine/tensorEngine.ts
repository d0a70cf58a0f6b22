import * as tf from '@tensorflow/tfjs-core';
import {meanHidden, meanVisible} from '../energy/conditionals.js';
import {
  keepParameters,
  mapParameters,
  replaceParameters,
  type Machine,
  type Parameters,
} from '../energy/Machine.js';
import {deriveKey, type Key} from '../random/Key.js';
import {monitoredRows, type Engine, type EngineArgs, type StepArgs} from './Engine.js';
import {firstChains} from './firstChains.js';
import {gatherRows} from './gatherRows.js';

/** What an engine keeps from step to step, and owns. */
// A type and not an interface: only that counts as a container of tensors for tidy and dispose.
type Memory = {
  velocities: Parameters;
  /** Decaying average of each hidden unit's mean, `[numHidden]`, after the first step. */
  activity?: tf.Tensor;
  /** The hidden states of persistent chains, `[chains, numHidden]`. */
  chains?: tf.Tensor2D;
};

/** A step's estimate: what each phase says. */
interface Phases {
  positive: Phase;
  negative: Phase;
  reconstructionError: tf.Scalar;
  chains?: tf.Tensor2D;
}

interface Phase {
  /** `[rows, numVisible]` */
  visible: tf.Tensor2D;
  /** `[rows, numHidden]` */
  hidden: tf.Tensor2D;
}

/**
 * Makes the engine that trains with tf ops, on whatever backend is set.
 *
 * @returns An engine with velocities of 0, which the caller disposes.
 */
export async function tensorEngine(machine: Machine, args: EngineArgs): Promise<Engine> {
  const states = args.estimator === 'pcd' ? await firstChains(machine, args.chains) : undefined;
  let memory: Memory = {
    velocities: keepParameters(mapParameters(machine.parameters, (parameter) => tf.zerosLike(parameter))),
    ...(states && {chains: tf.keep(tf.tensor2d(states, [args.chains, machine.hidden.units]))}),
  };
  return {
    depth: 1,

    async step({x, places}, stepArgs) {
      const {next, nextMemory, summary} = tf.tidy(() => {
        const visible = gatherRows(x, places);
        const phases =
          memory.chains === undefined
            ? contrastiveDivergence(machine, visible, stepArgs)
            : persistentDivergence(machine, visible, {...stepArgs, chains: memory.chains});
        const activity = averageActivity(memory, phases.positive, stepArgs);
        const gradient = penalised(machine, estimate(phases), {...stepArgs, phases, activity});
        const velocities = mapParameters(memory.velocities, (velocity, name) =>
          tf.add(tf.mul(velocity, stepArgs.momentum), gradient[name]),
        );
        const next = mapParameters(machine.parameters, (parameter, name) =>
          tf.add(parameter, tf.mul(velocities[name], stepArgs.learningRate)),
        );
        const nextMemory: Memory = {velocities, activity, ...(phases.chains && {chains: phases.chains})};
        // One NaN or infinity anywhere makes the sum of all parameters one.
        const sum = tf.addN(Object.values(next).map((parameter) => tf.sum(parameter)));
        return {next, nextMemory, summary: tf.stack([phases.reconstructionError, sum])};
      });
      let isTaken = false;
      try {
        const [reconstructionError, parameterSum] = await summary.data();
        isTaken = Number.isFinite(parameterSum);
        return {reconstructionError: reconstructionError!, finite: isTaken};
      } finally {
        summary.dispose();
        if (isTaken) {
          tf.dispose(memory);
          memory = keepMemory(nextMemory);
          replaceParameters(machine, next);
        } else {
          tf.dispose([next, nextMemory]);
        }
      }
    },

    pull: () => Promise.resolve(),

    dispose() {
      tf.dispose(memory);
      return Promise.resolve();
    },
  };
}

function keepMemory(memory: Memory): Memory {
  keepParameters(memory.velocities);
  if (memory.activity !== undefined) tf.keep(memory.activity);
  if (memory.chains !== undefined) tf.keep(memory.chains);
  return memory;
}

/**
 * Runs CD-k: a Gibbs chain of k steps from the data.
 *
 * The hidden units are sampled where they drive a reconstruction, and probabilities in both terms of the gradient.
 *
 * Source: Hinton 2002, "Training products of experts by minimizing contrastive divergence"; Hinton 2010, section 3.
 */
function contrastiveDivergence(
  machine: Machine,
  data: tf.Tensor2D,
  {key, k, reconstruction}: StepArgs,
): Phases {
  const positive = {visible: data, hidden: meanHidden(machine, data)};
  let negative = positive;
  let reconstructionError: tf.Scalar | undefined;
  for (let step = 0; step < k; ++step) {
    const hidden = machine.hidden.kind.sample(negative.hidden, deriveKey(key, 2 * step));
    const mean = meanVisible(machine, hidden);
    reconstructionError ??= tf.mean(tf.squaredDifference(data, mean));
    negative = showVisible(machine, mean, {key: deriveKey(key, 2 * step + 1), reconstruction});
  }
  return {positive, negative, reconstructionError: reconstructionError!};
}

/**
 * Runs PCD-k: k Gibbs steps of chains that have their own count and go on from step to step.
 *
 * Source: Tieleman 2008, "Training restricted Boltzmann machines using approximations to the likelihood gradient".
 */
function persistentDivergence(
  machine: Machine,
  data: tf.Tensor2D,
  {key, k, reconstruction, chains}: StepArgs & {chains: tf.Tensor2D},
): Phases {
  const {kind} = machine.hidden;
  const positive = {visible: data, hidden: meanHidden(machine, data)};
  let hidden = chains;
  let negative = positive;
  for (let step = 0; step < k; ++step) {
    const mean = meanVisible(machine, hidden);
    negative = showVisible(machine, mean, {key: deriveKey(key, 2 * step + 1), reconstruction});
    hidden = kind.sample(negative.hidden, deriveKey(key, 2 * (step + 1)));
  }
  const [rows] = data.shape;
  const size = [monitoredRows(rows, {estimator: 'pcd'}), -1] as [number, number];
  const mean = meanVisible(machine, kind.sample(tf.slice(positive.hidden, 0, size), deriveKey(key, 0)));
  const reconstructionError = tf.mean<tf.Scalar>(tf.squaredDifference(tf.slice(data, 0, size), mean));
  return {positive, negative, reconstructionError, chains: hidden};
}

/** The visible units as the negative phase shows them, and what the hidden ones make of them. */
function showVisible(
  machine: Machine,
  mean: tf.Tensor2D,
  {key, reconstruction}: {key: Key; reconstruction: StepArgs['reconstruction']},
): Phase {
  const visible = reconstruction === 'mean' ? mean : machine.visible.kind.sample(mean, key);
  return {visible, hidden: meanHidden(machine, visible)};
}

/**
 * Estimates the gradient of the mean log-likelihood, each phase's statistics divided by its own number of rows.
 *
 * ```
 * dW = <v p(h|v)>_positive - <v p(h|v)>_negative    db, dc = the same of v, of p(h|v)
 * ```
 */
function estimate({positive, negative}: Phases): Parameters {
  const difference = (measure: (phase: Phase) => tf.Tensor): tf.Tensor =>
    tf.sub(measure(positive), measure(negative));
  return {
    weights: difference(correlation) as tf.Tensor2D,
    visibleBias: difference(({visible}) => tf.mean(visible, 0)) as tf.Tensor1D,
    hiddenBias: difference(({hidden}) => tf.mean(hidden, 0)) as tf.Tensor1D,
  };
}

/** The mean over rows of each visible unit times each hidden one, `[numVisible, numHidden]`. */
function correlation({visible, hidden}: Phase): tf.Tensor2D {
  // Transposed first, not by matMul: there the wasm backend would run a scalar loop.
  return tf.div(tf.matMul(tf.transpose(visible), hidden), visible.shape[0]);
}

function averageActivity({activity}: Memory, {hidden}: Phase, {sparsityDecay}: StepArgs): tf.Tensor {
  const mean = tf.mean(hidden, 0);
  if (activity === undefined) return mean;
  return tf.add(tf.mul(activity, sparsityDecay), tf.mul(mean, 1 - sparsityDecay));
}

/**
 * Adds the pull of the penalties to a gradient.
 *
 * L2 draws a weight by `weightDecay W`, L1 by `l1Decay sign(W)`. The sparsity target p draws the total input of a unit
 * whose decaying average is q by p - q, the derivative of their cross entropy: its bias by that, its weights by that
 * times the mean of their input.
 *
 * Source: Hinton 2010, sections 10 and 11.
 */
function penalised(
  {parameters: {weights}}: Machine,
  gradient: Parameters,
  args: StepArgs & {phases: Phases; activity: tf.Tensor},
): Parameters {
  const {weightDecay, l1Decay, sparsityTarget, sparsityCost, phases, activity} = args;
  const decay = tf.add(tf.mul(weights, weightDecay), tf.mul(tf.sign(weights), l1Decay));
  const decayed = {...gradient, weights: tf.sub<tf.Tensor2D>(gradient.weights, decay)};
  if (sparsityTarget === undefined) return decayed;
  const pull = tf.mul(tf.sub(sparsityTarget, activity), sparsityCost);
  const input = tf.mean(phases.positive.visible, 0);
  return {
    ...decayed,
    weights: tf.add(decayed.weights, tf.outerProduct(input as tf.Tensor1D, pull as tf.Tensor1D)),
    hiddenBias: tf.add(gradient.hiddenBias, pull),
  };
}
