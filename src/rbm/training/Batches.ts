import type {Batch} from '../../engine/Engine.js';

/** A batch of an epoch. */
export interface TrainingBatch extends Batch {
  /** Frees what was made for it, once it has been learned from. */
  free?: () => void;
}

/** Which batches of an epoch are asked for. */
interface EpochArgs {
  /** The epoch's number, from 0. */
  epoch: number;
  /** How many epochs the machine has been trained for: what a random order depends on. */
  order: number;
  /** The number of the first batch, from 0. */
  first: number;
}

/** Where a training's batches come from. */
export interface Batches {
  /** Rows of the largest one. */
  size: number;
  /** How many rows an epoch has; undefined where that is not known. */
  rows: number | undefined;
  /** How many batches an epoch has; undefined where only its end tells. */
  count: number | undefined;
  /** Returns the batches of an epoch, one after the other. */
  epoch: (args: EpochArgs) => AsyncIterable<TrainingBatch>;
}
