import type {Tensor2D} from '@tensorflow/tfjs-core';
import type {Key} from '../random/Key.js';

/**
 * How the negative phase shows the visible units to the hidden ones: as states drawn from their means, or the means; or both
 * layers show their means (mean-field contrastive divergence, Welling & Hinton 2002).
 */
export type Reconstruction = 'sample' | 'mean' | 'meanField';

/**
 * Where the negative phase begins: at the data; where the last step left chains of its own; the same, with weights that
 * change faster; or at chains that exchange their states with those of higher temperatures.
 */
export type Estimator = 'cd' | 'pcd' | 'fpcd' | 'tempering';

/**
 * What is subtracted from the units' states in the gradient: nothing; moving averages of the data and what they make of the
 * hidden units; or averages of both phases.
 */
export type Centering = 'off' | 'data' | 'average';

/** What is maximised, where there are label units: the likelihood of data and labels, of labels given data, or both. */
export type Objective = 'generative' | 'discriminative' | 'hybrid';

/** The rows of one training step. */
export interface Batch {
  /** `[rows, numVisible]`; it stays the caller's. */
  x: Tensor2D;
  /** Which rows, from 1 to the batch size of them. */
  places: Int32Array;
}

/** The settings of one training step. */
export interface StepArgs {
  /** The stream of the step's random numbers. */
  key: Key;
  /** Gibbs steps to the negative phase, an integer >= 1. */
  k: number;
  reconstruction: Reconstruction;
  /** Factor on the velocity when it is added to the parameters, > 0. */
  learningRate: number;
  /** Share of the velocity that stays, in [0, 1). */
  momentum: number;
  /** L2 penalty's factor on the weights (not the biases), >= 0. */
  weightDecay: number;
  /** L1 penalty's factor on the weights (not the biases), >= 0. */
  l1Decay: number;
  /** The mean that each hidden unit is drawn to, in (0, 1), if to any. */
  sparsityTarget: number | undefined;
  /** Factor of that pull, >= 0. */
  sparsityCost: number;
  /** Share that stays, from step to step, of the average by which a unit's mean is judged, in [0, 1). */
  sparsityDecay: number;
  centering: Centering;
  /** Share of a new batch in the moving averages, in (0, 1]. */
  centeringRate: number;
  /** The longest that the weights of a hidden unit may be, > 0, if there is a limit. */
  maxNorm: number | undefined;
  /** Share of the hidden units that each row leaves out, in [0, 1). */
  dropout: number;
  /** Learning rate of the log-variances, as a share of that of the other parameters, >= 0. */
  varianceRate: number;
  /** Learning rate of the fast parameters, > 0. */
  fastLearningRate: number;
  objective: Objective;
  /** Factor of the generative gradient in a hybrid objective, >= 0. */
  generativeWeight: number;
}

/** Streams of a step's random numbers beyond those of its Gibbs steps, which count from 0. */
export const STREAMS = {
  dropout: 2 ** 31,
  chainDropout: 2 ** 31 + 1,
  swaps: 2 ** 31 + 2,
  missing: 2 ** 31 + 3,
};

/** What an engine has to know before its first step. */
export interface EngineArgs extends Pick<
  StepArgs,
  'k' | 'reconstruction' | 'centering' | 'maxNorm' | 'dropout' | 'objective'
> {
  /** Where the negative phase begins. */
  estimator: Estimator;
  /** Persistent chains, if there are any; of tempered ones, those of each temperature. */
  chains: number;
  /** Inverse temperatures, ascending, the last one 1; `[1]` without tempering. */
  inverseTemperatures: readonly number[];
  /** Rows of the largest batch. */
  batchSize: number;
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
export interface Engine {
  /** How many steps may be under way at once, an integer >= 1: with more than one, none waits for the caller. */
  depth: number;

  /**
   * Learns from one batch, after those of the calls before. When a step is not finite, those after it do nothing and are
   * not finite either.
   *
   * @throws EngineFailure when it can no longer work.
   */
  step(batch: Batch, args: StepArgs): Promise<StepResult>;

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
export function monitoredRows(rows: number, {estimator}: Pick<EngineArgs, 'estimator'>): number {
  return estimator === 'cd' ? rows : Math.ceil(rows / 10);
}
