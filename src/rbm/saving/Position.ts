import type {Parameters} from '../../energy/Machine.js';
import {History} from '@tensorflow/tfjs-layers';

/** How far an epoch that has begun is. */
export interface EpochProgress {
  /** Batches that have been learned from. */
  batches: number;
  /** Their rows. */
  seen: number;
  /** The sum of the rows' reconstruction errors. */
  errorSum: number;
  /** For each temperature and the next one: the sum of the shares of accepted exchanges, and of how many steps. */
  swaps: {sum: number; steps: number}[];
}

/** What tfjs's History holds. */
export interface HistoryValues {
  epoch: number[];
  history: Record<string, number[]>;
}

/** The epoch that early stopping holds for the best. */
export interface BestEpoch {
  epoch: number;
  value: number;
}

/** Where a training stands: what a later one needs, beside the machine, to do what is left exactly as this one would. */
export interface Position {
  /** Rows an epoch; 0 where that is not known. */
  rows: number;
  batchSize: number;
  /** The epoch that is going on, or comes next. */
  epoch: number;
  /** Undefined where it has not begun. */
  progress: EpochProgress | undefined;
  history: HistoryValues;
  /** Undefined where nothing was judged. */
  best: BestEpoch | undefined;
  /** Whether the training has come to its end. */
  isOver: boolean;
}

/** What is saved of a training, beside the machine. */
export interface Checkpointed {
  position: Position;
  /** The parameters of the best epoch, where they may be wanted back. */
  best: Parameters | undefined;
}

/** Where a training stood that was interrupted. */
export interface Interruption {
  position: Position;
  /** What a file has of the parameters of the best epoch, if it has them: their values, under names that begin with `prefix`. */
  best: {values: Record<string, Float32Array>; prefix: string} | undefined;
}

/** Returns what a history holds before its first epoch. */
export function emptyHistory(): HistoryValues {
  return {epoch: [], history: {}};
}

/** Returns a copy of the numbers that a History holds: callbacks may have put other things into the logs. */
export function historyValues({epoch, history}: History): HistoryValues {
  const isNumeric = (values: unknown[]): values is number[] =>
    values.every((value) => typeof value === 'number');
  const numeric = Object.entries(history).flatMap(([name, values]): [string, number[]][] =>
    isNumeric(values) ? [[name, [...values]]] : [],
  );
  return {epoch: [...epoch], history: Object.fromEntries(numeric)};
}

/** Makes a History that holds some epochs already. */
export function historyOf(values: HistoryValues): History {
  return Object.assign(new History(), structuredClone(values));
}
