import {DBN, xavierUniform} from 'tfjs-dbn';
import {PIXELS, type Images} from '../datasets/Dataset.js';
import {denseNetwork} from '../examples/lib/denseNetwork.js';
import type {ExperimentArgs, TrainingArgs} from './Experiment.js';
import {percentWrong} from './percentWrong.js';
import {sampledBatches} from './sampledBatches.js';
import {loadStack, saveStack} from './savedStacks.js';
import {splitOffValidation} from './splitOffValidation.js';
import {toTensors} from '../examples/lib/toTensors.js';
import {trainClassifier} from './trainClassifier.js';
import {PRETRAINING, UP_DOWN, START} from './trainingOptions.js';

/** The training images without the last sixth, by which settings are chosen, or all of them. */
type Part = 'some' | 'all';

/** Pre-training. */
export type StackSettings = {kind: 'stack'; images: Part; hasLabels: boolean; seed: number};

/** Where a network starts, and what keeps it from learning by heart: pixels that are drawn anew in each epoch, or dropout. */
export const NETWORKS = {
  'pre-trained': {isPretrained: true, isDrawn: false, dropout: 0},
  'pre-trained, drawn pixels': {isPretrained: true, isDrawn: true, dropout: 0},
  'pre-trained, drawn pixels, dropout': {isPretrained: true, isDrawn: true, dropout: 0.2},
  random: {isPretrained: false, isDrawn: false, dropout: 0},
  'random, drawn pixels': {isPretrained: false, isDrawn: true, dropout: 0},
};
/** One of them. */
export type NetworkName = keyof typeof NETWORKS;

/** Fine-tuning by back-propagation. */
export type NetworkSettings = {
  kind: 'network';
  network: NetworkName;
  images: Part;
  rate: number;
  seed: number;
};

/** Some epochs of up-down, up to the one that is given, of as many as its settings change by; its step size falls. */
export type UpDownSettings = {
  kind: 'up-down';
  images: Part;
  rate: number;
  epochs: number;
  of: number;
  seed: number;
};

/** Of any training. */
export type Settings = StackSettings | NetworkSettings | UpDownSettings;

/** What a training came to. */
export interface Hinton2006Result {
  /** Wrong at the end, in percent: of the validation images where there are some, else of the test images. */
  error: number;
  /** The same after each epoch, of a network. */
  errors?: number[];
}

/** What is trained on, and what tells how well that went. */
export interface LearnedAndTested {
  learned: Images;
  tested: Images;
}

/** Sizes and epochs. */
interface Sizes {
  hidden: number[];
  /** Of each layer. */
  pretrainEpochs: number[];
  epochs: Record<NetworkName, number>;
  upDownEpochs: number;
  /** The same, where its step size is tried. */
  upDownTryEpochs: number;
  /** Epochs of up-down in one training, so that an interrupted run does not lose many. */
  upDownPart: number;
}

/** Those of the full form, or of the quick one. */
export function sizes({quick}: ExperimentArgs): Sizes {
  return quick
    ? {
        hidden: [100, 100, 200],
        pretrainEpochs: [20, 20, 10],
        epochs: {
          'pre-trained': 16,
          'pre-trained, drawn pixels': 8,
          'pre-trained, drawn pixels, dropout': 8,
          random: 8,
          'random, drawn pixels': 8,
        },
        upDownEpochs: 4,
        upDownTryEpochs: 2,
        upDownPart: 2,
      }
    : {
        hidden: [500, 500, 2000],
        pretrainEpochs: [30, 30, 15],
        epochs: {
          'pre-trained': 15,
          'pre-trained, drawn pixels': 30,
          'pre-trained, drawn pixels, dropout': 30,
          random: 20,
          'random, drawn pixels': 30,
        },
        upDownEpochs: 30,
        upDownTryEpochs: 15,
        upDownPart: 5,
      };
}

/** The training that leaves the stack which another one starts from, if it starts from one. */
export function stackOf(
  settings: Settings,
  args: ExperimentArgs,
): StackSettings | UpDownSettings | undefined {
  if (settings.kind === 'stack') return undefined;
  const {images, seed} = settings;
  if (settings.kind === 'network') {
    const {isPretrained} = NETWORKS[settings.network];
    return isPretrained ? {kind: 'stack', images, hasLabels: false, seed} : undefined;
  }
  const epochs = settings.epochs - sizes(args).upDownPart;
  return epochs > 0 ? {...settings, epochs} : {kind: 'stack', images, hasLabels: true, seed};
}

/** The images of a training: with those that settings are chosen by, or at last all with the test images. */
export function learnedAndTested(
  settings: Settings,
  {train, test}: {train: Images; test: Images},
): LearnedAndTested {
  if (settings.images === 'all') return {learned: train, tested: test};
  const {learned, valid} = splitOffValidation(train);
  return {learned, tested: valid};
}

/**
 * Pre-trains a stack as Hinton & Salakhutdinov 2006 do, but on drawn pixels, from smaller weights, for fewer epochs and with a step size
 * that falls to 0, and leaves it in the folder.
 */
export async function trainStack(
  settings: StackSettings,
  {learned}: LearnedAndTested,
  args: TrainingArgs,
): Promise<void> {
  const {hidden, pretrainEpochs} = sizes(args);
  const {hasLabels, seed} = settings;
  const dbn = new DBN({...START, visible: PIXELS, hidden, seed, ...(hasLabels && {classes: 10})});
  const all = pretrainEpochs.reduce((sum, epochs) => sum + epochs);
  let done = 0;
  await dbn.pretrainDataset(sampledBatches(learned, {batchSize: 100, seed}), {
    ...PRETRAINING,
    layers: pretrainEpochs.map((epochs) => ({
      epochs,
      learningRate: (epoch: number) => 0.1 * (1 - epoch / epochs),
    })),
    callbacks: {
      onEpochEnd: (_, logs) => {
        args.onProgress(++done / all, `layer ${logs!['layer']! + 1}, ${done} of ${all} epochs`);
      },
    },
  });
  await saveStack(dbn, settings, args);
  dbn.dispose();
}

/** Trains a network, from a stack by gradient descent, from a random start by Adam, with a step size that falls to 0. */
export async function trainNetwork(
  settings: NetworkSettings,
  {learned, tested}: LearnedAndTested,
  args: TrainingArgs,
): Promise<Hinton2006Result> {
  const {network, rate, seed} = settings;
  const {
    hidden,
    epochs: {[network]: epochs},
  } = sizes(args);
  const {isPretrained, isDrawn, dropout} = NETWORKS[network];
  const stack = stackOf(settings, args);
  const model =
    stack === undefined
      ? denseNetwork([PIXELS, ...hidden, 10], {
          activation: 'sigmoid',
          initializer: (layer) => xavierUniform({seed: 1000 * seed + layer}),
        })
      : await fromStack(stack, {...args, dropout});
  const errors: number[] = [];
  await trainClassifier(
    model,
    // Measured after each epoch, and of no influence: the weights are those of the last one.
    {train: learned, valid: tested},
    {
      rate: (epoch) => rate * (1 - (epoch - 1) / epochs),
      momentum: isPretrained ? 0.9 : 'adam',
      batchSize: 100,
      drawnEpochs: isDrawn ? epochs : 0,
      epochs,
      seed,
      onEpochEnd: (epoch, words, error) => {
        errors.push(error);
        args.onProgress(epoch / epochs, words);
      },
    },
  );
  model.dispose();
  return {error: errors.at(-1)!, errors};
}

async function fromStack(settings: Settings, {dropout, ...args}: TrainingArgs & {dropout: number}) {
  const dbn = await loadStack(settings, args);
  const model = dbn.toSequential({units: 10, activation: 'softmax'}, {dropout});
  dbn.dispose();
  return model;
}

/** How the settings of up-down change over all of its epochs: a step size that falls to 0, and the paper's numbers of Gibbs steps. */
export function upDownSchedules({
  rate,
  of,
}: Pick<UpDownSettings, 'rate' | 'of'>): Record<'learningRate' | 'k', (epoch: number) => number> {
  return {
    learningRate: (epoch) => rate * (1 - epoch / of),
    k: (epoch) => [3, 6, 10][Math.floor((3 * epoch) / of)]!,
  };
}

/** Goes on with up-down where the training before left the stack, and leaves it for the next one. */
export async function trainUpDown(
  settings: UpDownSettings,
  {learned, tested}: LearnedAndTested,
  args: TrainingArgs,
): Promise<Hinton2006Result> {
  const {upDownPart} = sizes(args);
  const {epochs} = settings;
  const initialEpoch = epochs - upDownPart;
  const dbn = await loadStack(stackOf(settings, args)!, args);
  const {x, y} = toTensors(learned, {classes: 10});
  await dbn.upDown(x, {
    ...UP_DOWN,
    labels: y,
    epochs,
    initialEpoch,
    ...upDownSchedules(settings),
    callbacks: {
      onEpochEnd: (epoch) => args.onProgress((epoch + 1 - initialEpoch) / upDownPart, `epoch ${epoch + 1}`),
    },
  });
  x.dispose();
  y.dispose();
  await saveStack(dbn, settings, args);
  const model = {predict: (rows: Parameters<DBN['predict']>[0]) => dbn.predict(rows)};
  const error = percentWrong(model, tested);
  dbn.dispose();
  return {error};
}
