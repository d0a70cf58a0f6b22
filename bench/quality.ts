/** Trains the same machines with both engines, and compares how good they become; see README.md. */
import {parseArgs} from 'node:util';
import * as tf from '@tensorflow/tfjs';
import {PIXELS} from '../datasets/Dataset.js';
import {idx} from '../datasets/idx.js';
import {startBackend} from '../examples/lib/startBackend.js';
import {compareEngines, QUALITY_TASKS, type Comparison} from './compareEngines.js';
import {drawImages} from './data/drawImages.js';
import {standardize} from './data/standardize.js';
import {qualityMarkdown, type QualityReport} from './qualityReport.js';
import {machine} from './report.js';
import {SETTINGS} from './tasks.js';

const HELP = `npm run bench -- quality [options]

  --data DIR    a folder with MNIST's four IDX files; default drawn images of the same size
  --rows N      rows to train on; default 60,000, with --quick 200
  --epochs N    default 10, with --quick 1
  --seeds N     trains with the seeds 1 to N, at least 2; default 5, with --quick 2
  --quick       to see that everything runs
  --help        this`;

/** As many as MNIST's test set has, unless fewer are trained on. */
const HELD_OUT = 10_000;

const {values: options} = parseArgs({
  options: {
    data: {type: 'string'},
    rows: {type: 'string'},
    epochs: {type: 'string'},
    seeds: {type: 'string'},
    quick: {type: 'boolean', default: false},
    help: {type: 'boolean', default: false},
  },
});

if (options.help) console.log(HELP);
else console.log(qualityMarkdown(await measure()));

async function measure(): Promise<QualityReport> {
  const {quick} = options;
  const epochs = count('epochs', {value: options.epochs ?? (quick ? 1 : 10), min: 1});
  const seeds = count('seeds', {value: options.seeds ?? (quick ? 2 : 5), min: 2});
  const wanted = count('rows', {value: options.rows ?? (quick ? 200 : 60_000), min: 1});

  const {name, pixels, rows} = await images(wanted);
  const backend = await startBackend();
  const comparisons: Comparison[] = [];
  for (const task of QUALITY_TASKS) {
    const values = task.visible === 'gaussian' ? standardize(pixels, PIXELS) : pixels;
    const training = tf.tensor2d(values.subarray(0, rows * PIXELS), [rows, PIXELS]);
    const heldOut = tf.tensor2d(values.subarray(rows * PIXELS), [values.length / PIXELS - rows, PIXELS]);
    const onProgress = (what: string) => console.error(what);
    comparisons.push(await compareEngines(task, {training, heldOut, epochs, seeds, onProgress}));
    tf.dispose([training, heldOut]);
  }
  return {
    machine: machine(),
    backend,
    versions: {'Node.js': process.version, tfjs: tf.version_core},
    data: name,
    rows,
    heldOut: pixels.length / PIXELS - rows,
    epochs,
    seeds,
    settings: SETTINGS,
    comparisons,
  };
}

function count(name: string, {value, min}: {value: string | number; min: number}): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= min) return number;
  throw new RangeError(`quality: --${name} must be an integer >= ${min}, got ${String(value)}.`);
}

/** Returns rows to train on, and after them those that are held out. */
async function images(wanted: number): Promise<{name: string; pixels: Float32Array; rows: number}> {
  if (options.data === undefined) {
    const {pixels} = drawImages(wanted + Math.min(wanted, HELD_OUT), SETTINGS.seed);
    return {name: 'drawn images', pixels, rows: wanted};
  }
  const {name, train, test} = await idx(options.data);
  const rows = Math.min(wanted, train.labels.length);
  const heldOut = test.pixels.subarray(0, Math.min(rows, HELD_OUT) * PIXELS);
  const pixels = new Float32Array(rows * PIXELS + heldOut.length);
  pixels.set(train.pixels.subarray(0, rows * PIXELS));
  pixels.set(heldOut, rows * PIXELS);
  return {name, pixels, rows};
}
