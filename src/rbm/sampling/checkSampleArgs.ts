import type * as tf from '@tensorflow/tfjs-core';
import {argumentError, checkArgs, checkInteger, checkOneOf, show as showValue} from '../../check.js';
import type {Machine} from '../../energy/Machine.js';
import {checkClamped} from './checkClamped.js';
import {classLabels} from '../data/classLabels.js';
import {checkVisible} from '../data/checkVisible.js';
import type {Clamped, SampleArgs} from './SampleArgs.js';

/** Options of `sample`, checked and complete. */
export interface SampleSettings {
  k: number;
  draws: number;
  thinning: number;
  show: 'mean' | 'sample';
  /** The states to start from, or how many draws from the biases. */
  start: tf.Tensor2D | number;
  clamped: Clamped | undefined;
  /** The class of each chain. */
  classes: Int32Array | undefined;
  seed: number | undefined;
}

const OPTIONS: readonly (keyof SampleArgs)[] = [
  'rows',
  'k',
  'draws',
  'thinning',
  'initial',
  'clamped',
  'labels',
  'show',
  'seed',
];

/**
 * Checks the options of `sample` or `samples` and fills in the defaults.
 *
 * @param context - `where` is the function that the user called.
 * @throws TypeError, RangeError when an option is unknown, or has a wrong kind or value.
 */
export async function checkSampleArgs(
  machine: Machine,
  args: SampleArgs,
  {where}: {where: 'sample' | 'samples'},
): Promise<SampleSettings> {
  checkArgs(args, {where, known: OPTIONS});
  const {rows, draws, thinning = 1, initial, clamped, show = 'mean', seed} = args;
  const isWatched = where === 'samples';
  const counts = {
    thinning: checkInteger(thinning, {where: `${where}: thinning`, min: 1}),
    k: checkInteger(args.k ?? (isWatched ? thinning : 1000), {where: `${where}: k`, min: 1}),
    draws:
      draws === undefined && isWatched
        ? Infinity
        : checkInteger(draws ?? 1, {where: `${where}: draws`, min: 1}),
  };
  checkOneOf(show, {where: `${where}: show`, options: ['mean', 'sample']});
  if (seed !== undefined) checkInteger(seed, {where: `${where}: seed`, min: 0});
  if (rows !== undefined) {
    checkInteger(rows, {where: `${where}: rows`, min: 1});
    if (initial !== undefined) {
      const condition = 'left out where initial is given';
      throw argumentError(TypeError, {where: `${where}: rows`, condition, got: showValue(rows)});
    }
  }
  const visible = machine.data;
  const first =
    initial && (await checkVisible(initial, {where: `${where}: initial`, visible, engine: 'tensor'})).x;
  const known = first?.shape[0] ?? rows;
  const count =
    clamped === undefined
      ? known
      : await checkClamped(machine, clamped, {where: `${where}: clamped`, rows: known});
  const classes = await checkClasses(machine, args.labels, {where: `${where}: labels`, rows: count});
  return {...counts, show, seed, clamped, classes, start: first ?? count ?? classes?.length ?? 1};
}

async function checkClasses(
  {numClasses: classes}: Machine,
  labels: tf.Tensor | undefined,
  {where, rows}: {where: string; rows: number | undefined},
): Promise<Int32Array | undefined> {
  if (labels === undefined) return undefined;
  if (classes > 0) return classLabels(labels, {where, rows, classes});
  const condition = 'left out for a machine without label units';
  throw argumentError(TypeError, {where, condition, got: showValue(labels)});
}
