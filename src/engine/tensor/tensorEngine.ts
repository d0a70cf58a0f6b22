import * as tf from '@tensorflow/tfjs-core';
import {conditional, sampleLayer} from '../../energy/conditionals.js';
import {
  changeTrainingState,
  machineKey,
  mapParameters,
  replaceTrainingState,
  replaceParameters,
  sameValues,
  type Machine,
  type Parameters,
  type TrainingState,
} from '../../energy/Machine.js';
import {deriveKey} from '../../random/Key.js';
import {LOG_VARIANCES} from '../../energy/gaussian.js';
import type {Engine, EngineArgs, StepArgs} from '../Engine.js';
import {gatherRows} from '../../rows/gatherRows.js';
import {centered, centeredWeights, nextCenters} from './centering.js';
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

/**
 * Makes the engine that trains with tf ops, on whatever backend is set.
 *
 * @returns An engine that goes on from the machine's training state, and which the caller disposes.
 */
export function tensorEngine(machine: Machine, args: EngineArgs): Engine {
  if (args.estimator.type !== 'cd') prepareChains(machine, args);
  return {
    depth: 1,

    async step({x, places}, stepArgs) {
      const {next, trainingState, summary} = tf.tidy(() =>
        learn(machine, gatherRows(x, places), {...args, ...stepArgs}),
      );
      let isTaken = false;
      try {
        const [reconstructionError, parameterSum, ...swapRates] = await summary.data();
        isTaken = Number.isFinite(parameterSum);
        return {
          reconstructionError: reconstructionError!,
          finite: isTaken,
          ...(args.estimator.type === 'tempering' && {swapRates}),
        };
      } finally {
        summary.dispose();
        if (isTaken) {
          replaceParameters(machine, next);
          replaceTrainingState(machine, trainingState);
        } else {
          tf.dispose([next, trainingState]);
        }
      }
    },

    pull: () => Promise.resolve(),
    remember: () => Promise.resolve(),
    dispose: () => Promise.resolve(),
  };
}

/** Draws the chains that the machine does not have yet: hidden units without input. */
function prepareChains(machine: Machine, {estimator: {chains, inverseTemperatures}}: EngineArgs): void {
  const count = chains * inverseTemperatures.length;
  if (machine.trainingState.chains?.shape[0] === count) return;
  const states = tf.tidy(() => {
    const input = tf.tile(tf.expandDims<tf.Tensor2D>(machine.parameters.hiddenBias, 0), [count, 1]);
    const key = deriveKey(machineKey(machine, 'chains'), machine.steps);
    return sampleLayer(machine, 'hidden', {given: conditional(machine, 'hidden', input), key});
  });
  changeTrainingState(machine, {chains: states});
}

/** One step: what becomes of the parameters and the trainingState, and what there is to say of it. */
// A type and not an interface: only that counts as a container of tensors for tidy and dispose.
type Learned = {
  next: Parameters;
  trainingState: TrainingState;
  /** The reconstruction error, the sum of all parameters, and the shares of accepted swaps. */
  summary: tf.Tensor1D;
};

function learn(machine: Machine, data: tf.Tensor2D, args: EngineArgs & StepArgs): Learned {
  const {momentum, learningRate, varianceRate} = args;
  const {trainingState, parameters} = machine;
  const phases = runPhases(machine, data, args);
  const activity = averageActivity(trainingState.activity, phases.positive, args);
  const generative = args.objective.type === 'discriminative' ? undefined : estimate(machine, phases);
  const raw = objectiveGradient(machine, data, {...args, generative});
  const pulled = drawnToTarget(raw, {...args, activity, input: phases.positive.visible, machine});
  const centers = nextCenters(machine, phases, args);
  const inUse = args.centering.by === 'off' ? {} : centers;
  const weights = decayed(centeredWeights(pulled, inUse), parameters.weights, args);
  const gradient = centered({...pulled, weights}, inUse);
  const velocities = mapParameters(gradient, (direction, name) => {
    const velocity = trainingState.velocities?.[name];
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
    trainingState: {
      velocities,
      activity,
      ...centers,
      chains: phases.chains ?? (trainingState.chains && sameValues(trainingState.chains)),
      // The chains are of the distribution of all visible units, whatever else is maximised.
      fastParameters:
        args.estimator.type === 'fpcd' && generative
          ? nextFastParameters(trainingState.fastParameters, generative, args)
          : undefined,
    },
    summary: tf.concat1d([
      tf.stack([phases.reconstructionError, sum]) as tf.Tensor1D,
      ...(phases.swapRates ? [phases.swapRates] : []),
    ]),
  };
}

function runPhases(machine: Machine, data: tf.Tensor2D, args: EngineArgs & StepArgs): Phases {
  if (args.objective.type === 'discriminative') {
    const watched = positivePhase(machine, data, args);
    return {...watched, negative: watched.positive};
  }
  switch (args.estimator.type) {
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
  {objective: {type, generativeWeight}, generative}: StepArgs & {generative: Parameters | undefined},
): Parameters {
  if (generative && type === 'generative') return generative;
  const discriminative = discriminativeGradient(machine, data);
  if (generative === undefined) return discriminative;
  return mapParameters(discriminative, (direction, name) =>
    tf.add(direction, tf.mul(generative[name]!, generativeWeight)),
  );
}
