import type * as tf from '@tensorflow/tfjs';
import {DBN, fileSystem, xavierUniform} from 'tfjs-dbn';
import type {Task} from '../datasets/Task.js';
import {denseNetwork} from '../denseNetwork.js';
import type {TrainingArgs} from './Experiment.js';
import {percentWrong} from './percentWrong.js';
import {sampledBatches} from './sampledBatches.js';
import {stackFolder} from './stackFolder.js';
import {trainClassifier} from './trainClassifier.js';
import type {TaskName} from './larochelleTasks.js';

export type ModelName = 'NNet' | 'DBN-1' | 'DBN-3' | 'Xavier-3';

/** Pre-training. */
export type StackSettings = {
  kind: 'stack';
  task: TaskName;
  hidden: readonly number[];
  pretrainRate: number;
  pretrainEpochs: number;
  seed: number;
};

/** Training by back-propagation, from a stack where there is a pre-training. */
export type NetworkSettings = {
  kind: 'network';
  task: TaskName;
  model: ModelName;
  hidden: readonly number[];
  /** 0 where there is no pre-training. */
  pretrainRate: number;
  pretrainEpochs: number;
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
  epochs: number;
}

/** Rows a step. */
const [PRETRAIN_BATCH, BATCH] = [100, 50];

/** Epochs without a better one that end a training. */
const PATIENCE = 15;

/** Pre-trains a stack on a task's training images, and leaves it in the folder. */
export async function trainStack(settings: StackSettings, task: Task, args: TrainingArgs): Promise<void> {
  const {hidden, pretrainRate, pretrainEpochs, seed} = settings;
  const dbn = new DBN({visible: task.side ** 2, hidden, seed});
  const batchSize = Math.min(PRETRAIN_BATCH, task.train.labels.length / 10);
  let done = 0;
  await dbn.pretrainDataset(sampledBatches(task.train, {batchSize, seed}), {
    epochs: pretrainEpochs,
    learningRate: pretrainRate,
    weightDecay: 0.0002,
    verbose: 0,
    threads: 1,
    callbacks: {
      onEpochEnd: (epoch) =>
        args.onProgress(++done / (hidden.length * pretrainEpochs), `epoch ${String(epoch + 1)}`),
    },
  });
  await dbn.save(fileSystem(stackFolder(settings, args)));
  dbn.dispose();
}

/** Trains a network, stops early by the validation images, and counts what it has wrong. */
export async function trainNetwork(
  settings: NetworkSettings,
  task: Task,
  args: TrainingArgs,
): Promise<Larochelle2007Result> {
  const {hidden, rate, epochs, seed} = settings;
  const classes = task.classes.length;
  const stack = stackOf(settings);
  const model =
    stack === undefined
      ? denseNetwork([task.side ** 2, ...hidden, classes], {
          activation: 'sigmoid',
          initializer: (layer) => xavierUniform({seed: 1000 * seed + layer}),
        })
      : await fromStack(stackFolder(stack, args), classes);
  const training = await trainClassifier(model, task, {
    rate: () => rate,
    momentum: 0.9,
    batchSize: BATCH,
    epochs,
    patience: PATIENCE,
    seed,
    onEpochEnd: (epoch, words) => args.onProgress(epoch / epochs, words),
  });
  const {bestEpoch, validationErrors} = training;
  const testError = percentWrong(model, task.test);
  model.dispose();
  const validationError = Math.min(...validationErrors);
  const tested = task.test.labels.length;
  return {validationError, testError, tested, bestEpoch, epochs: validationErrors.length};
}

/** The pre-training that a network starts from, if it starts from one. */
export function stackOf(settings: NetworkSettings): StackSettings | undefined {
  const {task, hidden, pretrainRate, pretrainEpochs, seed} = settings;
  if (pretrainEpochs === 0) return undefined;
  return {kind: 'stack', task, hidden, pretrainRate, pretrainEpochs, seed};
}

async function fromStack(folder: string, classes: number): Promise<tf.Sequential> {
  const dbn = await DBN.load(fileSystem(folder));
  const model = dbn.toSequential({units: classes, activation: 'softmax'});
  dbn.dispose();
  return model;
}
