import * as tf from '@tensorflow/tfjs-core';
import {checkArgs, checkInteger, checkOneOf} from '../check.js';
import {meanHidden, meanVisible} from '../energy/conditionals.js';
import {machineKey, type Machine} from '../energy/Machine.js';
import {deriveKey, keyFromSeed, type Key} from '../random/key.js';
import {checkVisible} from './checkVisible.js';
import {breather} from './nextTask.js';

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
  initial?: tf.Tensor2D;
  /** Whether the result holds the means of the last step's visible units, or states drawn from them. @defaultValue `'mean'` */
  show?: 'mean' | 'sample';
  /** An integer >= 0 that fixes the chains. @defaultValue the machine's own, with other chains for each call */
  seed?: number;
}

/** Draws visible states by running Gibbs chains; the result, `[rows, numVisible]`, belongs to the caller. */
export async function sample(
  machine: Machine,
  args: SampleArgs,
  {caller, key}: {caller: string; key: Key},
): Promise<tf.Tensor2D> {
  checkArgs(args, {where: caller, known: ['rows', 'steps', 'initial', 'show', 'seed']});
  const {rows, steps = 1000, initial, show = 'mean'} = args;
  checkInteger(steps, {where: `${caller}: steps`, min: 1});
  checkOneOf(show, {where: `${caller}: show`, options: ['mean', 'sample']});
  let visible: tf.Tensor2D;
  if (initial === undefined) {
    const count = checkInteger(rows ?? 1, {where: `${caller}: rows`, min: 1});
    visible = drawFromBias(machine, count, deriveKey(key, 0));
  } else {
    const {x} = await checkVisible(initial, {where: `${caller}: initial`, visible: machine.visible});
    if (rows !== undefined) checkOneOf(rows, {where: `${caller}: rows`, options: [x.shape[0]]});
    visible = tf.cast(x, 'float32');
  }
  const breathe = breather();
  for (let step = 1; step <= steps; ++step) {
    const before = visible;
    try {
      const isShown = step === steps && show === 'mean';
      visible = gibbsStep(machine, before, {key: deriveKey(key, step), isMean: isShown});
    } finally {
      before.dispose();
    }
    await breathe();
  }
  return visible;
}

/**
 * Returns the key of the random numbers of one call of `sample`.
 *
 * @param context - `call`: how many calls there were before this one.
 */
export function samplingKey(
  machine: Machine,
  {seed}: SampleArgs,
  {caller, call}: {caller: string; call: number},
): Key {
  if (seed === undefined) return deriveKey(machineKey(machine, 'sampling'), call);
  return keyFromSeed(checkInteger(seed, {where: `${caller}: seed`, min: 0}));
}

function drawFromBias({visible, parameters}: Machine, rows: number, key: Key): tf.Tensor2D {
  return tf.tidy(() => {
    const input = tf.tile(tf.expandDims<tf.Tensor2D>(parameters.visibleBias, 0), [rows, 1]);
    return visible.kind.sample(visible.kind.mean(input), key);
  });
}

function gibbsStep(
  machine: Machine,
  before: tf.Tensor2D,
  {key, isMean}: {key: Key; isMean: boolean},
): tf.Tensor2D {
  return tf.tidy(() => {
    const hidden = machine.hidden.kind.sample(meanHidden(machine, before), deriveKey(key, 0));
    const mean = meanVisible(machine, hidden);
    return isMean ? mean : machine.visible.kind.sample(mean, deriveKey(key, 1));
  });
}
