import type {History} from '@tensorflow/tfjs-layers';
import {checkKnown, readOptions} from '../../options.js';
import type {DatasetArgs} from '../data/Dataset.js';
import type {FitDatasetArgs} from './FitArgs.js';
import {checkTraining, DECIDED_BY_DATASET, FIT_DATASET, withEngine} from './fitOptions.js';
import {checkStreamValidation, fitStream} from './fitStream.js';
import {hasToSeeAll, openStream} from './openStream.js';
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
  const where = caller;
  checkKnown(FIT_DATASET, args, where, DECIDED_BY_DATASET);
  const options = readOptions(FIT_DATASET, args, {where, context: {machine, layer: undefined}});
  const {validationData, batchesPerEpoch, initialEpoch, signal, verbose} = options;
  checkTraining(args, options, {
    caller,
    machine,
    nameOf: (name) => `${where}: ${name}`,
    hasValidation: validationData !== undefined,
  });
  const stream = await openStream(dataset, {
    visible: machine.data,
    numClasses: machine.numClasses,
    batchesPerEpoch,
    caller,
    epoch: initialEpoch,
    isWhole: hasToSeeAll(machine),
    signal,
    verbose,
  });
  try {
    const {size} = stream.survey;
    const settings = await withEngine(options, {machine, batchSize: size, largestBatch: size, where});
    return await fitStream(trainee, stream, {
      settings,
      validation: await checkStreamValidation(validationData, {
        machine,
        caller,
        engine: settings.engine.type,
      }),
    });
  } finally {
    stream.survey.sample.x.dispose();
  }
}
