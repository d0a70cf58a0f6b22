import type * as tf from '@tensorflow/tfjs-core';
import {argumentError, show as showValue} from '../../check.js';
import type {Machine} from '../../energy/Machine.js';
import {
  checkKnown,
  integer,
  oneOf,
  optional,
  readOptions,
  unchecked,
  type OptionTable,
  type Settings,
} from '../../options.js';
import {classLabels} from '../data/classLabels.js';
import {checkVisible} from '../data/checkVisible.js';
import {checkClamped} from './checkClamped.js';
import type {Clamped, SampleArgs, StackSampleArgs} from './SampleArgs.js';

/** What the options of `samples` depend on. */
interface SamplesContext {
  thinning: number;
}

/** What `sample` of a stack accepts, and what it does by default. */
const STACK_SAMPLE = {
  rows: optional(integer({min: 1})),
  k: integer({min: 1, or: 1000}),
  draws: integer({min: 1, or: 1}),
  thinning: integer({min: 1, or: 1}),
  labels: unchecked<tf.Tensor>(),
  show: oneOf(['mean', 'sample'], {or: 'mean'}),
  seed: optional(integer({min: 0})),
} satisfies OptionTable<StackSampleArgs, SamplesContext>;

/** What `sample` of a machine accepts. */
const SAMPLE = {
  ...STACK_SAMPLE,
  initial: unchecked<tf.Tensor>(),
  clamped: unchecked<Clamped>(),
} satisfies OptionTable<SampleArgs, SamplesContext>;

/** What is different where chains are watched as they go. */
const WATCHED = {
  k: integer({min: 1, or: ({thinning}: SamplesContext) => thinning}),
  draws: integer({min: 1, or: Infinity}),
};

/** Options of `sample`, checked and complete. */
export interface SampleSettings extends Pick<
  Settings<typeof SAMPLE>,
  'k' | 'draws' | 'thinning' | 'show' | 'seed' | 'clamped'
> {
  /** The states to start from, or how many draws from the biases. */
  start: tf.Tensor2D | number;
  /** The class of each chain. */
  classes: Int32Array | undefined;
}

/** Who asks for samples. */
interface Asker {
  /** The function that the user called. */
  where: 'sample' | 'samples';
  /** Whether it is a stack that is asked, whose lower machines have no chains. @defaultValue false */
  isStack?: boolean;
}

/**
 * Turns the options of `sample` or `samples` into settings.
 *
 * @throws TypeError, RangeError when an option is unknown, or has a wrong kind or value.
 */
export async function sampleSettings(
  machine: Machine,
  args: SampleArgs,
  {where, isStack = false}: Asker,
): Promise<SampleSettings> {
  checkKnown(isStack ? STACK_SAMPLE : SAMPLE, args, where);
  const table = where === 'samples' ? {...SAMPLE, ...WATCHED} : SAMPLE;
  const settings = readOptions(table, args, {where: (name) => `${where}: ${name}`});
  const {rows, initial, clamped} = settings;
  if (rows !== undefined && initial !== undefined) {
    const condition = 'left out where initial is given';
    throw argumentError(TypeError, {where: `${where}: rows`, condition, got: showValue(rows)});
  }
  const visible = machine.data;
  const first =
    initial && (await checkVisible(initial, {where: `${where}: initial`, visible, engine: 'tensor'})).x;
  const known = first?.shape[0] ?? rows;
  const count =
    clamped === undefined
      ? known
      : await checkClamped(machine, clamped, {where: `${where}: clamped`, rows: known});
  const classes = await checkClasses(machine, settings.labels, {where: `${where}: labels`, rows: count});
  return {...settings, classes, start: first ?? count ?? classes?.length ?? 1};
}

async function checkClasses(
  {numClasses}: Machine,
  labels: tf.Tensor | undefined,
  {where, rows}: {where: string; rows: number | undefined},
): Promise<Int32Array | undefined> {
  if (labels === undefined) return undefined;
  if (numClasses > 0) return classLabels(labels, {where, rows, classes: numClasses});
  const condition = 'left out for a machine without label units';
  throw argumentError(TypeError, {where, condition, got: showValue(labels)});
}
