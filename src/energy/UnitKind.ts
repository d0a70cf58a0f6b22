import type {Tensor1D, Tensor2D, TypedArray} from '@tensorflow/tfjs-core';
import type {Key} from '../random/Key.js';
import type {ColumnStatistics, ScalingValues} from './Scaling.js';

/** The kinds of unit that there are. */
export type UnitType = 'bernoulli' | 'gaussian' | 'relu' | 'softmax';

/** The choice of a binary unit that is 0. */
export const NONE = -1;

/** What a layer has for itself, beside the weights. */
// A type and not an interface: only that counts as a container of tensors for tidy and dispose.
export type LayerParameters = {
  /** `[units]` */
  bias: Tensor1D;
  /** The logarithm of each unit's variance, `[units]`, where it is learned. */
  logVariance?: Tensor1D | undefined;
};

/** How a layer is distributed given the other one. */
// A type and not an interface: see above.
export type Conditional = {
  /** The total input of each unit, bias included, `[batch, units]`. */
  input: Tensor2D;
  /** Its mean, `[batch, units]`. */
  mean: Tensor2D;
};

/** Finite data that some units stand for. */
interface Accepted {
  readonly min?: number;
  readonly max?: number;
  /** What to do with other data. */
  readonly advice?: string;
  /** What to do where a value is not there. @defaultValue to remove the row, or fill in the value */
  readonly missing?: string;
}

/**
 * One kind of unit: what its states are, and how they are distributed given the input from the other layer.
 *
 * With states x, an own energy U and what the other layer sees of them, `seen(x)`, a layer's part of the joint energy is
 * `U(x) - seen(x) input'`, where input' is what comes from the other layer, and so
 *
 * ```
 * p(x | input) = exp(seen(x) input' - U(x)) / exp(logPartition(input))
 * ```
 *
 * The tensors that its functions return belong to the caller.
 */
export interface UnitKind {
  /** The name that users give; `'mixed'` for a layer of several kinds. */
  readonly type: UnitType | 'mixed';

  /** Which finite data such units stand for. */
  readonly accepts: Accepted;

  /** The learning rate that usually works for a machine with such units. */
  readonly defaultLearningRate: number;

  /** Whether its states are 0 and 1. */
  readonly isBinary: boolean;

  /** Whether its means lie in [0, 1], so that they can be drawn to a target there, and a reconstruction is bounded. */
  readonly isBounded: boolean;

  /** Whether a unit can be left out of a row, as one whose state is 0. */
  readonly canBeLeftOut: boolean;

  /** Whether it has a variance that is learned. */
  readonly learnsVariance: boolean;

  /** The activation of a dense layer that computes what {@link UnitKind.features} does, if there is one. */
  readonly activation: 'sigmoid' | 'linear' | 'relu' | 'softmax' | undefined;

  /**
   * Returns a list of choices for each part of a layer of finitely many states: a state is one choice from every list, the unit
   * that is 1, or {@link NONE}.
   */
  choices?(units: number): number[][];

  /** Returns the conditional mean of each unit, `[batch, units]`, from the total inputs, `[batch, units]`. */
  mean(input: Tensor2D): Tensor2D;

  /** Returns what a trained network is to make of the total inputs, `[batch, units]`. @defaultValue the mean */
  features?(input: Tensor2D): Tensor2D;

  /** Draws a state for each unit, `[batch, units]`, every row with noise of its own. */
  sample(given: Conditional, key: Key, own: LayerParameters): Tensor2D;

  /** Returns what the other layer sees of the states, `[batch, units]`. @defaultValue the states */
  seen?(states: Tensor2D, own: LayerParameters): Tensor2D;

  /** Returns the energy U that the states have without the other layer, `[batch]`. */
  energy(states: Tensor2D, own: LayerParameters): Tensor1D;

  /** Returns the log of the sum, or integral, of `exp(seen(x) input' - U(x))` over all states x of the layer, `[batch]`. */
  logNormalizer(input: Tensor2D, own: LayerParameters): Tensor1D;

  /**
   * Returns the derivative of `seen(x) input' - U(x)` by each unit's log-variance, `[batch, units]`, where it is learned.
   *
   * @param args - `input`: the total inputs that the means of the other layer give, bias included, `[batch, units]`.
   */
  logVarianceGradient?(states: Tensor2D, args: {input: Tensor2D; own: LayerParameters}): Tensor2D;

  /**
   * Returns 1 for each value of the data that is known, 0 for what is missing, `[batch, units]`, where such units can be
   * missing.
   */
  known?(states: Tensor2D): Tensor2D;

  /** Tells whether something is missing in a row, where such units can be missing. */
  isIncomplete?(row: TypedArray): boolean;

  /**
   * Checks what bounds on each value cannot say.
   *
   * @param row - The states of one row, within the bounds.
   * @param firstColumn - The number that an error gives to the first of them. @defaultValue 0
   * @returns What the row must be, if it is not, and what it is.
   */
  checkRow?(row: TypedArray, firstColumn?: number): {condition: string; got: string} | undefined;

  /** Returns what to standardise the data by, `[units]` each, where that is asked for. */
  scaling?(statistics: ColumnStatistics): ScalingValues;

  /** Returns a warning about data that such units accept and can hardly learn, if these are such data. */
  warning?(statistics: ColumnStatistics): string | undefined;

  /** Returns the biases at which units without input have the means of the data. */
  biasFromData(statistics: ColumnStatistics): Float32Array;
}
