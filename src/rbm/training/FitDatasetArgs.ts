import {FIT_OPTIONS} from './checkFitArgs.js';
import type {FitArgs} from './FitArgs.js';

/** The options of `fit` that a data set decides. */
type OfDataset = 'batchSize' | 'shuffle' | 'labels' | 'balanceClasses';

const OF_DATASET: readonly (keyof FitArgs)[] = [
  'batchSize',
  'shuffle',
  'labels',
  'balanceClasses',
] satisfies OfDataset[];

/** Options of `fitDataset`: those of `fit`, but for what the data set decides, its batches and their order. */
export interface FitDatasetArgs extends Omit<FitArgs, OfDataset> {
  /**
   * Batches an epoch, an integer >= 1; needed for a data set without an end.
   *
   * @defaultValue all that there are
   */
  batchesPerEpoch?: number;
}

/** The options that `fitDataset` knows. */
export const FIT_DATASET_OPTIONS: readonly string[] = [
  ...FIT_OPTIONS.filter((name) => !OF_DATASET.includes(name)),
  'batchesPerEpoch',
];
