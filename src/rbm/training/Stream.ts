import type {DataBatch} from '../data/readDataset.js';
import type {Survey} from '../data/surveyDataset.js';

/** Rows of data that come batch by batch, anew each epoch. */
export interface Stream {
  survey: Survey;
  /** Returns the batches of an epoch, from the one numbered `first` on. */
  batches: (args: {epoch: number; first: number}) => AsyncIterable<DataBatch>;
}
