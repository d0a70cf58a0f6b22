import type * as tf from '@tensorflow/tfjs-core';
import {hiddenGiven, sampleLayer, visibleGiven} from '../../energy/conditionals.js';
import type {Machine} from '../../energy/Machine.js';
import {deriveKey} from '../../random/Key.js';
import {STREAMS, type EngineArgs, type StepArgs} from '../Engine.js';
import {dropoutMask, masked, meanSquaredError, type Phases} from './Phases.js';

/**
 * Runs CD-k: a Gibbs chain of k steps from the data.
 *
 * The hidden units are sampled where they drive a reconstruction, and means in both terms of the gradient. What is missing in
 * the data stays so in their reconstruction.
 *
 * Source: Hinton 2002, "Training products of experts by minimizing contrastive divergence".
 */
export function contrastiveDivergence(
  machine: Machine,
  data: tf.Tensor2D,
  args: StepArgs & Pick<EngineArgs, 'isIncomplete'>,
): Phases {
  const {key, k, reconstruction, dropout} = args;
  const [rows] = data.shape;
  const mask = dropoutMask(machine, {dropout, rows, key: deriveKey(key, STREAMS.dropout)});
  const known = args.isIncomplete === true ? machine.visible.kind.known?.(data) : undefined;
  let visible = data;
  let hidden = hiddenGiven(machine, data);
  const positive = {visible: data, hidden: masked(hidden.mean, mask)};
  let reconstructionError: tf.Scalar | undefined;
  for (let step = 0; step < k; ++step) {
    const states =
      reconstruction === 'meanField'
        ? hidden.mean
        : sampleLayer(machine, 'hidden', {given: hidden, key: deriveKey(key, 2 * step)});
    const given = visibleGiven(machine, masked(states, mask));
    reconstructionError ??= meanSquaredError(data, given.mean, known);
    visible = masked(
      reconstruction === 'sample'
        ? sampleLayer(machine, 'visible', {given, key: deriveKey(key, 2 * step + 1)})
        : given.mean,
      known,
    );
    hidden = hiddenGiven(machine, visible);
  }
  const negative = {visible, hidden: masked(hidden.mean, mask)};
  return {positive, negative, reconstructionError: reconstructionError!};
}
