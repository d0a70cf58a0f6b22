import * as tf from '@tensorflow/tfjs-core';
import {History} from '@tensorflow/tfjs-layers';
import {mapParameters, replaceParameters, type Machine} from '../energy/Machine.js';
import {tensorEngine} from '../engine/tensorEngine.js';
import {callbackList, isStopped, type Logs} from './callbackList.js';
import {checkVisible, type CheckedVisible} from './checkVisible.js';
import {checkFitArgs, type FitArgs} from './FitArgs.js';
import {monitor} from './monitor.js';
import {nextTask} from './nextTask.js';
import {progressLine, silent} from './progressLine.js';
import {trainEpoch, type Trainee} from './trainEpoch.js';

/**
 * Trains a machine by contrastive divergence.
 *
 * Everything is checked before anything changes. A callback that throws, or a step that would make a parameter NaN or
 * infinite, ends the training and leaves the parameters of the last step.
 *
 * @param x - `[rows, numVisible]`; it stays the caller's.
 * @returns The history of the epochs: `reconstructionError`, the squared difference between data and their mean
 *   reconstruction, averaged over rows and units; with validation data also `val_reconstructionError`, and
 *   `freeEnergyGap`, the mean free energy of the validation rows less that of as many training rows, which grows when
 *   the machine overfits (Hinton 2010, section 6).
 */
export async function fit(trainee: Trainee, x: tf.Tensor, args: FitArgs): Promise<History> {
  const {machine, model, caller} = trainee;
  const settings = checkFitArgs(args, {where: caller, visible: machine.visible.kind});
  const {epochs, initialEpoch} = settings;
  const data = await checkVisible(x, {where: `${caller}: x`, visible: machine.visible});
  const validation = await checkValidation(trainee, args);
  const [samples] = data.x.shape;
  const batchSize = settings.batchSize ?? defaultBatchSize(samples);
  const batches = Math.ceil(samples / batchSize);
  const warning = machine.visible.kind.warning?.({...data, rows: samples});
  if (warning !== undefined) console.warn(`${caller}: ${warning}`);
  const layerLogs: Logs = trainee.layer === undefined ? {} : {layer: trainee.layer};
  const call = callbackList(args.callbacks, {
    where: caller,
    model,
    params: {epochs, initialEpoch, samples, steps: batches, batchSize, ...layerLogs},
  });

  model.stopTraining = false;
  const progress = {title: title(trainee), initialEpoch, epochs, batches};
  const line = settings.verbose === 0 ? silent : progressLine(progress);
  const history = new History();
  const engine = tensorEngine(machine);
  try {
    await history.onTrainBegin();
    await call('onTrainBegin', layerLogs);
    if (settings.biasFromData && !machine.hasLearned) setVisibleBias(machine, data);
    for (let epoch = initialEpoch; epoch < epochs; ++epoch) {
      await call('onEpochBegin', epoch, layerLogs);
      const training = {...trainee, settings, batchSize, engine, call, line, layerLogs};
      const measured: Logs = {
        reconstructionError: await trainEpoch(training, data.x, {epoch}),
        ...(validation === undefined ? {} : await monitor(machine, {training: data.x, validation})),
      };
      line.epoch({epoch, logs: measured});
      const logs = {...layerLogs, ...measured};
      await call('onEpochEnd', epoch, logs);
      await history.onEpochEnd(epoch, logs);
      if (settings.yieldEachEpoch) {
        await call('onYield', epoch, batches - 1, logs);
        await nextTask();
      }
      if (isStopped(model)) break;
    }
    await call('onTrainEnd', layerLogs);
  } finally {
    line.end();
    engine.dispose();
  }
  return history;
}

async function checkValidation(
  {machine, caller}: Trainee,
  {validationData}: FitArgs,
): Promise<tf.Tensor2D | undefined> {
  if (validationData === undefined) return undefined;
  const where = `${caller}: validationData`;
  return (await checkVisible(validationData, {where, visible: machine.visible})).x;
}

function setVisibleBias(machine: Machine, {x, sums}: CheckedVisible): void {
  const bias = machine.visible.kind.biasFromData({sums, rows: x.shape[0]});
  replaceParameters(
    machine,
    mapParameters(machine.parameters, (parameter, name) =>
      name === 'visibleBias' ? tf.tensor1d(bias) : tf.clone(parameter),
    ),
  );
}

/** A hundred steps an epoch, where that does not make the batches too small or too large (Hinton 2010, section 4). */
function defaultBatchSize(rows: number): number {
  return Math.min(100, Math.max(10, Math.round(rows / 100)));
}

function title({machine, layer}: Trainee): string {
  const size = `${String(machine.visible.units)}-${String(machine.hidden.units)}`;
  return layer === undefined ? `RBM ${size}` : `rbms[${String(layer)}] ${size}`;
}
