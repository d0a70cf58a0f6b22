import type {Machine} from '../../energy/Machine.js';
import type {DatasetArgs} from '../data/Dataset.js';
import {readDataset, type DataBatch} from '../data/readDataset.js';
import {surveyDataset, type Survey} from '../data/surveyDataset.js';
import {readingLine} from '../../progress.js';

/** Rows of data that come batch by batch, anew each epoch. */
export interface Stream {
  survey: Survey;
  /** Returns the batches of an epoch, from the one numbered `first` on. */
  batches: (args: {epoch: number; first: number}) => AsyncIterable<DataBatch>;
}

/** Tells whether a machine has to see all rows before it is trained: those that have learned know their biases and their scale. */
export function hasToSeeAll({hasLearned, scaling, data}: Machine): boolean {
  return !hasLearned || (data.kind.scaling !== undefined && scaling === undefined);
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
