import * as tf from '@tensorflow/tfjs-core';
import {conditional, hiddenGiven, sampleLayer, visibleGiven} from '../../energy/conditionals.js';
import {copyMachine, freeMachine, sameValues, type Machine} from '../../energy/Machine.js';
import {deriveKey, type Key} from '../../random/Key.js';
import {breather} from '../../platform/nextTask.js';
import {rowsOf} from './checkClamped.js';
import {toData, toStates} from '../data/states.js';
import type {SampleSettings} from './sampleSettings.js';

/** How a chain goes on: settings of `sample`. */
export type ChainArgs = Omit<SampleSettings, 'seed'> & {key: Key};

/**
 * Runs Gibbs chains of the machine as it is when they begin, whatever becomes of it.
 *
 * Clamped units are set to their values after each step. That is Gibbs sampling of the others given these, since the units of a
 * layer are independent given the other layer.
 *
 * @returns What is shown of the visible units, `[rows, numVisible]`, after `k` steps and then after each `thinning`; the
 *   caller disposes each. Everything else is freed when the chains end, or the loop over them does.
 */
export async function* gibbsChains(
  machine: Machine,
  args: ChainArgs,
): AsyncGenerator<tf.Tensor2D, void, void> {
  const {k, draws, thinning, show, key} = args;
  const copy = copyMachine(machine);
  let clamp: Clamp | undefined;
  let visible: tf.Tensor2D | undefined;
  try {
    clamp = newClamp(copy, args);
    visible = firstStates(copy, {...args, clamp});
    const breathe = breather();
    for (let step = 1, taken = 0; taken < draws; ++step) {
      const isTaken = step >= k && (step - k) % thinning === 0;
      const next: GibbsStep = gibbsStep(copy, visible, {
        key: deriveKey(key, step),
        clamp,
        withMean: isTaken && show === 'mean',
      });
      visible.dispose();
      visible = next.states;
      if (isTaken) {
        taken++;
        yield shown(copy, {visible, mean: next.mean});
      }
      await breathe();
    }
  } finally {
    visible?.dispose();
    if (clamp !== undefined) tf.dispose(clamp);
    freeMachine(copy);
  }
}

/** Sets the units that are clamped: `mask` is true there, `values` holds their states; `[1 or rows, numVisible]`. */
// A type and not an interface: only that counts as a container of tensors for tidy and dispose.
type Clamp = {values: tf.Tensor2D; mask: tf.Tensor2D};

/** The visible units after a step, and their means where they are asked for. */
type GibbsStep = {states: tf.Tensor2D; mean?: tf.Tensor2D};

/** Returns what is shown of states or means, and disposes them if they are means. */
function shown(
  machine: Machine,
  {visible, mean}: {visible: tf.Tensor2D; mean: tf.Tensor2D | undefined},
): tf.Tensor2D {
  const data = tf.tidy(() => sameValues(toData(machine, mean ?? visible)));
  mean?.dispose();
  return data;
}

/** Returns what is clamped, labels included, if anything is. */
function newClamp(
  machine: Machine,
  {clamped, classes, start}: Pick<SampleSettings, 'clamped' | 'classes' | 'start'>,
): Clamp | undefined {
  if (clamped === undefined && classes === undefined) return undefined;
  const rows = typeof start === 'number' ? start : start.shape[0];
  return tf.tidy(() => {
    const none = tf.zeros<tf.Rank.R2>([rows, machine.data.units]);
    const labels = classes && (tf.cast(tf.oneHot(classes, machine.numClasses), 'float32') as tf.Tensor2D);
    const each = (x: tf.Tensor2D): tf.Tensor2D => tf.add(none, x);
    return {
      values: toStates(machine, clamped ? each(rowsOf(clamped.values, 'float32')) : none, labels),
      mask: tf.cast(
        toStates(
          {...machine, scaling: undefined},
          clamped ? each(rowsOf(clamped.mask, 'float32')) : none,
          labels && tf.onesLike(labels),
        ),
        'bool',
      ),
    };
  });
}

function clampTo(clamp: Clamp | undefined, states: tf.Tensor2D): tf.Tensor2D {
  return clamp === undefined ? states : tf.where(clamp.mask, clamp.values, states);
}

function firstStates(
  machine: Machine,
  {start, clamp, key}: Pick<ChainArgs, 'start' | 'key'> & {clamp: Clamp | undefined},
): tf.Tensor2D {
  return tf.tidy(() => {
    if (typeof start !== 'number') return clampTo(clamp, toStates(machine, start));
    const input = tf.tile(tf.expandDims<tf.Tensor2D>(machine.parameters.visibleBias, 0), [start, 1]);
    const given = conditional(machine, 'visible', input);
    return clampTo(clamp, sampleLayer(machine, 'visible', {given, key: deriveKey(key, 0)}));
  });
}

function gibbsStep(
  machine: Machine,
  before: tf.Tensor2D,
  {key, clamp, withMean}: {key: Key; clamp: Clamp | undefined; withMean: boolean},
): GibbsStep {
  return tf.tidy(() => {
    const fromVisible = hiddenGiven(machine, before);
    const hidden = sampleLayer(machine, 'hidden', {given: fromVisible, key: deriveKey(key, 0)});
    const given = visibleGiven(machine, hidden);
    const states = sampleLayer(machine, 'visible', {given, key: deriveKey(key, 1)});
    return {
      states: clampTo(clamp, states),
      ...(withMean && {mean: clampTo(clamp, given.mean)}),
    };
  });
}
