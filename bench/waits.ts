/** Measures for how long training keeps the event loop waiting: timers, requests, the page; see README.md. */
import {setTimeout} from 'node:timers/promises';
import {parseArgs} from 'node:util';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import {DBN, type FitArgs} from 'tfjs-dbn';
import {table} from './report.js';
import {TRAINING, START} from './trainingOptions.js';

const HELP = `npm run bench -- waits [options]

  --quick        a twentieth of the rows: to see that everything runs
  --help         this`;

/** Something that is trained. */
interface Task {
  name: string;
  rows: number;
  sizes: [number, ...number[]];
  args?: FitArgs;
}

const TASKS: readonly Task[] = [
  {name: '60,000 rows', rows: 60_000, sizes: [784, 500]},
  {name: 'a million rows', rows: 1_000_000, sizes: [20, 20]},
  {
    name: '4,000 persistent chains',
    rows: 8000,
    sizes: [784, 500],
    args: {
      estimator: {type: 'pcd', chains: 4000},
      momentum: 0,
      centering: {by: 'data', rate: 0.01},
    },
  },
  {name: 'batches of 20,000 rows', rows: 40_000, sizes: [784, 500], args: {batchSize: 20_000}},
  {name: '16 million weights', rows: 1000, sizes: [4000, 4000], args: {batchSize: 10}},
  {name: '30,000 visible units', rows: 500, sizes: [30_000, 50], args: {batchSize: 10}},
  {name: 'a stack', rows: 20_000, sizes: [784, 500, 250]},
];

const {values: options} = parseArgs({
  options: {quick: {type: 'boolean', default: false}, help: {type: 'boolean', default: false}},
});

if (options.help) console.log(HELP);
else {
  const rows: string[][] = [];
  for (const task of TASKS) {
    const count = options.quick ? Math.ceil(task.rows / 20) : task.rows;
    const waits: string[] = [];
    for (const backend of ['cpu', 'wasm'])
      waits.push(`${(await longestWait(task, count, backend)).toFixed(0)} ms`);
    rows.push([`${task.name}, ${task.sizes.join('-')}`, ...waits]);
  }
  console.log(table(['what is trained', 'on the cpu backend', 'on the wasm backend'], rows));
}

/** Trains for an epoch, and returns the longest time between two turns of the event loop, in milliseconds. */
async function longestWait({name, sizes, args}: Task, rows: number, backend: string): Promise<number> {
  console.error(`${name}, ${backend}`);
  await tf.setBackend(backend);
  const [numVisible, ...hidden] = sizes;
  const values = new Float32Array(rows * numVisible).map((_, place) => Number((place * 7919) % 101 < 20));
  const x = tf.tensor2d(values, [rows, numVisible]);
  const stack = new DBN({...START, visible: numVisible, hidden, seed: 1});
  const settings = {...TRAINING, ...args};
  const train = async (): Promise<void> => {
    await (hidden.length === 1 ? stack.rbms[0]!.fit(x, settings) : stack.pretrain(x, settings));
  };
  const training = {isOver: false};
  const trained = setTimeout(100)
    .then(train)
    .finally(() => (training.isOver = true));
  let longest = 0;
  for (let last = performance.now(); !training.isOver;) {
    await setTimeout(1);
    const now = performance.now();
    longest = Math.max(longest, now - last - 1);
    last = now;
  }
  await trained;
  x.dispose();
  stack.dispose();
  return longest;
}
