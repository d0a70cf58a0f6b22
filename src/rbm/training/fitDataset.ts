import type {History} from '@tensorflow/tfjs-layers';
import {checkArgs, checkInteger} from '../../check.js';
import type {Machine} from '../../energy/Machine.js';
import type {DatasetArgs} from '../data/Dataset.js';
import {readDataset} from '../data/readDataset.js';
import {surveyDataset} from '../data/surveyDataset.js';
import {readingLine} from './readingLine.js';
import {checkFitArgs} from './checkFitArgs.js';
import {FIT_DATASET_OPTIONS, type FitDatasetArgs} from './FitDatasetArgs.js';
import {fitStream} from './fitStream.js';
import type {Stream} from './Stream.js';
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
    labels: machine.labels,
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

/** Tells whether a machine has to see all rows before it is trained: those that have learned know their biases and their scale. */
export function hasToSeeAll({hasLearned, scaling, data}: Machine): boolean {
  return !hasLearned || (data.kind.scaling !== undefined && scaling === undefined);
}

/** Checks how many batches an epoch has. */
export function checkBatches(batches: unknown, caller: string): number | undefined {
  return batches === undefined
    ? undefined
    : checkInteger(batches, {where: `${caller}: batchesPerEpoch`, min: 1});
}

/**
 * Finds out what a training has to know of a data set.
 *
 * @returns A stream, of whose survey the caller disposes the sample.
 */
export async function openStream(
  dataset: DatasetArgs,
  {isWhole, verbose, ...args}: Omit<Parameters<typeof surveyDataset>[1], 'progress'> & {verbose: 0 | 1},
): Promise<Stream> {
  const line = readingLine(`${args.caller}: reading`, {isSilent: verbose === 0});
  try {
    const survey = await surveyDataset(dataset, {...args, isWhole, progress: line.progress});
    return {
      survey,
      batches: (place) => readDataset(dataset, {...args, ...place, size: survey.size}),
    };
  } finally {
    line.end();
  }
}
