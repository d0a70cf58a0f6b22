import type {Tensor2D} from '@tensorflow/tfjs-core';
import type {Key} from '../random/Key.js';

/** How the negative phase shows the visible units to the hidden ones: as states drawn from their means, or the means. */
export type Reconstruction = 'sample' | 'mean';

/** Where the negative phase begins: at the data, or where the last step's left its own chains. */
export type Estimator = 'cd' | 'pcd';

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
}

/** What an engine has to know before its first step. */
export interface EngineArgs {
  /** Where the negative phase begins. */
  estimator: Estimator;
  /** Persistent chains, with `'pcd'`. */
  chains: number;
  /** Rows of the largest batch. */
  batchSize: number;
  /** Gibbs steps to the negative phase. */
  k: number;
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
  return estimator === 'pcd' ? Math.ceil(rows / 10) : rows;
}
