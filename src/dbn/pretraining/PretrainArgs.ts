import type {CustomCallbackArgs} from '@tensorflow/tfjs-layers';
import type {Logs} from '../../rbm/evaluation/Logs.js';
import type {
  BatchArgs,
  CheckpointedArgs,
  LabelArgs,
  SplitArgs,
  TrainingArgs,
} from '../../rbm/training/FitArgs.js';

/** A tfjs callback that is also told where each layer begins and ends; layers count from 0. */
export interface PretrainCallback extends CustomCallbackArgs {
  onLayerBegin?: (layer: number, logs: Logs) => void | Promise<void>;
  onLayerEnd?: (layer: number, logs: Logs) => void | Promise<void>;
}

/** What may be different in one layer, trained on a data set. */
export type DatasetLayerArgs = TrainingArgs;

/** What may be different in one layer. */
export interface LayerArgs extends TrainingArgs, BatchArgs {
  /** Whether each batch has its share of every class, where there are labels. @defaultValue that of all layers */
  balanceClasses?: boolean;
}

/** Options of `pretrain` but for labels: those of `fit`, for every layer, and what is different in one of them. */
export interface PretrainOptions extends TrainingArgs, BatchArgs, CheckpointedArgs, SplitArgs {
  /**
   * What is different in each layer, the lowest first; `{}` where nothing is. A list shorter than the stack leaves the
   * upper layers as they are.
   *
   * @defaultValue `[]`
   */
  layers?: readonly LayerArgs[];
  /** tfjs callbacks, called in every layer: their logs hold `layer`. They may have `onLayerBegin` and `onLayerEnd`. */
  callbacks?: PretrainCallback | readonly PretrainCallback[];
}

/** Options of `pretrain`. */
export type PretrainArgs = PretrainOptions & LabelArgs;

/** Options of `pretrainDataset`: those of `fitDataset`, for every layer, and what is different in one of them. */
export interface PretrainDatasetArgs extends TrainingArgs, CheckpointedArgs {
  /**
   * Batches an epoch, an integer >= 1; needed for a data set without an end.
   *
   * @defaultValue all that there are
   */
  batchesPerEpoch?: number;
  /**
   * What is different in each layer, the lowest first; `{}` where nothing is. A list shorter than the stack leaves the
   * upper layers as they are.
   *
   * @defaultValue `[]`
   */
  layers?: readonly DatasetLayerArgs[];
  /** tfjs callbacks, called in every layer: their logs hold `layer`. They may have `onLayerBegin` and `onLayerEnd`. */
  callbacks?: PretrainCallback | readonly PretrainCallback[];
}
