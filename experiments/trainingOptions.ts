import type {FitDatasetArgs, UpDownOptions} from 'tfjs-dbn';

// Every option of a training is stated, also where its value is today's default: a default may change, and what RESULTS.md says of
// these trainings stays true. Neither a sparsity target nor a limit of weights is stated, since "none" cannot be.

/** How machines begin. */
export const START = {initialDeviation: 0.01};

/** Options of every pre-training, where a program states no other. */
export const PRETRAINING = {
  estimator: 'cd',
  k: 1,
  reconstruction: 'sample',
  learningRate: 0.1,
  momentum: [
    [0, 0.5],
    [5, 0.9],
  ],
  weightDecay: 0.0002,
  l1Decay: 0,
  dropout: 0,
  biasFromData: true,
  centering: 'off',
  objective: 'generative',
  monitors: [],
  engine: {type: 'auto', threads: 1},
  verbose: 0,
} as const satisfies FitDatasetArgs;

/** Options of a pre-training with a sparsity target, which is centered. */
export const SPARSE = {
  centering: {by: 'data', rate: 0.01},
} as const satisfies FitDatasetArgs;

/** Options of up-down, where a program states no other. */
export const UP_DOWN = {
  batchSize: 100,
  shuffle: true,
  balanceClasses: true,
  momentum: 0.5,
  weightDecay: 0.0002,
  verbose: 0,
} as const satisfies UpDownOptions & {balanceClasses: boolean};
