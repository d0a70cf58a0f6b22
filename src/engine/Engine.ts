import type {Tensor2D} from '@tensorflow/tfjs-core';
import type {Key} from '../random/Key.js';

/** How the negative phase shows the visible units to the hidden ones: as states drawn from their means, or the means. */
export type Reconstruction = 'sample' | 'mean';

/** The settings of one training step. */
export interface StepArgs {
  /** The stream of the step's random numbers. */
  key: Key;
  /** Gibbs steps from the data to the negative phase, an integer >= 1. */
  k: number;
  reconstruction: Reconstruction;
  /** Factor on the velocity when it is added to the parameters, > 0. */
  learningRate: number;
  /** Share of the velocity that stays, in [0, 1). */
  momentum: number;
  /** L2 penalty's factor on the weights (not the biases), >= 0. */
  weightDecay: number;
}

/** What came of a training step. */
interface StepResult {
  /** Squared difference between data and their mean reconstruction, averaged over rows and units. */
  reconstructionError: number;
  /** False when the step would have made a parameter NaN or infinite; it then changed nothing. */
  finite: boolean;
}

/**
 * Does the arithmetic of training for one machine: estimates the gradient of the log-likelihood on a batch by
 * contrastive divergence, and changes the machine's parameters.
 */
export interface Engine {
  /**
   * Learns from one batch.
   *
   * @param visible - `[batch, numVisible]`, float32, any number of rows >= 1; it stays the caller's.
   */
  step(visible: Tensor2D, args: StepArgs): Promise<StepResult>;

  /** Frees what the engine holds; the machine keeps its parameters. */
  dispose(): void;
}
