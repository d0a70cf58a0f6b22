import type {History} from '@tensorflow/tfjs-layers';
import {checkArgs} from '../../check.js';
import type {DatasetArgs} from '../data/Dataset.js';
import {checkFitArgs} from './checkFitArgs.js';
import {FIT_DATASET_OPTIONS, type FitDatasetArgs} from './FitDatasetArgs.js';
import {fitStream} from './fitStream.js';
import {checkBatches, hasToSeeAll, openStream} from './openStream.js';
import type {Trainee} from './trainEpoch.js';

/**
 * Trains a machine on a data set.
 *
 * @returns The history of the epochs, of which {@link RBM.fit} says what they hold.
 */
export async function fitDataset(
  trainee: Trainee,
  dataset: DatasetArgs,
  args: FitDatasetArgs,
): Promise<History> {
  const {machine, caller} = trainee;
  checkArgs(args, {where: caller, known: FIT_DATASET_OPTIONS});
  const {batchesPerEpoch, ...fitArgs} = args;
  const {initialEpoch, verbose, signal} = checkFitArgs(fitArgs, {where: caller, machine});
  const stream = await openStream(dataset, {
    visible: machine.data,
    numClasses: machine.numClasses,
    batchesPerEpoch: checkBatches(batchesPerEpoch, caller),
    caller,
    epoch: initialEpoch,
    isWhole: hasToSeeAll(machine),
    signal,
    verbose,
  });
  try {
    return await fitStream(trainee, stream, fitArgs);
  } finally {
    stream.survey.sample.x.dispose();
  }
}
