import {availableParallelism} from 'node:os';
import type {DataKind} from './data/dataFiles.js';
import type {PeerArgs} from './peers/PeerArgs.js';

/** Somebody who does a task. */
export interface Contestant {
  /** The column of the table. */
  who: string;
  /** A file of `peers/`. */
  peer: string;
  /** What is different for this contestant. */
  settings?: Partial<PeerArgs>;
  /** How to install it, where it does not come with this package. */
  install?: string;
  /** The share of the rows that it trains on, where all would take too long. @defaultValue 1 */
  share?: number;
  note?: string;
}

/** Something to be timed. */
export interface Task {
  name: string;
  title: string;
  /** What is told: seconds an epoch of all rows, or milliseconds a step. */
  unit: 's' | 'ms';
  data: DataKind;
  settings: Pick<PeerArgs, 'sizes'> & Partial<PeerArgs>;
  /** The first one is what the others are compared with. */
  contestants: readonly Contestant[];
}

/** What holds unless a task says otherwise. */
export const SETTINGS: Omit<PeerArgs, 'data' | 'labels' | 'features' | 'rows'> = {
  sizes: [784, 500],
  visible: 'bernoulli',
  estimator: 'cd',
  batchSize: 100,
  learningRate: 0.1,
  momentum: 0.5,
  weightDecay: 0.0002,
  threads: availableParallelism(),
  seed: 1,
  backend: 'wasm',
  fastMatMul: false,
};

// tfjs only holds the rows here: its plain backend, which every tfjs has, holds them where they are.
const OURS = {who: 'ours, all cores', peer: 'ours.ts', settings: {backend: 'cpu'}} as const;
const OURS_ALONE = {who: 'ours, 1 thread', peer: 'ours.ts', settings: {backend: 'cpu', threads: 1}} as const;
const SCIKIT = {
  who: 'scikit-learn',
  peer: 'scikit_rbm.py',
  install: 'pip install scikit-learn',
  note: 'PCD, the only estimator that it has; neither momentum nor weight decay',
};
const TORCH = {who: 'PyTorch', peer: 'torch_rbm.py', install: 'pip install torch numpy'};
const NATIVE = {
  who: 'tfjs-node',
  settings: {backend: 'tensorflow'},
  install: '.ci/install-tfjs-node',
} as const;
const WASM = {who: 'tf ops on wasm'};
const DNN = {
  who: 'dnn',
  peer: 'dnn.ts',
  install: 'npm install --no-save dnn',
  share: 1 / 100,
  note: 'neither momentum nor weight decay; rows in order',
};

const FAST_FIT = {peer: 'modelFit.ts', settings: {fastMatMul: true}} as const;

/** The tasks, in the order of the table. */
export const TASKS: readonly Task[] = [
  {
    name: 'cd1',
    title: 'CD-1, 784-500',
    unit: 's',
    data: 'images',
    settings: {sizes: [784, 500]},
    contestants: [
      OURS,
      OURS_ALONE,
      SCIKIT,
      TORCH,
      {...NATIVE, peer: 'tfOps.ts'},
      {...WASM, peer: 'tfOps.ts', share: 1 / 20},
      DNN,
    ],
  },
  {
    name: 'pcd1',
    title: 'PCD-1, 784-500',
    unit: 's',
    data: 'images',
    settings: {sizes: [784, 500], estimator: 'pcd'},
    contestants: [OURS, SCIKIT, TORCH],
  },
  {
    name: 'secondLayer',
    title: 'CD-1, 500-500, on probabilities',
    unit: 's',
    data: 'features',
    settings: {sizes: [500, 500]},
    contestants: [OURS, SCIKIT, TORCH],
  },
  {
    name: 'gaussian',
    title: 'CD-1, 784-500, Gaussian visible units',
    unit: 's',
    data: 'standardised',
    settings: {sizes: [784, 500], visible: 'gaussian', learningRate: 0.001},
    contestants: [OURS, TORCH],
  },
  {
    name: 'stack',
    title: 'CD-1, 784-500-500-2000, layer by layer',
    unit: 's',
    data: 'images',
    settings: {sizes: [784, 500, 500, 2000]},
    contestants: [OURS, SCIKIT],
  },
  {
    name: 'fit',
    title: '`model.fit`, 784-500-500-10',
    unit: 'ms',
    data: 'images',
    settings: {sizes: [784, 500, 500, 10], learningRate: 0.01},
    contestants: [
      {...FAST_FIT, who: OURS.who, note: '`fastWasmMatMul()`'},
      {...FAST_FIT, who: OURS_ALONE.who, settings: {...FAST_FIT.settings, threads: 1}},
      {...SCIKIT, peer: 'scikit_mlp.py', note: '`MLPClassifier`'},
      {...NATIVE, peer: 'modelFit.ts'},
      {...WASM, peer: 'modelFit.ts', note: 'without `fastWasmMatMul()`'},
    ].map((contestant): Contestant => ({...contestant, share: 1 / 10})),
  },
];
