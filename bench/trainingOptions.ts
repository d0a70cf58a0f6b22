import type {FitArgs, FitDatasetArgs} from 'tfjs-dbn';

// Every option of a training is stated, also where its value is today's default: a default may change, and what README.md says of
// these trainings stays true. Neither a sparsity target nor a limit of weights is stated, since "none" cannot be.

/** How machines begin. */
export const START = {initialDeviation: 0.01};

/** Options of a training from a data set, where a program states no other. */
export const TRAINING_FROM_DATASET = {
  epochs: 1,
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
  engine: 'auto',
  verbose: 0,
} as const satisfies FitDatasetArgs;

/** Options of a training from rows, where a program states no other. */
export const TRAINING = {
  ...TRAINING_FROM_DATASET,
  batchSize: 100,
  shuffle: true,
} as const satisfies FitArgs;
