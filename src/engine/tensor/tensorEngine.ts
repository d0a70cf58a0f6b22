import * as tf from '@tensorflow/tfjs-core';
import {
  mapParameters,
  replaceMemory,
  replaceParameters,
  type Machine,
  type Parameters,
  type TrainingMemory,
} from '../../energy/Machine.js';
import type {Engine, EngineArgs, StepArgs} from '../Engine.js';
import {firstChains} from '../firstChains.js';
import {gatherRows} from '../gatherRows.js';
import {centred, centredWeights, nextOffsets} from './centering.js';
import {contrastiveDivergence} from './contrastiveDivergence.js';
import {discriminativeGradient} from './discriminativeGradient.js';
import {
  fastMachine,
  nextFastParameters,
  persistentDivergence,
  positivePhase,
} from './persistentDivergence.js';
import {averageActivity, decayed, drawnToTarget, withinNorm} from './penalties.js';
import {estimate, type Phases} from './Phases.js';
import {temperedDivergence} from './temperedDivergence.js';

/** The bounds of a log-variance: deviations from 0.05 to 7.4, around the 1 of standardised data. */
const LOG_VARIANCES = {min: -6, max: 4};

/**
 * Makes the engine that trains with tf ops, on whatever backend is set.
 *
 * @returns An engine that goes on from the machine's training memory, and which the caller disposes.
 */
export async function tensorEngine(machine: Machine, args: EngineArgs): Promise<Engine> {
  if (args.estimator !== 'cd') await prepareChains(machine, args);
  return {
    depth: 1,

    async step({x, places}, stepArgs) {
      const {next, memory, summary} = tf.tidy(() =>
        learn(machine, gatherRows(x, places), {...args, ...stepArgs}),
      );
      let isTaken = false;
      try {
        const [reconstructionError, parameterSum, swapRate] = await summary.data();
        isTaken = Number.isFinite(parameterSum);
        return {
          reconstructionError: reconstructionError!,
          finite: isTaken,
          ...(args.estimator === 'tempering' && {swapRate: swapRate!}),
        };
      } finally {
        summary.dispose();
        if (isTaken) {
          replaceParameters(machine, next);
          replaceMemory(machine, memory);
        } else {
          tf.dispose([next, memory]);
        }
      }
    },

    pull: () => Promise.resolve(),
    remember: () => Promise.resolve(),
    dispose: () => Promise.resolve(),
  };
}

/** Draws the chains that the machine does not have yet. */
async function prepareChains(machine: Machine, {chains, temperatures}: EngineArgs): Promise<void> {
  const count = chains * temperatures.length;
  if (machine.memory.chains?.shape[0] === count) return;
  const states = await firstChains(machine, count);
  const {chains: old, ...memory} = machine.memory;
  old?.dispose();
  machine.memory = {...memory, chains: tf.keep(tf.tensor2d(states, [count, machine.hidden.units]))};
}

/** One step: what becomes of the parameters and the memory, and what there is to say of it. */
// A type and not an interface: only that counts as a container of tensors for tidy and dispose.
type Learned = {
  next: Parameters;
  memory: TrainingMemory;
  /** The reconstruction error, the sum of all parameters, and the share of accepted swaps. */
  summary: tf.Tensor1D;
};

function learn(machine: Machine, data: tf.Tensor2D, args: EngineArgs & StepArgs): Learned {
  const {momentum, learningRate, varianceRate} = args;
  const {memory, parameters} = machine;
  const phases = runPhases(machine, data, args);
  const activity = averageActivity(memory.activity, phases.positive, args);
  const raw = objectiveGradient(machine, data, {...args, phases});
  const pulled = drawnToTarget(raw, {...args, activity, input: phases.positive.visible, machine});
  const offsets = nextOffsets(machine, phases, args);
  // Those of a training before this one stay, for one that goes on with them, and do nothing here.
  const used = args.centering === 'off' ? {} : offsets;
  const weights = decayed(centredWeights(pulled, used), parameters.weights, args);
  const gradient = centred({...pulled, weights}, used);
  const velocities = mapParameters(gradient, (direction, name) => {
    const velocity = memory.velocities?.[name];
    return velocity === undefined ? direction : tf.add(tf.mul(velocity, momentum), direction);
  });
  const moved = mapParameters(parameters, (parameter, name) => {
    const rate = name === 'logVariance' ? learningRate * varianceRate : learningRate;
    return tf.add(parameter, tf.mul(velocities[name]!, rate));
  });
  const {logVariance} = moved;
  const next = {
    ...moved,
    weights: withinNorm(moved.weights, args),
    ...(logVariance && {
      logVariance: tf.clipByValue(logVariance, LOG_VARIANCES.min, LOG_VARIANCES.max),
    }),
  };
  // One NaN or infinity anywhere makes the sum of all parameters one.
  const sum = tf.addN(Object.values(moved).map((parameter) => tf.sum(parameter!)));
  return {
    next,
    memory: {
      velocities,
      activity,
      ...offsets,
      chains: phases.chains ?? copy(memory.chains),
      fastParameters:
        args.estimator === 'fpcd' ? nextFastParameters(memory.fastParameters, raw, args) : undefined,
    },
    summary: tf.stack([phases.reconstructionError, sum, phases.swapRate ?? tf.scalar(0)]) as tf.Tensor1D,
  };
}

/** A tensor of the same values, to be kept where the other one is disposed. */
function copy(chains: tf.Tensor2D | undefined): tf.Tensor2D | undefined {
  return chains && tf.clone(chains);
}

function runPhases(machine: Machine, data: tf.Tensor2D, args: EngineArgs & StepArgs): Phases {
  if (args.objective === 'discriminative') {
    const watched = positivePhase(machine, data, args);
    return {...watched, negative: watched.positive};
  }
  switch (args.estimator) {
    case 'cd':
      return contrastiveDivergence(machine, data, args);
    case 'pcd':
      return persistentDivergence(machine, data, {...args, chainMachine: machine});
    case 'fpcd':
      return persistentDivergence(machine, data, {...args, chainMachine: fastMachine(machine)});
    case 'tempering':
      return temperedDivergence(machine, data, args);
  }
}

/** The gradient of what is to be maximised. */
function objectiveGradient(
  machine: Machine,
  data: tf.Tensor2D,
  {objective, generativeWeight, phases}: StepArgs & {phases: Phases},
): Parameters {
  if (objective === 'generative') return estimate(machine, phases);
  const discriminative = discriminativeGradient(machine, data);
  if (objective === 'discriminative') return discriminative;
  const generative = estimate(machine, phases);
  return mapParameters(discriminative, (direction, name) =>
    tf.add(direction, tf.mul(generative[name]!, generativeWeight)),
  );
}
