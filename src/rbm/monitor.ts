import type * as tf from '@tensorflow/tfjs-core';
import {freeEnergy} from '../energy/freeEnergy.js';
import {meanOverRows} from '../engine/visitChunks.js';
import {machineKey, type Machine} from '../energy/Machine.js';
import {deriveKey} from '../random/Key.js';
import {reconstructionError} from './reconstructionError.js';

/**
 * Compares rows that are not trained on with as many rows that are.
 *
 * @param training - `[rows, numVisible]`
 * @param validation - `[rows, numVisible]`
 */
export async function monitor(
  machine: Machine,
  {training, validation}: {training: tf.Tensor2D; validation: tf.Tensor2D},
): Promise<{val_reconstructionError: number; freeEnergyGap: number}> {
  const key = deriveKey(machineKey(machine, 'monitoring'), machine.steps);
  const {units} = machine.hidden;
  const error = await meanOverRows(
    validation,
    (rows, firstRow) => reconstructionError(machine, rows, {key: deriveKey(key, firstRow)}),
    {units},
  );
  const count = Math.min(training.shape[0], validation.shape[0]);
  const outside = await meanOverRows(validation, (rows) => freeEnergy(machine, rows), {units});
  const inside = await meanOverRows(training, (rows) => freeEnergy(machine, rows), {count, units});
  return {val_reconstructionError: error, freeEnergyGap: outside - inside};
}
