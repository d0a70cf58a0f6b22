/** How the gradient is estimated; `{type, …}` says more. */
export type EstimatorName = 'cd' | 'pcd' | 'fpcd' | 'tempering';

/** Persistent chains. */
interface ChainArgs {
  /**
   * How many persistent chains there are, an integer >= 1; with `'tempering'` at each temperature. A machine that has as many
   * chains already continues them.
   *
   * @defaultValue the batch size
   */
  chains?: number;
}

/** Persistent contrastive divergence. */
export interface PcdArgs extends ChainArgs {
  type: 'pcd';
}

/** Persistent contrastive divergence with fast weights. */
export interface FpcdArgs extends ChainArgs {
  type: 'fpcd';
  /** Learning rate of the fast weights, > 0. @defaultValue the learning rate of the machine */
  learningRate?: number;
}

/** Parallel tempering. */
export interface TemperingArgs extends ChainArgs {
  type: 'tempering';
  /**
   * The inverse temperatures of the chains, ascending, the last one 1; or how many, >= 2, which are then evenly spaced from 0 to
   * 1. The logs' `swapRate` is the share of exchanges that were accepted, `lowestSwapRate` that of the neighbors that did
   * least: where that is below about 0.2, take more.
   *
   * @defaultValue 10
   */
  inverseTemperatures?: number | readonly number[];
}

/** An estimator by its name, or with its options. */
export type EstimatorArgs = EstimatorName | {type: 'cd'} | PcdArgs | FpcdArgs | TemperingArgs;

/**
 * How the negative phase shows the visible units to the hidden ones: as states drawn from their means, or the means; or both
 * layers show their means (mean-field contrastive divergence, Welling & Hinton 2002).
 */
export type Reconstruction = 'sample' | 'mean' | 'meanField';

/** A pull of each hidden unit's mean to a target. */
export interface SparsityArgs {
  /** The mean that each hidden unit is pulled to, > 0 and < 1: 0.01 to 0.1 for sparse features (Hinton 2010, section 11). */
  target: number;
  /** Factor of the pull, >= 0: it adds `cost (target - mean)` to the gradient. @defaultValue 0.1 */
  cost?: number;
  /** Decay of the running average of each unit's mean, in [0, 1), which the target is compared with. @defaultValue 0.9 */
  decay?: number;
}

/** What the units' states are centered by; `{by, …}` says more. */
export type CenteringName = 'off' | 'data' | 'average';

/** Centering by its name, or with its options. */
export type CenteringArgs =
  | CenteringName
  | {
      by: 'data' | 'average';
      /** Share of a new batch in the moving averages, > 0 and <= 1. @defaultValue 0.01 */
      rate?: number;
    };

/** What is maximized, where there are label units: the likelihood of data and labels, of labels given data, or both. */
export type ObjectiveName = 'generative' | 'discriminative' | 'hybrid';

/** An objective by its name, or with its options. */
export type ObjectiveArgs =
  | ObjectiveName
  | {
      type: 'hybrid';
      /** Factor of the generative gradient, >= 0. @defaultValue 0.01 */
      generativeWeight?: number;
    };

/** Options of a training that its engine carries out, step by step. */
export interface LearningArgs {
  /**
   * How the gradient is estimated, a name or `{type, …}`.
   *
   * - `'cd'`: contrastive divergence. Its Gibbs chains start at the data (Hinton 2002).
   * - `'pcd'`: its persistent form. The chains continue from step to step, and from one call of `fit` to the next; better for a
   *   model of the density (Tieleman 2008).
   * - `'fpcd'`: the same with fast weights, which drive the chains on (Tieleman & Hinton 2009).
   * - `'tempering'`: chains at several temperatures exchange their states (Desjardins et al. 2010). The slowest, and the best at
   *   distributions of several modes.
   *
   * The defaults of `learningRate`, `momentum` and `centering` depend on it: those of `'cd'` make a good start for
   * fine-tuning, those of the others a good model of the density.
   *
   * @defaultValue `'cd'`
   */
  estimator?: EstimatorArgs;
  /** Gibbs steps a training step, an integer >= 1: the k of CD-k. @defaultValue 1 */
  k?: number;
  /**
   * Whether the negative phase shows sampled visible units, or their means, to the hidden ones. Means are less noisy and
   * a little further from the likelihood's gradient. With `'meanField'`, both layers show means (Welling & Hinton 2002).
   *
   * @defaultValue `'sample'`
   */
  reconstruction?: Reconstruction;
  /** Factor of the L2 penalty on the weights, >= 0; the biases have none. @defaultValue 0.0002 */
  weightDecay?: number;
  /** Factor of the L1 penalty on the weights, >= 0; the biases have none. @defaultValue 0 */
  l1Decay?: number;
  /** Pulls the mean of each hidden unit to a target; see {@link SparsityArgs}. @defaultValue none */
  sparsity?: SparsityArgs;
  /**
   * What is subtracted from the units in the gradient, so that they are centered: nothing; moving averages of the data and of
   * what they make of the hidden units; or averages over both phases. Centered machines learn faster and better models, and no
   * longer care whether pixels are inverted (Melchior, Fischer & Wiskott 2016). `{by: 'average', rate: 1}` is the enhanced
   * gradient (Cho, Raiko & Ilin 2011).
   *
   * @defaultValue `'off'` with `'cd'`; `'data'` with the other estimators
   */
  centering?: CenteringArgs;
  /**
   * The longest that the vector of a hidden unit's weights may be, > 0: longer ones are shortened, with the biases as they are.
   *
   * @defaultValue no limit
   */
  maxNorm?: number;
  /**
   * Share of the hidden units that each row leaves out in training, in [0, 1); binary or rectified linear ones. After training all
   * units are active; reconstructions scale their weights by `1 - dropout` (Srivastava et al. 2014, section 8).
   *
   * @defaultValue 0
   */
  dropout?: number;
  /**
   * Learning rate of the log-variances of Gaussian units that learn them, as a share of `learningRate`, >= 0. Variances stay
   * between exp(-6) and exp(4).
   *
   * @defaultValue 0.1
   */
  varianceRate?: number;
  /**
   * What a machine with label units maximizes, a name or `{type, …}`: the likelihood of data and labels; that of the labels given
   * the data, as a classifier does; or both (Larochelle & Bengio 2008).
   *
   * @defaultValue `'generative'`
   */
  objective?: ObjectiveArgs;
}
