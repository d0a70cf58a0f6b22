import type {Tensor2D} from '@tensorflow/tfjs-core';
import type {Key} from '../random/Key.js';
import type {EstimatorName} from './LearningArgs.js';
import type {EstimatorSettings, LearningSettings} from './learningOptions.js';
import {argumentError} from '../check.js';

/** The rows of one training step. */
export interface Batch {
  /** `[rows, numVisible]`; it stays the caller's. */
  x: Tensor2D;
  /** Which rows, from 1 to the batch size of them. */
  places: Int32Array;
}

/** An estimator, with as many chains as there are. */
export type Estimation = EstimatorSettings & {
  /** Persistent chains, at each temperature; those of an estimator without any do not count. */
  chains: number;
};

/** What an engine carries out. */
interface LearningStep extends Omit<LearningSettings, 'estimator'> {
  estimator: Estimation;
}

/** What changes from step to step. */
export interface StepRates {
  /** The stream of the step's random numbers. */
  key: Key;
  /** Factor on the velocity when it is added to the parameters, > 0. */
  learningRate: number;
  /** Share of the velocity that stays, in [0, 1). */
  momentum: number;
}

/** The settings of one training step. */
export interface StepArgs extends LearningStep, StepRates {}

/** Streams of a step's random numbers beyond those of its Gibbs steps, which count from 0. */
export const STREAMS = {
  dropout: 2 ** 31,
  chainDropout: 2 ** 31 + 1,
  swaps: 2 ** 31 + 2,
  missing: 2 ** 31 + 3,
};

/** What an engine has to know before its first step. */
export interface EngineArgs extends LearningStep {
  /** Rows of the largest batch. */
  largestBatch: number;
  /** Whether something may be missing in the data. @defaultValue false */
  isIncomplete?: boolean;
}

/** What came of a training step. */
interface StepResult {
  /**
   * Squared difference between data and their mean reconstruction, averaged over rows and units; with persistent chains
   * over the first rows only, see {@link monitoredRows}.
   */
  reconstructionError: number;
  /** False when the step would have made a parameter NaN or infinite; the machine then has those before the step. */
  finite: boolean;
  /**
   * With `'tempering'`: the share of the exchanges that were accepted, for each temperature and the next one; -1 for pairs whose
   * turn it was not.
   */
  swapRates?: readonly number[];
}

/**
 * Does the arithmetic of training for one machine: estimates the gradient of the log-likelihood on a batch by
 * contrastive divergence, and changes the parameters.
 */
export interface Engine<Args = StepArgs> {
  /** How many steps may be under way at once, an integer >= 1: with more than one, none waits for the caller. */
  depth: number;

  /**
   * Learns from one batch, after those of the calls before. When a step is not finite, those after it do nothing and are
   * not finite either.
   *
   * @throws EngineFailure when it can no longer work.
   */
  step(batch: Batch, args: Args): Promise<StepResult>;

  /** Gives the machine the parameters of the last step, once that is done, where the engine keeps them elsewhere. */
  pull(): Promise<void>;

  /** Gives the machine what its next training goes on from, where the engine keeps that elsewhere; after the last step. */
  remember(): Promise<void>;

  /** Frees what the engine holds; the machine keeps the parameters that it has. */
  dispose(): Promise<void>;
}

/** An engine can no longer work, for a reason that has nothing to do with the machine or the data. */
export class EngineFailure extends Error {}

/**
 * How many rows of a batch show the reconstruction error while persistent chains are trained, which need no
 * reconstruction of the data themselves: a tenth, so that watching costs little.
 */
export function monitoredRows(rows: number, estimator: EstimatorName): number {
  return estimator === 'cd' ? rows : Math.ceil(rows / 10);
}

/** Says what the failure of an engine means for the user. */
export function engineError(error: EngineFailure, caller: string): Error {
  return argumentError(Error, {
    where: `${caller}: the wasm engine`,
    condition: 'able to go on',
    got: `a failure (${error.message})`,
    advice: "the parameters are those of the last completed epoch; train again, or with engine: 'tensor'",
  });
}
