import * as tf from '@tensorflow/tfjs-core';
import {freeEnergy} from '../../../energy/freeEnergy.js';
import type {Machine} from '../../../energy/Machine.js';
import {scaled} from '../../../energy/Scaling.js';
import {meanOverRows} from '../../../rows/visitChunks.js';
import {checkVisible} from '../../data/checkVisible.js';
import {freeEnergyOfData} from '../../data/ofData.js';
import type {Metric} from './Metric.js';

/**
 * Returns the mean free energy of rows that are not trained on less that of as many rows that are, in nats: log Z, which nobody
 * knows, is in both. When it grows, the machine overfits.
 *
 * @param data - Of more training rows than others, some are taken, evenly spaced.
 * @param energy - Returns the free energy of each row, `[rows]`.
 *
 * Source: Hinton 2010, section 6.
 */
async function freeEnergyGap(
  machine: Machine,
  {training, validation}: {training: tf.Tensor2D; validation: tf.Tensor2D},
  energy: (machine: Machine, rows: tf.Tensor2D) => tf.Tensor1D = freeEnergy,
): Promise<number> {
  const {units} = machine.hidden;
  const mean = (x: tf.Tensor2D, count: number): Promise<number> =>
    meanOverRows(x, (rows) => energy(machine, rows), {count, units});
  const outside = await mean(validation, validation.shape[0]);
  return outside - (await mean(training, Math.min(training.shape[0], validation.shape[0])));
}

/** The free-energy gap; logged where there are validation data, of data and labels together, and evaluated of data alone. */
export const FREE_ENERGY_GAP: Metric = {
  monitor: async (machine, {training, validation}) =>
    validation === undefined
      ? {}
      : {freeEnergyGap: await freeEnergyGap(machine, {training: training.x, validation})},
  async evaluate(machine, {x, trainingData}) {
    const where = 'evaluate: trainingData';
    const {x: training} = await checkVisible(trainingData, {where, visible: machine.data, engine: 'tensor'});
    return freeEnergyGap(machine, {training, validation: x}, (_, rows) =>
      tf.tidy(() => freeEnergyOfData(machine, scaled(rows, machine.scaling))),
    );
  },
};
