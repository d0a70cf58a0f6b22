import type {Tensor1D, Tensor2D} from '@tensorflow/tfjs-core';
import type {Key} from '../random/Key.js';

/**
 * One kind of unit: what its states are, and how they are distributed given the input from the other layer.
 *
 * The tensors that its functions return belong to the caller.
 */
export interface UnitKind {
  /** The name that users give. */
  readonly type: UnitType;

  /** Which finite data such units stand for, and what to do with other data. */
  readonly accepts: {readonly min?: number; readonly max?: number; readonly advice?: string};

  /** The learning rate that usually works for a machine with such visible units. */
  readonly defaultLearningRate: number;

  /**
   * Returns the conditional mean of each unit, `[batch, units]`.
   *
   * @param input - The total input of each unit, bias included, `[batch, units]`.
   */
  mean(input: Tensor2D): Tensor2D;

  /** Draws a state for each unit from its conditional mean, `[batch, units]`, every row with noise of its own. */
  sample(mean: Tensor2D, key: Key): Tensor2D;

  /** Returns the part of the energy that the visible units have without the hidden ones, `[batch]`. */
  energy(visible: Tensor2D, visibleBias: Tensor1D): Tensor1D;

  /**
   * Returns a warning about data that such units accept and can hardly learn, if these are such data.
   *
   * @param statistics - The sum of each column of the data, and of its squares.
   */
  warning?(statistics: {sums: Float64Array; squares: Float64Array; rows: number}): string | undefined;

  /**
   * Returns the biases at which units without input have the means of the data.
   *
   * @param sums - The sum of each column of the data.
   */
  biasFromData(args: {sums: Float64Array; rows: number}): Float32Array;
}

/** The kinds of unit that there are. */
export type UnitType = 'bernoulli' | 'gaussian';
