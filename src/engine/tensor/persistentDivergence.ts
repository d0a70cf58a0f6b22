import * as tf from '@tensorflow/tfjs-core';
import {hiddenGiven, meanVisible, sampleLayer, visibleGiven} from '../../energy/conditionals.js';
import {mapParameters, type Machine, type Parameters} from '../../energy/Machine.js';
import type {Conditional} from '../../energy/UnitKind.js';
import {deriveKey} from '../../random/Key.js';
import {monitoredRows, STREAMS, type EngineArgs, type StepArgs} from '../Engine.js';
import {dropoutMask, masked, meanSquaredError, type Phase, type Phases} from './Phases.js';

/**
 * Runs PCD-k: k Gibbs steps of chains that have their own count and go on from step to step.
 *
 * Source: Tieleman 2008, "Training restricted Boltzmann machines using approximations to the likelihood gradient".
 *
 * @param args - `chainMachine`: the machine that the chains are of.
 */
export function persistentDivergence(
  machine: Machine,
  data: tf.Tensor2D,
  args: StepArgs & Pick<EngineArgs, 'isIncomplete'> & {chainMachine: Machine},
): Phases {
  const {key, k, reconstruction, dropout, chainMachine} = args;
  const {positive, reconstructionError} = positivePhase(machine, data, args);
  let hidden = machine.trainingState.chains!;
  const mask = dropoutMask(machine, {
    dropout,
    rows: hidden.shape[0],
    key: deriveKey(key, STREAMS.chainDropout),
  });
  let negative = positive;
  for (let step = 0; step < k; ++step) {
    const given = visibleGiven(chainMachine, masked(hidden, mask));
    const visible =
      reconstruction === 'sample'
        ? sampleLayer(machine, 'visible', {given, key: deriveKey(key, 2 * step + 1)})
        : given.mean;
    const next = hiddenGiven(chainMachine, visible);
    negative = {visible, hidden: masked(next.mean, mask)};
    hidden =
      reconstruction === 'meanField'
        ? next.mean
        : sampleLayer(machine, 'hidden', {given: next, key: deriveKey(key, 2 * (step + 1))});
  }
  return {positive, negative, reconstructionError, chains: hidden};
}

/** What the data say, and how well some of them are reconstructed, where the negative phase does not begin at them. */
export function positivePhase(
  machine: Machine,
  data: tf.Tensor2D,
  args: StepArgs & Pick<EngineArgs, 'isIncomplete'>,
): {positive: Phase; reconstructionError: tf.Scalar} {
  const {key, dropout} = args;
  const [rows] = data.shape;
  const known = args.isIncomplete === true ? machine.visible.kind.known?.(data) : undefined;
  const visible = known === undefined ? data : filledIn(machine, data, {...args, known});
  const mask = dropoutMask(machine, {dropout, rows, key: deriveKey(key, STREAMS.dropout)});
  const hidden = hiddenGiven(machine, visible);
  const size = [monitoredRows(rows, 'pcd'), -1] as [number, number];
  const first = (values: tf.Tensor2D): tf.Tensor2D => tf.slice(values, 0, size);
  const given: Conditional = {input: first(hidden.input), mean: first(hidden.mean)};
  const states = sampleLayer(machine, 'hidden', {given, key: deriveKey(key, 0)});
  const mean = meanVisible(machine, masked(states, mask && first(mask)));
  return {
    positive: {visible, hidden: masked(hidden.mean, mask)},
    reconstructionError: meanSquaredError(first(data), mean, known && first(known)),
  };
}

/**
 * Draws what is missing in the data, by k Gibbs steps of it alone: chains show every unit, so that a model whose data did not
 * would take what is missing for rare.
 */
function filledIn(
  machine: Machine,
  data: tf.Tensor2D,
  {key, k, known}: StepArgs & {known: tf.Tensor2D},
): tf.Tensor2D {
  const stream = deriveKey(key, STREAMS.missing);
  const missing = tf.sub<tf.Tensor2D>(1, known);
  let visible = data;
  for (let step = 0; step < k; ++step) {
    const hidden = sampleLayer(machine, 'hidden', {
      given: hiddenGiven(machine, visible),
      key: deriveKey(stream, 2 * step),
    });
    const drawn = sampleLayer(machine, 'visible', {
      given: visibleGiven(machine, hidden),
      key: deriveKey(stream, 2 * step + 1),
    });
    visible = tf.add(data, tf.mul(drawn, missing));
  }
  return visible;
}

/** The share of the fast parameters that stays from step to step. */
const FAST_DECAY = 19 / 20;

/** Returns the machine with the fast parameters added, which its chains see; it owns nothing. */
export function fastMachine(machine: Machine): Machine {
  const {fastParameters} = machine.trainingState;
  if (fastParameters === undefined) return machine;
  const parameters = mapParameters(machine.parameters, (parameter, name) =>
    name === 'logVariance' ? parameter : tf.add(parameter, fastParameters[name]),
  );
  return {...machine, parameters};
}

/**
 * Returns the fast parameters after a step: they follow the gradient at a large rate of their own and are forgotten as fast,
 * which drives the chains away from where they are.
 *
 * Source: Tieleman & Hinton 2009, "Using fast weights to improve persistent contrastive divergence".
 */
export function nextFastParameters(
  fast: Parameters | undefined,
  gradient: Parameters,
  {estimator, learningRate}: StepArgs,
): Parameters {
  return mapParameters(gradient, (direction, name) => {
    const step = tf.mul(direction, estimator.learningRate ?? learningRate);
    return fast === undefined ? step : tf.add(tf.mul(fast[name]!, FAST_DECAY), step);
  });
}
