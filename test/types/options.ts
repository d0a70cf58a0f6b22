/**
 * What TypeScript refuses of the options of a training: those that mean nothing without another one. `npm run types` fails where one
 * of these lines compiles.
 */
import type {Tensor} from '@tensorflow/tfjs';
import type {FitArgs, FitDatasetArgs, LayerArgs, PretrainArgs} from 'tfjs-dbn';

declare const x: Tensor;

export const WRITABLE: FitArgs[] = [
  {estimator: 'pcd'},
  {estimator: {type: 'cd'}},
  {estimator: {type: 'pcd', chains: 100}},
  {estimator: {type: 'fpcd', chains: 100, learningRate: 0.1}},
  {estimator: {type: 'tempering', chains: 100, inverseTemperatures: [0, 0.5, 1]}},
  {estimator: {type: 'tempering', inverseTemperatures: 10}},
  {sparsity: {target: 0.1}},
  {sparsity: {target: 0.1, cost: 1, decay: 0.99}},
  {centering: 'off'},
  {centering: {by: 'average', rate: 1}},
  {objective: 'discriminative'},
  {objective: {type: 'hybrid', generativeWeight: 0.1}},
  {validationData: x},
  {validationData: [x, x]},
  {validationSplit: 0.1},
  {engine: 'tensor'},
  {engine: {type: 'auto', threads: 1}},
  {labels: x, balanceClasses: false},
];

/** What a layer of a stack may have of its own: whether there are labels is said for all. */
export const OF_LAYER: LayerArgs = {balanceClasses: false, batchSize: 10};

export const REFUSED: (FitArgs | FitDatasetArgs | PretrainArgs)[] = [
  // @ts-expect-error: chains need an estimator that has some.
  {chains: 100},
  // @ts-expect-error: contrastive divergence has no chains.
  {estimator: {type: 'cd', chains: 100}},
  // @ts-expect-error: only tempered chains have temperatures.
  {estimator: {type: 'pcd', inverseTemperatures: 10}},
  // @ts-expect-error: only fast weights have a rate of their own.
  {estimator: {type: 'pcd', learningRate: 0.1}},
  // @ts-expect-error: the same.
  {fastLearningRate: 0.1},
  // @ts-expect-error: a pull needs a target.
  {sparsity: {cost: 1}},
  // @ts-expect-error: the same.
  {sparsity: {decay: 0.9}},
  // @ts-expect-error: the same.
  {sparsityCost: 1},
  // @ts-expect-error: what is not centered has no rate.
  {centering: {by: 'off', rate: 0.1}},
  // @ts-expect-error: the same.
  {centeringRate: 0.1},
  // @ts-expect-error: only a hybrid objective weighs.
  {objective: {type: 'generative', generativeWeight: 0.1}},
  // @ts-expect-error: the same.
  {objective: {type: 'discriminative', generativeWeight: 0.1}},
  // @ts-expect-error: the same.
  {generativeWeight: 0.1},
  // @ts-expect-error: batches are balanced by labels.
  {balanceClasses: true},
  // @ts-expect-error: labels of validation data come with them.
  {validationLabels: x},
  // @ts-expect-error: tf ops have no threads.
  {engine: {type: 'tensor', threads: 2}},
  // @ts-expect-error: the same.
  {threads: 2},
];
