import {DBN, xavierUniform} from 'tfjs-dbn';
import type {Task} from '../datasets/Task.js';
import {denseNetwork} from '../examples/lib/denseNetwork.js';
import type {ExperimentArgs, TrainingArgs} from './Experiment.js';
import {percentWrong} from './percentWrong.js';
import {sampledBatches} from './sampledBatches.js';
import {loadStack, saveStack} from './savedStacks.js';
import {startFromStack} from './startFromStack.js';
import {trainClassifier} from './trainClassifier.js';
import {PRETRAINING, SPARSE, START} from './trainingOptions.js';
import type {TaskName} from './larochelleTasks.js';

/** The networks that are compared: how many hidden layers they have, and how they start. */
export type ModelName = 'NNet' | 'DBN-1' | 'DBN-3' | 'Xavier-3';

/** How a stack is pre-trained: as it is written down in {@link PRETRAININGS}. */
type Pretraining = keyof typeof PRETRAININGS;

/** Pre-training. */
export type StackSettings = {kind: 'stack'; task: TaskName; pretraining: Pretraining; seed: number};

/** Training by back-propagation, from a stack where there is a pre-training. */
export type NetworkSettings = {
  kind: 'network';
  task: TaskName;
  model: ModelName;
  pretraining: Pretraining | 'none';
  /** Whether the pixels are drawn anew in the first epochs of back-propagation, {@link DRAWN_SHARE} of them. */
  isDrawn: boolean;
  /** The step size of back-propagation at its start; it falls to 0. */
  rate: number;
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

/** Sizes and epochs. */
interface Sizes {
  /** Units of the hidden layers of a stack; a network that is less deep has the first of them. */
  hidden: number[];
  /** Of each layer. */
  pretrainEpochs: number;
  /** Of back-propagation. */
  epochs: number;
}

/** Those of a task, in full or in the quick form. */
export function sizes(task: TaskName, {quick}: ExperimentArgs): Sizes {
  if (quick) return {hidden: [200, 200, 200], pretrainEpochs: 10, epochs: 15};
  // As many steps of pre-training: `rectangles` has a tenth of the rows, in batches of a fifth of the size.
  return {hidden: [500, 500, 500], pretrainEpochs: task === 'rectangles' ? 60 : 30, epochs: 60};
}

/**
 * By contrastive divergence alone; or centred, with units held to be on for a twentieth of the images, a tenth in upper layers, which
 * learn in larger steps from what is on so rarely. That suits noise, of which each unit then sees a small part. Without centering, the
 * target would draw weights too, and far where the input is bright.
 */
const PRETRAININGS = {
  plain: {first: {rate: 0.1}, upper: {rate: 0.1}},
  sparse: {
    first: {rate: 0.1, ...SPARSE, sparsity: {target: 0.05, cost: 0.3, decay: 0.9}},
    upper: {rate: 0.5, ...SPARSE, sparsity: {target: 0.1, cost: 0.1, decay: 0.9}},
  },
} as const;

/** Rows a step. */
export const BATCH = 100;

/** The share of the epochs with drawn pixels, where they are drawn: in the last ones a network gets used to images as they are. */
export const DRAWN_SHARE = 0.8;

/** Rows a step of a task of fewer rows than {@link FEW}, which would have too few steps. */
export const SMALL_BATCH = 20;
export const FEW = 2500;

/**
 * Pre-trains a stack on a task's training images, layer by layer, on states that are drawn anew in each epoch, with a step size that falls
 * to 0, and leaves it in the folder.
 */
export async function trainStack(settings: StackSettings, task: Task, args: TrainingArgs): Promise<void> {
  const {pretraining, seed} = settings;
  const {hidden, pretrainEpochs} = sizes(settings.task, args);
  const dbn = new DBN({...START, visible: task.side ** 2, hidden, seed});
  const batchSize = batchSizeOf(task);
  for (const [layer, rbm] of dbn.rbms.entries()) {
    const {rate, ...options} = PRETRAININGS[pretraining][layer === 0 ? 'first' : 'upper'];
    const below = dbn.rbms.slice(0, layer);
    await rbm.fitDataset(sampledBatches(task.train, {batchSize, seed: 10 * seed + layer, below}), {
      ...PRETRAINING,
      epochs: pretrainEpochs,
      learningRate: (epoch: number) => rate * (1 - epoch / pretrainEpochs),
      ...options,
      callbacks: {
        onEpochEnd: (epoch) => {
          const words = `layer ${layer + 1}, epoch ${epoch + 1}`;
          args.onProgress((layer + (epoch + 1) / pretrainEpochs) / hidden.length, words);
        },
      },
    });
  }
  await saveStack(dbn, settings, args);
  dbn.dispose();
}

/** Trains a network, takes the weights of its best epoch by the validation images, and counts what it has wrong. */
export async function trainNetwork(
  settings: NetworkSettings,
  task: Task,
  args: TrainingArgs,
): Promise<Larochelle2007Result> {
  const {model: name, isDrawn, rate, seed} = settings;
  const {epochs} = sizes(settings.task, args);
  const classes = task.classes.length;
  const stack = stackOf(settings);
  const activation = 'sigmoid';
  const model = denseNetwork([task.side ** 2, ...hiddenOf(settings, args), classes], {
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
    // Gradient descent leaves three sigmoid layers from a random start at chance on most tasks, which would be no rival.
    momentum: name === 'Xavier-3' ? 'adam' : 0.9,
    batchSize: batchSizeOf(task),
    drawnEpochs: isDrawn ? DRAWN_SHARE * epochs : 0,
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

/** Units of the hidden layers of a network. */
export function hiddenOf({task, model}: NetworkSettings, args: ExperimentArgs): number[] {
  const {hidden} = sizes(task, args);
  return model === 'NNet' || model === 'DBN-1' ? hidden.slice(0, 1) : hidden;
}

/**
 * The pre-training that a network starts from, if it starts from one. A network that is less deep starts from the first layers, which
 * are those of a stack with no others: each is trained before the next.
 */
export function stackOf({task, pretraining, seed}: NetworkSettings): StackSettings | undefined {
  return pretraining === 'none' ? undefined : {kind: 'stack', task, pretraining, seed};
}

function batchSizeOf({train}: Task): number {
  return train.labels.length < FEW ? SMALL_BATCH : BATCH;
}
