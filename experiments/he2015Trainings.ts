import * as tf from '@tensorflow/tfjs';
import {heNormal, layerStatistics, xavierNormal} from 'tfjs-dbn';
import {PIXELS, type Images} from '../datasets/Dataset.js';
import {mnist} from '../datasets/mnist.js';
import {someOf} from '../datasets/someOf.js';
import {denseNetwork} from '../examples/lib/denseNetwork.js';
import type {ExperimentArgs, TrainingArgs} from './Experiment.js';
import {percentWrong} from './percentWrong.js';
import {splitOffValidation} from './splitOffValidation.js';
import {toTensors} from '../examples/lib/toTensors.js';
import {trainClassifier} from './trainClassifier.js';

/** How the weights of each start are drawn, and their variance. */
const INITIALIZERS = {
  He: {normal: heNormal, variance: (fanIn: number) => 2 / fanIn},
  Xavier: {normal: xavierNormal, variance: (fanIn: number, fanOut: number) => 2 / (fanIn + fanOut)},
};

/** Where networks start. */
export const STARTS = ['He', 'Xavier'] as const;

/** Hidden layers. */
export const HIDDEN_LAYERS = 29;

/** In how many parts an epoch's losses are told. */
const LOSSES_PER_EPOCH = 10;

/** Images that the variances are of, as many as Glorot & Bengio 2010 watch. */
const WATCHED = 300;

/** A start's name. */
export type Start = (typeof STARTS)[number];

/** One network: all that its training depends on. */
export interface He2015Settings extends Readonly<Record<string, string | number>> {
  start: Start;
  rate: number;
  seed: number;
}

/** How it went. */
export interface He2015Result {
  /** Mean loss of each part of each epoch, {@link LOSSES_PER_EPOCH} of them where there are as many batches, of each batch before the step. */
  losses: (number | null)[];
  /** Validation images wrong, in percent, with the weights of the best epoch. */
  validationError: number;
  /** At the start, a hidden layer: the mean square of its outputs. */
  forward: number[];
  /** At the start, a hidden layer: the mean square of dC/ds, of the cost of an image by what comes to a unit. */
  backward: number[];
  /** What the first should be by equation 7 and the second by equation 13 of He et al. 2015, given the input and the last layer. */
  theory: {forward: number[]; backward: number[]};
}

/** Units a hidden layer, epochs, and training images. */
export function sizes({quick, data}: ExperimentArgs): {width: number; epochs: number; rows: number} {
  if (quick) return {width: 64, epochs: 10, rows: 2000};
  return {width: 256, epochs: 10, rows: data === undefined ? 6000 : 20_000};
}

/** Trains a network of rectifiers by gradient descent, and measures before what it makes of its input. */
export async function trainNetwork(
  {start, rate, seed}: He2015Settings,
  args: TrainingArgs,
): Promise<He2015Result> {
  const {width, epochs, rows} = sizes(args);
  const {train} = await mnist(args.data);
  const {learned, valid} = splitOffValidation(train);
  const widths = [PIXELS, ...Array<number>(HIDDEN_LAYERS).fill(width), 10];
  const model = denseNetwork(widths, {
    activation: 'relu',
    initializer: (layer) => INITIALIZERS[start].normal({seed: 1000 * seed + layer}),
  });
  const atStart = await variances(model, someOf(learned, 0, WATCHED), {start, widths});
  const {losses} = await trainClassifier(
    model,
    {train: someOf(learned, 0, rows), valid},
    {
      rate: () => rate,
      momentum: 0.9,
      batchSize: 100,
      epochs,
      lossesPerEpoch: LOSSES_PER_EPOCH,
      seed,
      onEpochEnd: (epoch, words) => args.onProgress(epoch / epochs, words),
    },
  );
  const validationError = percentWrong(model, valid);
  model.dispose();
  return {losses, validationError, ...atStart};
}

/**
 * Measures what a network makes of its input before it learns, and works out what it should make of it: with weights of mean 0
 * and variance V, rectifiers and n units below, the mean square of a layer's outputs is n V / 2 of that below; with n units
 * above, that of the gradients is n V / 2 of that above.
 */
export async function variances(
  model: tf.Sequential,
  images: Images,
  {start, widths}: {start: Start; widths: readonly number[]},
): Promise<Pick<He2015Result, 'forward' | 'backward' | 'theory'>> {
  const {x, y} = toTensors(images, {classes: widths.at(-1)!});
  const statistics = await layerStatistics(model, x, y, {
    loss: tf.metrics.categoricalCrossentropy,
    jacobianRows: 0,
  });
  const input = tf.tidy(() => tf.mean(tf.square(x)).dataSync<'float32'>()[0]!);
  tf.dispose([x, y]);
  const weights = widths.slice(1).map((fanOut, layer) => {
    const fanIn = widths[layer]!;
    const variance = INITIALIZERS[start].variance(fanIn, fanOut);
    return {up: (fanIn * variance) / 2, down: (fanOut * variance) / 2};
  });
  const hidden = statistics.slice(0, -1);
  const forward = hidden.map(({activations: {mean, deviation}}) => mean ** 2 + deviation ** 2);
  const backward = hidden.map(({gradients: {mean, deviation}}) => mean ** 2 + deviation ** 2);
  const theory = {forward: [] as number[], backward: [backward.at(-1)!]};
  hidden.forEach((_, layer) => theory.forward.push(weights[layer]!.up * (theory.forward.at(-1) ?? input)));
  for (let layer = hidden.length - 1; layer > 0; --layer) {
    theory.backward.unshift(weights[layer]!.down * theory.backward[0]!);
  }
  return {forward, backward, theory};
}
