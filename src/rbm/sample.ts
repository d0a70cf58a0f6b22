import * as tf from '@tensorflow/tfjs-core';
import {argumentError, checkArgs, checkInteger, checkOneOf, show as showValue} from '../check.js';
import {conditional, hiddenGiven, sampleLayer, visibleGiven} from '../energy/conditionals.js';
import {copyMachine, machineKey, type Machine} from '../energy/Machine.js';
import {deriveKey, type Key} from '../random/Key.js';
import {checkVisible} from './checkVisible.js';
import {breather} from '../nextTask.js';

/** Options of `sample`. */
export interface SampleArgs {
  /** How many chains run side by side, an integer >= 1. Not together with `initial`. @defaultValue 1 */
  rows?: number;
  /** Gibbs steps of each chain, an integer >= 1. @defaultValue 1000 */
  steps?: number;
  /**
   * Where the chains start, `[rows, numVisible]`.
   *
   * @defaultValue draws from the visible biases alone
   */
  initial?: tf.Tensor;
  /** Whether the result holds the means of the last step's visible units, or states drawn from them. @defaultValue `'mean'` */
  show?: 'mean' | 'sample';
  /** An integer >= 0 that fixes the chains. @defaultValue the machine's own, with other chains for each call */
  seed?: number;
}

/** Options of `sample`, checked and complete. */
export interface SampleSettings {
  steps: number;
  show: 'mean' | 'sample';
  /** The states to start from, or how many draws from the biases. */
  start: tf.Tensor2D | number;
  seed: number | undefined;
}

/**
 * Checks the options of `sample` and fills in the defaults.
 *
 * @throws TypeError, RangeError when an option is unknown, or has a wrong kind or value.
 */
export async function checkSampleArgs({visible}: Machine, args: SampleArgs): Promise<SampleSettings> {
  checkArgs(args, {where: 'sample', known: ['rows', 'steps', 'initial', 'show', 'seed']});
  const {rows, steps = 1000, initial, show = 'mean', seed} = args;
  checkInteger(steps, {where: 'sample: steps', min: 1});
  checkOneOf(show, {where: 'sample: show', options: ['mean', 'sample']});
  if (seed !== undefined) checkInteger(seed, {where: 'sample: seed', min: 0});
  if (initial === undefined) {
    return {steps, show, seed, start: checkInteger(rows ?? 1, {where: 'sample: rows', min: 1})};
  }
  if (rows !== undefined) {
    const condition = 'left out where initial is given';
    throw argumentError(TypeError, {where: 'sample: rows', condition, got: showValue(rows)});
  }
  const checked = await checkVisible(initial, {where: 'sample: initial', visible, engine: 'tensor'});
  return {steps, show, seed, start: checked.x};
}

/**
 * Draws visible states by Gibbs chains, of the machine as it is when they begin.
 *
 * @returns `[rows, numVisible]`, owned by the caller.
 */
export async function sample(
  machine: Machine,
  {steps, show, start}: SampleSettings,
  {key}: {key: Key},
): Promise<tf.Tensor2D> {
  const copy = copyMachine(machine);
  try {
    let visible =
      typeof start === 'number'
        ? drawFromBias(copy, start, {key: deriveKey(key, 0)})
        : tf.cast(start, 'float32');
    const breathe = breather();
    for (let step = 1; step <= steps; ++step) {
      const before = visible;
      try {
        const isMean = step === steps && show === 'mean';
        visible = gibbsStep(copy, before, {key: deriveKey(key, step), isMean});
      } finally {
        before.dispose();
      }
      await breathe();
    }
    return visible;
  } finally {
    tf.dispose(copy.parameters);
  }
}

/**
 * Returns the key of the random numbers of one call of `sample`.
 *
 * @param args - `seed`: the one of the call, if it has one; `call`: how many calls there were before this one.
 */
export function samplingKey(
  {seed: ownSeed}: Machine,
  {seed, call}: {seed: number | undefined; call: number},
): Key {
  if (seed === undefined) return deriveKey(machineKey({seed: ownSeed}, 'sampling'), 0, call);
  return deriveKey(machineKey({seed}, 'sampling'), 1);
}

function drawFromBias(machine: Machine, rows: number, {key}: {key: Key}): tf.Tensor2D {
  return tf.tidy(() => {
    const input = tf.tile(tf.expandDims<tf.Tensor2D>(machine.parameters.visibleBias, 0), [rows, 1]);
    return sampleLayer(machine, 'visible', {given: conditional(machine, 'visible', input), key});
  });
}

function gibbsStep(
  machine: Machine,
  before: tf.Tensor2D,
  {key, isMean}: {key: Key; isMean: boolean},
): tf.Tensor2D {
  return tf.tidy(() => {
    const given = hiddenGiven(machine, before);
    const hidden = sampleLayer(machine, 'hidden', {given, key: deriveKey(key, 0)});
    const visible = visibleGiven(machine, hidden);
    return isMean ? visible.mean : sampleLayer(machine, 'visible', {given: visible, key: deriveKey(key, 1)});
  });
}
