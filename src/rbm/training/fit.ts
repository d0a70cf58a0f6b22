import type * as tf from '@tensorflow/tfjs-core';
import type {History} from '@tensorflow/tfjs-layers';
import {chooseEngine} from '../../engine/newEngine.js';
import {checkMatrix, type CheckedVisible} from '../data/checkVisible.js';
import {loggedNames} from '../evaluation/monitors/monitors.js';
import {checkFitArgs, type FitSettings} from './checkFitArgs.js';
import {checkContinued} from './checkContinued.js';
import {defaultBatchSize, engineArgs} from './engineArgs.js';
import {checkWatched} from './earlyStopping.js';
import type {FitArgs} from './FitArgs.js';
import {tensorBatches} from './tensorBatches.js';
import {train} from './train.js';
import type {Trainee} from './trainEpoch.js';
import {trainingRows} from './trainingRows.js';

/** What is known of data that have been checked. */
interface KnownArgs {
  checked?: CheckedVisible | undefined;
}

/**
 * Trains a machine on the rows of a tensor. Everything is checked before anything changes.
 *
 * @param x - `[rows, numVisible]`; it stays the caller's.
 * @returns The history of the epochs, of which {@link RBM.fit} says what they hold.
 */
export async function fit(trainee: Trainee & KnownArgs, x: tf.Tensor, args: FitArgs): Promise<History> {
  const {machine, caller, checked} = trainee;
  const settings = checkFitArgs(args, {where: caller, machine});
  checkLogged(args, settings, {caller});
  const [samples] = checkMatrix(x, {where: `${caller}: x`, visible: machine.data}).shape;
  const size = settings.batchSize ?? defaultBatchSize(samples);
  const {initialEpoch} = settings;
  checkContinued(trainee.model, {where: caller, rows: samples, batchSize: size, initialEpoch});
  const chosen = await chooseEngine(machine, engineArgs(settings, samples), {where: caller});
  const rows = await trainingRows(machine, {...args, x, checked, caller, engine: chosen.engine});
  const {training, validation, newScaling} = rows;
  try {
    return await train(trainee, {
      args,
      settings,
      engineArgs: chosen,
      batches: tensorBatches(machine, training, {...settings, size}),
      training: training.checked,
      validation: validation?.checked,
      newScaling,
      isIncomplete: training.checked.incomplete > 0,
    });
  } finally {
    rows.dispose();
  }
}

/** Checks that the value that early stopping watches will be in the logs, where callbacks cannot add it. */
export function checkLogged(
  {callbacks, validationData}: FitArgs,
  {monitors, estimator, earlyStopping}: FitSettings,
  {caller}: {caller: string},
): void {
  if (callbacks !== undefined) return;
  const logged = loggedNames(monitors, {estimator, hasValidation: validationData !== undefined});
  checkWatched(earlyStopping, {logged, where: `${caller}: earlyStopping`});
}
