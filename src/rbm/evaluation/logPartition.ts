import type * as tf from '@tensorflow/tfjs-core';
import {
  argumentError,
  checkArgs,
  checkBoolean,
  checkInteger,
  checkNumber,
  checkOneOf,
  show,
} from '../../check.js';
import {machineKey, type Machine} from '../../energy/Machine.js';
import {inverseTemperatures, TEMPERATURES} from '../../likelihood/inverseTemperatures.js';
import {
  logPartition as findLogPartition,
  type LogPartition,
  type LogPartitionSettings,
} from '../../likelihood/logPartition.js';
import type {CheckedVisible} from '../data/checkVisible.js';
import {onCopy} from '../state/onCopy.js';
import {withStates} from '../data/states.js';

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

/** The options that `logPartition` knows, for those who pass them on. */
export const LOG_PARTITION_OPTIONS = [
  'method',
  'data',
  'runs',
  'inverseTemperatures',
  'reverse',
  'seed',
  'verbose',
] as const;

/** Options that only annealing has. */
const OF_ANNEALING = ['data', 'runs', 'inverseTemperatures', 'reverse', 'seed'] as const;

/**
 * Finds log Z of the machine as it is now; see {@link LogPartitionArgs}.
 *
 * @param context - `where` is the function that the user called.
 * @throws TypeError, RangeError when an option is unknown, or has a wrong kind or value; Error when there is no finite Z.
 */
export async function logPartition(
  machine: Machine,
  args: LogPartitionArgs,
  {where}: {where: string},
): Promise<LogPartition> {
  checkArgs(args, {where, known: LOG_PARTITION_OPTIONS});
  const settings = checkLogPartitionArgs(args, {where, machine});
  return onCopy(machine, async (copy) => {
    const {data} = args;
    const find = (known?: CheckedVisible): Promise<LogPartition> => {
      const base = known && copy.visible.kind.biasFromData(known);
      return findLogPartition(copy, {...settings, base, data: known?.x}, {where});
    };
    return data === undefined ? find() : withStates(copy, data, {where: `${where}: data`, use: find});
  });
}

/** Checks the options of `logPartition` but for the data, and fills in the defaults. */
export function checkLogPartitionArgs(
  args: LogPartitionArgs,
  {where, machine}: {where: string; machine: Machine},
): Omit<LogPartitionSettings, 'base' | 'data'> {
  const {method = 'auto', runs = 100, inverseTemperatures: inverses = TEMPERATURES} = args;
  const {reverse = true, seed = machine.seed, verbose = 1} = args;
  checkOneOf(method, {where: `${where}: method`, options: ['auto', 'exact', 'ais']});
  if (method === 'exact') checkLeftOut(args, {where, options: OF_ANNEALING, condition: "method is 'exact'"});
  return {
    method,
    runs: checkInteger(runs, {where: `${where}: runs`, min: 2}),
    inverses: checkInverses(inverses, `${where}: inverseTemperatures`),
    reverse: checkBoolean(reverse, {where: `${where}: reverse`}),
    key: machineKey({seed: checkInteger(seed, {where: `${where}: seed`, min: 0})}, 'likelihood'),
    verbose: checkOneOf(verbose, {where: `${where}: verbose`, options: [0, 1]}),
  };
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

function checkInverses(given: unknown, where: string): readonly number[] {
  if (!Array.isArray(given)) return inverseTemperatures(checkInteger(given, {where, min: 2}));
  const inverses = given.map((value: unknown, place) =>
    checkNumber(value, {where: `${where}[${place}]`, min: 0, max: 1}),
  );
  const isAscending = inverses.every((value, place) => place === 0 || value > inverses[place - 1]!);
  if (isAscending && inverses[0] === 0 && inverses.at(-1) === 1) return inverses;
  const condition = 'two or more inverse temperatures, ascending from 0 to 1';
  throw argumentError(RangeError, {where, condition, got: show(given)});
}
