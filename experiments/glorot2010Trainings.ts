import * as tf from '@tensorflow/tfjs';
import {
  DBN,
  heNormal,
  layerStatistics,
  xavierUniform,
  type LayerStatistics,
  type LayerStatisticsArgs,
} from 'tfjs-dbn';
import {denseNetwork} from '../examples/lib/denseNetwork.js';
import type {Moment} from '../examples/lib/layerCharts.js';
import {descend} from './descend.js';
import type {ExperimentArgs, TrainingArgs} from './Experiment.js';
import {startFromStack} from './startFromStack.js';
import {isFiniteOn} from './isFiniteOn.js';
import {glorotImages, type GlorotData} from './glorotImages.js';
import {percentWrong} from './percentWrong.js';
import {loadStack, saveStack} from './savedStacks.js';
import {PRETRAINING, START} from './trainingOptions.js';
import {toTensors} from '../examples/lib/toTensors.js';

/** What hidden layers compute. */
export type Activation = 'sigmoid' | 'tanh' | 'softsign';
/** How weights start. */
export type Start = 'standard' | 'Xavier' | 'He' | 'RBM';

/** Pre-training: a stack for all networks with the same seed, whatever their activation function and step size. */
export type StackSettings = {kind: 'stack'; data: GlorotData; depth: number; seed: number};

/** One network: all that its training depends on. */
export type NetworkSettings = {
  kind: 'network';
  data: GlorotData;
  activation: Activation;
  start: Start;
  /** Hidden layers. */
  depth: number;
  rate: number;
  seed: number;
};

/** How it went. */
export interface Glorot2010Result {
  /** Wrong after so many images, in percent. */
  curve: {examples: number; validationError: number; testError: number}[];
  /** The least of the validation errors, where the training would have stopped: by it rates are chosen. */
  validationError: number;
  /** The test error at the same point. */
  testError: number;
  /** How many test images that is of. */
  tested: number;
  /** Of the networks that are watched. */
  watched?: Watched;
}

/** What the hidden layers of a network do with some test images. */
export interface Watched {
  /** Before the training. */
  start: Pick<LayerStatistics, 'name' | 'activations' | 'gradients' | 'meanSingularValue'>[];
  /** Their activations, by images seen: before the training, and at each point of the curve at which the network is finite. */
  course: Moment[];
}

/** Images that the statistics are of, as in the paper. */
export const WATCHED = 300;

/** How many of them Jacobians are made of: the mean singular value of one alone is off by some hundredths. */
export const JACOBIAN_ROWS = 5;

/** Images a step, as in the paper. */
const BATCH = 10;

/** Hidden layers of the networks that are compared, and watched. */
export const DEPTH = 5;

/** Units a layer, and how many images are pre-trained on, learned and tested. */
export function sizes({quick}: ExperimentArgs): {
  units: number;
  pretrainRows: number;
  pretrainEpochs: number;
  /** How many images a network sees. */
  examples: number;
  /** Images from one point of its curve to the next. */
  between: number;
  tested: number;
} {
  return quick
    ? {units: 100, pretrainRows: 2000, pretrainEpochs: 20, examples: 10_000, between: 500, tested: 1000}
    : {
        units: 300,
        pretrainRows: 20_000,
        pretrainEpochs: 10,
        examples: 100_000,
        between: 5000,
        tested: 10_000,
      };
}

/** Trains a network by plain gradient descent on images that it sees once, and notes how it does on the way. */
export async function trainNetwork(settings: NetworkSettings, args: TrainingArgs): Promise<Glorot2010Result> {
  const {data, depth, rate, seed} = settings;
  const {units, examples, between, tested} = sizes(args);
  const {next, valid, test, classes, range} = await glorotImages(data, {args, seed, tested});
  const widths = [test.pixels.length / test.labels.length, ...Array<number>(depth).fill(units), classes];
  const model = await startNetwork(settings, {widths, range, args});
  const few = toTensors(
    {pixels: test.pixels.subarray(0, WATCHED * widths[0]!), labels: test.labels.subarray(0, WATCHED)},
    {classes},
  );
  const isWatched = depth === DEPTH && seed === 1;
  const layersNow = async (of: LayerStatisticsArgs): Promise<LayerStatistics[]> => {
    const layers = await layerStatistics(model, few.x, few.y, {
      loss: tf.metrics.categoricalCrossentropy,
      ...of,
    });
    return layers.slice(0, depth);
  };
  const watched = isWatched ? watchedFrom(await layersNow({jacobianRows: JACOBIAN_ROWS})) : undefined;
  const curve: Glorot2010Result['curve'] = [];
  const optimizer = tf.train.sgd(rate);
  for (let seen = between; seen <= examples; seen += between) {
    await descend(model, next(between), {optimizer, batchSize: BATCH});
    curve.push({
      examples: seen,
      validationError: percentWrong(model, valid),
      testError: percentWrong(model, test),
    });
    if (watched !== undefined && isFiniteOn(model, few.x)) {
      watched.course.push(momentOf(await layersNow({jacobianRows: 0, bins: 1}), seen));
    }
    const {validationError} = curve.at(-1)!;
    args.onProgress(seen / examples, `${seen} images seen, ${validationError.toFixed(2)} % wrong`);
  }
  tf.dispose([few.x, few.y]);
  model.dispose();
  optimizer.dispose();
  const stop = curve.reduce((least, point) =>
    point.validationError <= least.validationError ? point : least,
  );
  const {validationError, testError} = stop;
  return {curve, validationError, testError, tested: test.labels.length, ...(watched && {watched})};
}

/** Keeps what the report shows of the layers at the start. */
function watchedFrom(layers: readonly LayerStatistics[]): Watched {
  const start = layers.map(({name, activations, gradients, meanSingularValue}) => ({
    name,
    activations,
    gradients,
    meanSingularValue,
  }));
  return {start, course: [momentOf(layers, 0)]};
}

/** Keeps what the report shows of the layers after the start. */
function momentOf(layers: readonly LayerStatistics[], at: number): Moment {
  return {
    at,
    layers: layers.map(({name, activations: {mean, deviation, percentile98}}) => ({
      name,
      mean,
      deviation,
      percentile98,
    })),
  };
}

interface StartArgs {
  widths: readonly number[];
  /** The smallest and the largest pixel. */
  range: readonly [number, number];
  args: TrainingArgs;
}

async function startNetwork(
  settings: NetworkSettings,
  {widths, range, args}: StartArgs,
): Promise<tf.Sequential> {
  const {activation, start, seed} = settings;
  const seedOf = (layer: number): number => 1000 * seed + layer;
  const model = denseNetwork(widths, {
    activation,
    initializer: (layer, fanIn) => {
      const bound = 1 / Math.sqrt(fanIn);
      if (start === 'standard') {
        return tf.initializers.randomUniform({minval: -bound, maxval: bound, seed: seedOf(layer)});
      }
      return start === 'He' ? heNormal({seed: seedOf(layer)}) : xavierUniform({seed: seedOf(layer)});
    },
  });
  const stack = stackOf(settings);
  if (stack === undefined) return model;
  const dbn = await loadStack(stack, args);
  startFromStack(model, dbn, {activation, range});
  dbn.dispose();
  return model;
}

/** The pre-training that a network starts from, if it starts from one. */
export function stackOf({data, start, depth, seed}: NetworkSettings): StackSettings | undefined {
  return start === 'RBM' ? {kind: 'stack', data, depth, seed} : undefined;
}

/** Pre-trains a stack on the first images that a network with the same seed learns from, and leaves it in the folder. */
export async function trainStack(settings: StackSettings, args: TrainingArgs): Promise<void> {
  const {data, depth, seed} = settings;
  const {units, tested, pretrainRows, pretrainEpochs} = sizes(args);
  const {
    next,
    range: [low, high],
  } = await glorotImages(data, {args, seed, tested});
  const pixels = next(pretrainRows).pixels.map((pixel) => (pixel - low) / (high - low));
  const x = tf.tensor2d(pixels, [pretrainRows, pixels.length / pretrainRows]);
  const dbn = new DBN({...START, visible: x.shape[1], hidden: Array<number>(depth).fill(units), seed});
  let done = 0;
  await dbn.pretrain(x, {
    ...PRETRAINING,
    epochs: pretrainEpochs,
    batchSize: 20,
    shuffle: true,
    learningRate: 0.02,
    callbacks: {
      onEpochEnd: () => {
        const words = `${++done} of ${depth * pretrainEpochs} epochs`;
        args.onProgress(done / (depth * pretrainEpochs), words);
      },
    },
  });
  x.dispose();
  await saveStack(dbn, settings, args);
  dbn.dispose();
}
