import type * as tf from '@tensorflow/tfjs';
import {RBM, type EngineName, type FitArgs} from 'tfjs-dbn';
import {meanOverRows} from '../src/rows/visitChunks.js';
import {SETTINGS} from './tasks.js';
import {TRAINING, START} from './trainingOptions.js';

/** A machine to be trained by both engines. */
interface QualityTask {
  title: string;
  visible: 'bernoulli' | 'gaussian';
  settings: Pick<FitArgs, 'estimator' | 'learningRate'>;
}

/** The tasks, in the order of the table. */
export const QUALITY_TASKS: readonly QualityTask[] = [
  {title: 'CD-1', visible: 'bernoulli', settings: {estimator: 'cd', learningRate: 0.1}},
  {title: 'PCD-1', visible: 'bernoulli', settings: {estimator: 'pcd', learningRate: 0.01}},
  {
    title: 'CD-1, Gaussian visible units',
    visible: 'gaussian',
    settings: {estimator: 'cd', learningRate: 0.01},
  },
];

/** How good a trained machine is; free energies in nats, averaged over rows. */
export interface Quality {
  /** Of the last epoch. */
  reconstructionError: number;
  heldOutFreeEnergy: number;
  trainingFreeEnergy: number;
  /** That of rows that are held out less that of rows that are trained on. */
  freeEnergyGap: number;
}

/** What became of a task, by engine: a machine for each seed. */
export interface Comparison {
  title: string;
  learningRate: QualityTask['settings']['learningRate'];
  wasm: Quality[];
  tensor: Quality[];
}

/** Options of {@link compareEngines}. */
interface CompareEnginesArgs {
  /** `[rows, numVisible]` */
  training: tf.Tensor2D;
  /** `[rows, numVisible]` */
  heldOut: tf.Tensor2D;
  epochs: number;
  /** How many there are; the first one is 1. */
  seeds: number;
  /** Is told what has been done. */
  onProgress: (what: string) => void;
}

/** Trains machines that differ in their seed and engine alone. */
export async function compareEngines(task: QualityTask, args: CompareEnginesArgs): Promise<Comparison> {
  const {title, settings} = task;
  const comparison: Comparison = {title, learningRate: settings.learningRate, wasm: [], tensor: []};
  for (let seed = 1; seed <= args.seeds; ++seed) {
    for (const engine of ['wasm', 'tensor'] as const) {
      const start = performance.now();
      comparison[engine].push(await train(task, {...args, seed, engine}));
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      args.onProgress(`${title}: seed ${seed}, ${engine} engine, ${seconds} s`);
    }
  }
  return comparison;
}

async function train(
  {visible, settings}: QualityTask,
  {training, heldOut, epochs, seed, engine}: CompareEnginesArgs & {seed: number; engine: EngineName},
): Promise<Quality> {
  const {
    sizes: [units, hidden],
    batchSize,
    momentum,
    weightDecay,
  } = SETTINGS;
  const rbm = new RBM({...START, visible: {units, type: visible}, hidden: hidden!, seed});
  const common = {...TRAINING, epochs, batchSize, momentum, weightDecay, engine};
  const {history} = await rbm.fit(training, {...common, ...settings});
  const meanFreeEnergy = (x: tf.Tensor2D) => meanOverRows(x, (rows) => rbm.freeEnergy(rows));
  const heldOutFreeEnergy = await meanFreeEnergy(heldOut);
  const trainingFreeEnergy = await meanFreeEnergy(training);
  rbm.dispose();
  return {
    reconstructionError: history['reconstructionError']!.at(-1) as number,
    heldOutFreeEnergy,
    trainingFreeEnergy,
    freeEnergyGap: heldOutFreeEnergy - trainingFreeEnergy,
  };
}
