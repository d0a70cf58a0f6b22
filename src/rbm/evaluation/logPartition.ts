import type * as tf from '@tensorflow/tfjs-core';
import {argumentError, checkInteger, checkNumber, show} from '../../check.js';
import {machineKey, type Machine} from '../../energy/Machine.js';
import {findLogPartition, type LogPartition} from '../../likelihood/findLogPartition.js';
import {inverseTemperatures, TEMPERATURES} from '../../likelihood/inverseTemperatures.js';
import {
  flag,
  integer,
  oneOf,
  readOptions,
  unchecked,
  type OptionTable,
  type Settings,
} from '../../options.js';
import type {CheckedVisible} from '../data/checkVisible.js';
import {withStates} from '../data/states.js';
import {onCopy} from '../state/onCopy.js';

/** Options of `logPartition`. */
export interface LogPartitionArgs {
  /**
   * `'exact'` sums over all states of the smaller layer, which must be of binary or softmax units and have at most 2^25 states:
   * 25 binary units. `'ais'` estimates by annealed importance sampling. `'auto'` is exact where that is possible.
   *
   * @defaultValue `'auto'`
   */
  method?: 'auto' | 'exact' | 'ais';
  /**
   * Training data, `[rows, numVisible]`: annealing begins with independent units that have their means, which makes the
   * estimate far better, and the reverse path's chains begin at some of the rows.
   *
   * @defaultValue none: annealing begins with the machine's visible biases
   */
  data?: tf.Tensor;
  /** Runs of annealing, which the standard error is found from: an integer >= 2. @defaultValue 100 */
  runs?: number;
  /**
   * The inverse temperatures of a run, ascending from 0 to 1; or how many, >= 2, which are then denser near 1. Time grows with their number, and the error falls.
   *
   * @defaultValue 14,501, as in Salakhutdinov & Murray 2008
   */
  inverseTemperatures?: number | readonly number[];
  /**
   * Whether to estimate by the reverse path too, from states of the machine, which takes as long again. The first estimate is
   * too small in the mean and the reverse one too large, so that their difference tells what neither's standard error does:
   * whether annealing missed a part of the distribution.
   *
   * @defaultValue true
   */
  reverse?: boolean;
  /** An integer >= 0 that fixes all noise. @defaultValue the machine's own */
  seed?: number;
  /** 1 shows a progress line of work of more than a second, 0 shows nothing. @defaultValue 1 */
  verbose?: 0 | 1;
}

/** What `logPartition` accepts, and what it does by default. */
export const LOG_PARTITION = {
  method: oneOf(['auto', 'exact', 'ais'], {or: 'auto'}),
  data: unchecked<tf.Tensor>(),
  runs: integer({min: 2, or: 100}),
  inverseTemperatures: readInverses,
  reverse: flag({or: true}),
  seed: integer({min: 0, or: ({machine}) => machine.seed}),
  verbose: oneOf([0, 1], {or: 1}),
} satisfies OptionTable<LogPartitionArgs, {machine: Machine}>;

/** The options of `logPartition`, checked and complete. */
export type LogPartitionSettings = Settings<typeof LOG_PARTITION>;

/** Options that only annealing has. */
const OF_ANNEALING = ['data', 'runs', 'inverseTemperatures', 'reverse', 'seed'] as const;

/**
 * Finds log Z of the machine as it is now; see {@link LogPartitionArgs}.
 *
 * @param where - The function that the user called.
 * @throws TypeError, RangeError when an option is unknown, or has a wrong kind or value; Error when there is no finite Z.
 */
export async function logPartition(
  machine: Machine,
  args: LogPartitionArgs,
  where: string,
): Promise<LogPartition> {
  const settings = readOptions(LOG_PARTITION, args, {where, context: {machine}});
  checkNeeded(args, where);
  return onCopy(machine, (copy) => logPartitionOf(copy, settings, where));
}

/** Finds log Z of a machine that does not change meanwhile. */
export async function logPartitionOf(
  machine: Machine,
  {data, seed, inverseTemperatures: inverses, ...settings}: LogPartitionSettings,
  where: string,
): Promise<LogPartition> {
  const key = machineKey({seed}, 'likelihood');
  const find = (known?: CheckedVisible): Promise<LogPartition> => {
    const base = known && machine.visible.kind.biasFromData(known);
    return findLogPartition(machine, {...settings, inverses, key, base, data: known?.x}, {where});
  };
  return data === undefined ? find() : withStates(machine, data, {where: `${where}: data`, use: find});
}

/** Checks that no option of annealing is given where nothing is annealed. */
export function checkNeeded(args: LogPartitionArgs, where: string): void {
  if (args.method === 'exact') {
    checkLeftOut(args, {where, options: OF_ANNEALING, condition: "method is 'exact'"});
  }
}

/** Checks that none of some options is given. */
export function checkLeftOut(
  args: LogPartitionArgs,
  {
    where,
    options,
    condition,
  }: {where: string; options: readonly (keyof LogPartitionArgs)[]; condition: string},
): void {
  const given = options.find((option) => args[option] !== undefined);
  if (given === undefined) return;
  throw argumentError(TypeError, {
    where: `${where}: ${given}`,
    condition: `left out where ${condition}`,
    got: show(args[given]),
  });
}

function readInverses(given: number | readonly number[] | undefined, where: string): readonly number[] {
  if (!Array.isArray(given)) {
    return inverseTemperatures(checkInteger(given ?? TEMPERATURES, {where, min: 2}));
  }
  const inverses = given.map((value: unknown, place) =>
    checkNumber(value, {where: `${where}[${place}]`, min: 0, max: 1}),
  );
  const isAscending = inverses.every((value, place) => place === 0 || value > inverses[place - 1]!);
  if (isAscending && inverses[0] === 0 && inverses.at(-1) === 1) return inverses;
  const condition = 'two or more inverse temperatures, ascending from 0 to 1';
  throw argumentError(RangeError, {where, condition, got: show(given)});
}
