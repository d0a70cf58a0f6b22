import type * as tf from '@tensorflow/tfjs-core';
import type {History} from '@tensorflow/tfjs-layers';
import {checkKnown} from '../../options.js';
import {checkMatrix} from '../data/checkVisible.js';
import {continuedFrom} from './continuedFrom.js';
import type {FitArgs} from './FitArgs.js';
import {FIT, fitSettings, readFitOptions, type FitSettings} from './fitOptions.js';
import {tensorBatches} from './Batches.js';
import {train} from './train.js';
import type {Trainee} from './trainEpoch.js';
import {checkRows, trainingRows, type GivenRows} from './trainingRows.js';

/**
 * Trains a machine on the rows of a tensor. Everything is checked before anything changes.
 *
 * @param x - `[rows, numVisible]`; it stays the caller's.
 * @returns The history of the epochs, of which {@link RBM.fit} says what they hold.
 */
export async function fit(trainee: Trainee, x: tf.Tensor, args: FitArgs): Promise<History> {
  const {machine, caller} = trainee;
  checkKnown(FIT, args, caller);
  const matrix = checkMatrix(x, {where: `${caller}: x`, visible: machine.data});
  const [rows] = matrix.shape;
  const options = readFitOptions(args, {caller, machine, rows});
  const settings = await fitSettings(options, {machine, rows, where: caller});
  const engine = settings.engine.type;
  const given = await checkRows({...options, x: matrix}, {machine, caller, engine});
  try {
    return await fitRows(trainee, given, settings);
  } finally {
    given.dispose();
  }
}

/** Trains a machine on rows that have been checked. */
export async function fitRows(trainee: Trainee, given: GivenRows, settings: FitSettings): Promise<History> {
  const {machine, caller} = trainee;
  const {initialEpoch, batchSize, engine} = settings;
  const {rows: samples} = given.training.checked;
  const interrupted = continuedFrom(trainee, {rows: samples, batchSize, initialEpoch});
  const rows = await trainingRows(machine, given, {caller, engine: engine.type});
  const {training, validation, newScaling} = rows;
  try {
    return await train(trainee, {
      settings,
      interrupted,
      batches: tensorBatches(machine, training, settings),
      training: training.checked,
      validation: validation?.checked,
      newScaling,
      isIncomplete: training.checked.incomplete > 0,
    });
  } finally {
    rows.dispose();
  }
}
