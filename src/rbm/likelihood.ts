import * as tf from '@tensorflow/tfjs-core';
import {
  argumentError,
  checkArgs,
  checkBoolean,
  checkInteger,
  checkNumber,
  checkOneOf,
  show,
} from '../check.js';
import {freeEnergy} from '../energy/freeEnergy.js';
import {copyMachine, machineKey, type Machine} from '../energy/Machine.js';
import {meanOverRows, visitChunks} from '../engine/visitChunks.js';
import {inverseTemperatures, TEMPERATURES} from '../likelihood/inverseTemperatures.js';
import {
  logPartition as findLogPartition,
  type LogPartition,
  type LogPartitionSettings,
} from '../likelihood/logPartition.js';
import {pseudoLikelihood as meanPseudoLikelihood} from '../likelihood/pseudoLikelihood.js';
import {checkMatrix, checkVisible} from './checkVisible.js';

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
   * The temperatures of a run: how many, >= 2, with inverse temperatures denser near 1; or the inverse temperatures, ascending
   * from 0 to 1. Time grows with their number, and the error falls.
   *
   * @defaultValue 14,501, as in Salakhutdinov & Murray 2008
   */
  temperatures?: number | readonly number[];
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

/** Options of `score` and `logLikelihood`: those of `logPartition`, or its result. */
export interface ScoreArgs extends LogPartitionArgs {
  /**
   * log Z in nats, or what `logPartition` returned, of the machine as it is now; not together with other options.
   *
   * @defaultValue found anew, with `x` as the data
   */
  logPartition?: LogPartition | number;
}

/** Options of `pseudoLikelihood`. */
export interface PseudoLikelihoodArgs {
  /**
   * `'all'` flips each bit of each row. `'random'` flips one of each row, which stands for all of them: as fast as a free energy,
   * and without bias, but noisy (scikit-learn's `score_samples`).
   *
   * @defaultValue `'all'`
   */
  bits?: 'all' | 'random';
  /** An integer >= 0 that fixes the choice of bits. @defaultValue the machine's own */
  seed?: number;
}

const OPTIONS = ['method', 'data', 'runs', 'temperatures', 'reverse', 'seed', 'verbose'] as const;

/** Options that only annealing has. */
const OF_ANNEALING = ['data', 'runs', 'temperatures', 'reverse', 'seed'] as const;

/** Finds log Z of the machine as it is now; see {@link LogPartitionArgs}. */
export async function logPartition(machine: Machine, args: LogPartitionArgs): Promise<LogPartition> {
  return partitionOf(machine, args, {where: 'logPartition'});
}

/** Returns the mean log-likelihood of rows, in nats. */
export async function score(machine: Machine, x: tf.Tensor, args: ScoreArgs): Promise<number> {
  const {rows, copy, logZ} = await prepare(machine, x, {args, where: 'score'});
  try {
    const mean = await meanOverRows(rows, (chunk) => freeEnergy(copy, chunk), {units: machine.hidden.units});
    return -mean - logZ;
  } finally {
    tf.dispose(copy.parameters);
  }
}

/** Returns the log-likelihood of each row, `[rows]`, in nats; the caller disposes it. */
export async function logLikelihood(machine: Machine, x: tf.Tensor, args: ScoreArgs): Promise<tf.Tensor1D> {
  const {rows, copy, logZ} = await prepare(machine, x, {args, where: 'logLikelihood'});
  const values = new Float32Array(rows.shape[0]);
  try {
    await visitChunks(
      rows,
      async ({rows: chunk, firstRow}) => {
        const energies = freeEnergy(copy, chunk);
        try {
          (await energies.data()).forEach((energy, row) => (values[firstRow + row] = -energy - logZ));
        } finally {
          energies.dispose();
        }
      },
      {units: machine.hidden.units},
    );
    return tf.tensor1d(values);
  } finally {
    tf.dispose(copy.parameters);
  }
}

/** Returns the mean log pseudo-likelihood of binary rows, in nats; see {@link PseudoLikelihoodArgs}. */
export async function pseudoLikelihood(
  machine: Machine,
  x: tf.Tensor,
  args: PseudoLikelihoodArgs,
): Promise<number> {
  const where = 'pseudoLikelihood';
  checkArgs(args, {where, known: ['bits', 'seed']});
  const {bits = 'all', seed = machine.seed} = args;
  checkOneOf(bits, {where: `${where}: bits`, options: ['all', 'random']});
  checkInteger(seed, {where: `${where}: seed`, min: 0});
  const {visible} = machine;
  if (!visible.kind.isBinary) {
    throw argumentError(Error, {
      where: `${where}: this`,
      condition: 'a machine of binary visible units',
      got: `${visible.kind.type} ones`,
      advice: 'score() takes any units',
    });
  }
  const rows = checkMatrix(x, {where: `${where}: x`, visible});
  const copy = copyMachine(machine);
  try {
    await checkBinary(rows, `${where}: x`);
    return await meanPseudoLikelihood(copy, rows, {bits, key: machineKey({seed}, 'likelihood')});
  } finally {
    tf.dispose(copy.parameters);
  }
}

/** Checks rows and finds log Z of the machine as it is now, whose copy the caller disposes. */
async function prepare(
  machine: Machine,
  x: tf.Tensor,
  {args, where}: {args: ScoreArgs; where: string},
): Promise<{rows: tf.Tensor2D; copy: Machine; logZ: number}> {
  checkArgs(args, {where, known: [...OPTIONS, 'logPartition']});
  const {logPartition: known, ...others} = args;
  const copy = copyMachine(machine);
  try {
    const rows = (await checkVisible(x, {where: `${where}: x`, visible: machine.visible, engine: 'tensor'}))
      .x;
    const isKnown = known !== undefined;
    if (isKnown) checkLeftOut(others, {where, options: OPTIONS, condition: 'logPartition is given'});
    const logZ = isKnown
      ? checkKnown(known, `${where}: logPartition`)
      : (await partitionOf(copy, withData(others, x), {where})).value;
    return {rows, copy, logZ};
  } catch (error) {
    tf.dispose(copy.parameters);
    throw error;
  }
}

/** Adds the rows themselves as the data that annealing begins with. */
function withData(args: LogPartitionArgs, x: tf.Tensor): LogPartitionArgs {
  return args.data !== undefined || args.method === 'exact' ? args : {...args, data: x};
}

async function partitionOf(
  machine: Machine,
  args: LogPartitionArgs,
  {where}: {where: string},
): Promise<LogPartition> {
  checkArgs(args, {where, known: OPTIONS});
  const settings = checkPartitionArgs(args, {where, machine});
  const copy = copyMachine(machine);
  try {
    const {visible} = machine;
    const data =
      args.data && (await checkVisible(args.data, {where: `${where}: data`, visible, engine: 'tensor'}));
    const base = data && visible.kind.biasFromData({...data, rows: data.x.shape[0]});
    return await findLogPartition(copy, {...settings, base, data: data?.x}, {where});
  } finally {
    tf.dispose(copy.parameters);
  }
}

function checkPartitionArgs(
  args: LogPartitionArgs,
  {where, machine}: {where: string; machine: Machine},
): Omit<LogPartitionSettings, 'base' | 'data'> {
  const {method = 'auto', runs = 100, temperatures = TEMPERATURES} = args;
  const {reverse = true, seed = machine.seed, verbose = 1} = args;
  checkOneOf(method, {where: `${where}: method`, options: ['auto', 'exact', 'ais']});
  if (method === 'exact') checkLeftOut(args, {where, options: OF_ANNEALING, condition: "method is 'exact'"});
  return {
    method,
    runs: checkInteger(runs, {where: `${where}: runs`, min: 2}),
    inverses: checkTemperatures(temperatures, `${where}: temperatures`),
    reverse: checkBoolean(reverse, {where: `${where}: reverse`}),
    key: machineKey({seed: checkInteger(seed, {where: `${where}: seed`, min: 0})}, 'likelihood'),
    verbose: checkOneOf(verbose, {where: `${where}: verbose`, options: [0, 1]}),
  };
}

function checkLeftOut(
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

function checkTemperatures(temperatures: unknown, where: string): readonly number[] {
  if (!Array.isArray(temperatures)) return inverseTemperatures(checkInteger(temperatures, {where, min: 2}));
  const inverses = temperatures.map((value: unknown, place) =>
    checkNumber(value, {where: `${where}[${String(place)}]`, min: 0, max: 1}),
  );
  const isAscending = inverses.every((value, place) => place === 0 || value > inverses[place - 1]!);
  if (isAscending && inverses[0] === 0 && inverses.at(-1) === 1) return inverses;
  const condition = 'two or more inverse temperatures, ascending from 0 to 1';
  throw argumentError(RangeError, {where, condition, got: show(temperatures)});
}

function checkKnown(known: unknown, where: string): number {
  if (typeof known === 'number') return checkNumber(known, {where});
  if (typeof known === 'object' && known !== null && 'value' in known) {
    return checkNumber(known.value, {where: `${where}.value`});
  }
  throw argumentError(TypeError, {
    where,
    condition: 'a number or a result of logPartition()',
    got: show(known),
  });
}

/** Checks that all values are 0 or 1. */
async function checkBinary(x: tf.Tensor2D, where: string): Promise<void> {
  await visitChunks(x, async ({rows, firstRow}) => {
    const values = await rows.data();
    const place = values.findIndex((value) => value !== 0 && value !== 1);
    if (place === -1) return;
    throw argumentError(RangeError, {
      where,
      condition: '0 or 1 everywhere',
      got: `${String(values[place])} at row ${String(firstRow + Math.floor(place / x.shape[1]))}`,
      advice: 'binarise the data: draw each value, or take x >= 0.5',
    });
  });
}
