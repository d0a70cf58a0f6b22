import * as tf from '@tensorflow/tfjs-core';
import {argumentError, checkNumber, show} from '../../check.js';
import type {Machine} from '../../energy/Machine.js';
import {logDeviations, scaled} from '../../energy/Scaling.js';
import {readOptions, type OptionTable} from '../../options.js';
import {visitChunks} from '../../rows/visitChunks.js';
import type {LogPartition} from '../../likelihood/findLogPartition.js';
import {checkScaling} from '../state/checkState.js';
import {checkVisible} from '../data/checkVisible.js';
import {onCopy} from '../state/onCopy.js';
import {
  checkLeftOut,
  checkNeeded,
  LOG_PARTITION,
  logPartitionOf,
  type LogPartitionArgs,
} from './logPartition.js';
import {checkComplete} from '../data/checkRows.js';
import {freeEnergyOfData} from '../data/ofData.js';

/** Options of `score` and `logLikelihood`: those of `logPartition`, or its result. */
export interface ScoreArgs extends LogPartitionArgs {
  /**
   * log Z in nats, or what `logPartition` returned, of the machine as it is now; not together with options that find it.
   *
   * @defaultValue found anew, with `x` as the data
   */
  logPartition?: LogPartition | number;
}

const SCORE = {...LOG_PARTITION, logPartition: readKnown} satisfies OptionTable<
  ScoreArgs,
  {machine: Machine}
>;

/** Returns the mean log-likelihood of rows, in nats. */
export async function score(machine: Machine, x: tf.Tensor, args: ScoreArgs): Promise<number> {
  const logs = await logLikelihoods(machine, x, {args, where: 'score'});
  return logs.reduce((sum, log) => sum + log, 0) / logs.length;
}

/** Returns the log-likelihood of each row, `[rows]`, in nats; the caller disposes it. */
export async function logLikelihood(machine: Machine, x: tf.Tensor, args: ScoreArgs): Promise<tf.Tensor1D> {
  const logs = await logLikelihoods(machine, x, {args, where: 'logLikelihood'});
  return tf.tensor1d(Float32Array.from(logs));
}

/** Finds `-F(v) - log Z` of each row, less the logs of the deviations that the data are divided by. */
async function logLikelihoods(
  machine: Machine,
  x: tf.Tensor,
  {args, where}: {args: ScoreArgs; where: string},
): Promise<Float64Array> {
  const {logPartition: known, ...settings} = readOptions(SCORE, args, {where, context: {machine}});
  checkNeeded(args, where);
  if (known !== undefined) {
    const {verbose: _, logPartition: __, ...others} = args;
    const options = Object.keys(others) as (keyof LogPartitionArgs)[];
    checkLeftOut(args, {where, options, condition: 'logPartition is given'});
  }
  return onCopy(machine, async (copy) => {
    checkScaling(copy, {where});
    const {data} = copy;
    const checked = await checkVisible(x, {where: `${where}: x`, visible: data, engine: 'tensor'});
    checkComplete(checked, `${where}: x`);
    const logs = await negativeEnergies(copy, checked.x);
    // The rows themselves are the data that annealing begins with, where there are no others.
    const start = settings.data ?? (settings.method === 'exact' ? undefined : x);
    const logZ = known ?? (await logPartitionOf(copy, {...settings, data: start}, where)).value;
    return logs.map((log) => log - logZ);
  });
}

/** Returns `-F(v)` of each row, as a density of what the data were before they were standardised, with labels summed out. */
async function negativeEnergies(machine: Machine, x: tf.Tensor2D): Promise<Float64Array> {
  const {scaling} = machine;
  const ofScaling = await logDeviations(machine);
  const logs = new Float64Array(x.shape[0]);
  await visitChunks(
    x,
    async ({rows, firstRow}) => {
      const energies = tf.tidy(() => freeEnergyOfData(machine, scaled(rows, scaling)));
      try {
        const values = await energies.data();
        for (const [row, energy] of values.entries()) logs[firstRow + row] = -energy - ofScaling;
      } finally {
        energies.dispose();
      }
    },
    {units: machine.hidden.units},
  );
  return logs;
}

function readKnown(given: LogPartition | number | undefined, where: string): number | undefined {
  if (given === undefined) return undefined;
  if (typeof given === 'object' && (given as unknown) !== null && 'value' in given)
    return checkNumber(given.value, {where: `${where}.value`});
  if (typeof given === 'number') return checkNumber(given, {where});
  const condition = 'a number or a result of logPartition()';
  throw argumentError(TypeError, {where, condition, got: show(given)});
}
