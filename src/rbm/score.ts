import * as tf from '@tensorflow/tfjs-core';
import {argumentError, checkArgs, checkNumber, show} from '../check.js';
import {freeEnergy} from '../energy/freeEnergy.js';
import {copyMachine, type Machine} from '../energy/Machine.js';
import {meanOverRows, visitChunks} from '../engine/visitChunks.js';
import type {LogPartition} from '../likelihood/logPartition.js';
import {checkVisible} from './checkVisible.js';
import {checkLeftOut, LOG_PARTITION_OPTIONS, logPartition, type LogPartitionArgs} from './logPartition.js';

/** Options of `score` and `logLikelihood`: those of `logPartition`, or its result. */
export interface ScoreArgs extends LogPartitionArgs {
  /**
   * log Z in nats, or what `logPartition` returned, of the machine as it is now; not together with options that find it.
   *
   * @defaultValue found anew, with `x` as the data
   */
  logPartition?: LogPartition | number;
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

/** Checks rows and finds log Z of the machine as it is now, whose copy the caller disposes. */
async function prepare(
  machine: Machine,
  x: tf.Tensor,
  {args, where}: {args: ScoreArgs; where: string},
): Promise<{rows: tf.Tensor2D; copy: Machine; logZ: number}> {
  checkArgs(args, {where, known: [...LOG_PARTITION_OPTIONS, 'logPartition']});
  const {logPartition: known, ...others} = args;
  const copy = copyMachine(machine);
  try {
    const {x: rows} = await checkVisible(x, {
      where: `${where}: x`,
      visible: machine.visible,
      engine: 'tensor',
    });
    const logZ =
      known === undefined
        ? (await logPartition(copy, withData(others, x), {where})).value
        : checkKnown(known, {where, others});
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

function checkKnown(
  known: unknown,
  {where: caller, others}: {where: string; others: LogPartitionArgs},
): number {
  const options = LOG_PARTITION_OPTIONS.filter((option) => option !== 'verbose');
  checkLeftOut(others, {where: caller, options, condition: 'logPartition is given'});
  const where = `${caller}: logPartition`;
  if (typeof known === 'object' && known !== null && 'value' in known) {
    return checkNumber(known.value, {where: `${where}.value`});
  }
  if (typeof known === 'number') return checkNumber(known, {where});
  const condition = 'a number or a result of logPartition()';
  throw argumentError(TypeError, {where, condition, got: show(known)});
}
