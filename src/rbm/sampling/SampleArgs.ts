import type {Tensor} from '@tensorflow/tfjs-core';

/** Options of `sample` of a stack. */
export interface StackSampleArgs {
  /**
   * How many chains run side by side, an integer >= 1. Not together with `initial`.
   *
   * @defaultValue 1, or the rows of `clamped` or `labels`
   */
  rows?: number;
  /** Gibbs steps of each chain before its first state is taken, that one's included, an integer >= 1. @defaultValue 1000 */
  k?: number;
  /** States that are taken from each chain, an integer >= 1. @defaultValue 1 */
  draws?: number;
  /**
   * Gibbs steps from one state that is taken to the next one, an integer >= 1: neighbouring states of a chain are alike.
   *
   * @defaultValue 1
   */
  thinning?: number;
  /**
   * The class that each chain's label units are clamped to, `[rows]` or `[rows, numClasses]`, for a machine with label units.
   *
   * @defaultValue none: the classes are drawn with the data
   */
  labels?: Tensor;
  /** Whether the result holds the means of the visible units, or states drawn from them. @defaultValue `'mean'` */
  show?: 'mean' | 'sample';
  /** An integer >= 0 that fixes the chains. @defaultValue the machine's own, with other chains for each call */
  seed?: number;
}

/** Options of `sample` of a machine. */
export interface SampleArgs extends StackSampleArgs {
  /**
   * Where the chains start, `[rows, numVisible]`.
   *
   * @defaultValue draws from the visible biases alone
   */
  initial?: Tensor;
  /** Units that keep their values. @defaultValue none */
  clamped?: Clamped;
}

/** Options of `samples` of a stack: those of `sample` with other defaults, for chains that are watched as they go. */
export interface StackSamplesArgs extends StackSampleArgs {
  /** Gibbs steps to the first state that is shown, an integer >= 1. @defaultValue `thinning` */
  k?: number;
  /** States that are shown, an integer >= 1. @defaultValue without end */
  draws?: number;
}

/** Options of `samples` of a machine. */
export interface SamplesArgs extends SampleArgs {
  /** Gibbs steps to the first state that is shown, an integer >= 1. @defaultValue `thinning` */
  k?: number;
  /** States that are shown, an integer >= 1. @defaultValue without end */
  draws?: number;
}

/**
 * Visible units that keep their values at every step, so that the others come to their distribution given these: the known
 * part of a picture that is to be completed, or the labels of the class that is wanted.
 *
 * Each part is one row for all chains, `[numVisible]`, or a row for each chain, `[rows, numVisible]`.
 */
export interface Clamped {
  /** States of the units that are clamped; what is there for the others, NaN for one, does not matter. */
  values: Tensor;
  /** 1 where a unit keeps its value, 0 where it is drawn. Softmax groups are clamped as a whole. */
  mask: Tensor;
}
