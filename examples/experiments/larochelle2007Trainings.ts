import {DBN, xavierUniform} from 'tfjs-dbn';
import type {Task} from '../datasets/Task.js';
import {denseNetwork} from '../denseNetwork.js';
import type {TrainingArgs} from './Experiment.js';
import {percentWrong} from './percentWrong.js';
import {sampledBatches} from './sampledBatches.js';
import {loadStack, saveStack} from './savedStacks.js';
import {startFromStack} from './startFromStack.js';
import {trainClassifier} from './trainClassifier.js';
import type {TaskName} from './larochelleTasks.js';

export type ModelName = 'NNet' | 'DBN-1' | 'DBN-3' | 'Xavier-3';

/** How a stack is pre-trained: as it is written down in {@link PRETRAININGS}. */
type Pretraining = keyof typeof PRETRAININGS;

/** Pre-training. */
export type StackSettings = {
  kind: 'stack';
  task: TaskName;
  /** Of each of its layers. */
  units: number;
  pretraining: Pretraining;
  pretrainEpochs: number;
  seed: number;
};

/** Training by back-propagation, from a stack where there is a pre-training. */
export type NetworkSettings = {
  kind: 'network';
  task: TaskName;
  model: ModelName;
  /** Hidden layers. */
  depth: number;
  /** Of each hidden layer. */
  units: number;
  pretraining: Pretraining | 'none';
  pretrainEpochs: number;
  /** Whether the pixels are drawn anew in each epoch of back-propagation. */
  isDrawn: boolean;
  /** The step size of back-propagation at its start; it falls to 0. */
  rate: number;
  epochs: number;
  seed: number;
};

/** How a network ended. */
export interface Larochelle2007Result {
  /** Wrong in percent, with the weights of the best epoch. */
  validationError: number;
  testError: number;
  /** How many test images that is of. */
  tested: number;
  bestEpoch: number;
}

/** Layers of a stack. */
export const STACK_DEPTH = 3;

/**
 * By contrastive divergence alone; or centred, with the units of the first layer drawn to be on for a twentieth of the images. That
 * suits noise, of which each of them then sees a small part. Without centering, the target would draw weights too, and far where
 * the input is bright.
 */
const PRETRAININGS = {
  plain: {},
  sparse: {centering: 'data', layers: [{sparsityTarget: 0.05, sparsityCost: 0.3}]},
} as const;

/** Rows a step. */
export const BATCH = 100;

/** Rows a step of a task of fewer rows than {@link FEW}, which would have too few steps. */
export const SMALL_BATCH = 20;
export const FEW = 2500;

/** Pre-trains a stack on a task's training images, with a step size that falls to 0, and leaves it in the folder. */
export async function trainStack(settings: StackSettings, task: Task, args: TrainingArgs): Promise<void> {
  const {units, pretraining, pretrainEpochs, seed} = settings;
  const dbn = new DBN({visible: task.side ** 2, hidden: Array<number>(STACK_DEPTH).fill(units), seed});
  const batchSize = batchSizeOf(task);
  let done = 0;
  await dbn.pretrainDataset(sampledBatches(task.train, {batchSize, seed}), {
    epochs: pretrainEpochs,
    learningRate: (epoch: number) => 0.1 * (1 - epoch / pretrainEpochs),
    weightDecay: 0.0002,
    ...PRETRAININGS[pretraining],
    verbose: 0,
    threads: 1,
    callbacks: {
      onEpochEnd: (epoch) =>
        args.onProgress(++done / (STACK_DEPTH * pretrainEpochs), `epoch ${String(epoch + 1)}`),
    },
  });
  await saveStack(dbn, settings, args);
  dbn.dispose();
}

/** Trains a network, takes the weights of its best epoch by the validation images, and counts what it has wrong. */
export async function trainNetwork(
  settings: NetworkSettings,
  task: Task,
  args: TrainingArgs,
): Promise<Larochelle2007Result> {
  const {depth, units, isDrawn, rate, epochs, seed} = settings;
  const classes = task.classes.length;
  const stack = stackOf(settings);
  const activation = 'sigmoid';
  const model = denseNetwork([task.side ** 2, ...Array<number>(depth).fill(units), classes], {
    activation,
    initializer: (layer) => xavierUniform({seed: 1000 * seed + layer}),
  });
  if (stack !== undefined) {
    const dbn = await loadStack(stack, args);
    startFromStack(model, dbn, {activation, range: [0, 1]});
    dbn.dispose();
  }
  const training = await trainClassifier(model, task, {
    rate: (epoch) => rate * (1 - (epoch - 1) / epochs),
    momentum: 0.9,
    batchSize: batchSizeOf(task),
    isDrawn,
    epochs,
    seed,
    onEpochEnd: (epoch, words) => args.onProgress(epoch / epochs, words),
  });
  const {bestEpoch, validationErrors} = training;
  const testError = percentWrong(model, task.test);
  model.dispose();
  const validationError = Math.min(...validationErrors);
  const tested = task.test.labels.length;
  return {validationError, testError, tested, bestEpoch};
}

/**
 * The pre-training that a network starts from, if it starts from one. A network that is less deep starts from the first layers, which
 * are those of a stack with no others: each is trained before the next.
 */
export function stackOf(settings: NetworkSettings): StackSettings | undefined {
  const {task, units, pretraining, pretrainEpochs, seed} = settings;
  return pretraining === 'none' ? undefined : {kind: 'stack', task, units, pretraining, pretrainEpochs, seed};
}

function batchSizeOf({train}: Task): number {
  return train.labels.length < FEW ? SMALL_BATCH : BATCH;
}
