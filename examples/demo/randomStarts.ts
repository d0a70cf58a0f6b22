import * as tf from '@tensorflow/tfjs';
import {xavierUniform} from 'tfjs-dbn';
import {PIXELS, type Dataset} from '../../datasets/Dataset.js';
import {denseNetwork} from '../lib/denseNetwork.js';
import {startBackend} from '../lib/startBackend.js';
import {toTensors} from '../lib/toTensors.js';
import {fineTune} from './fineTune.js';
import type {Settings} from './settings.js';

/** What the process is given. */
export interface RandomStartsArgs {
  dataset: Dataset;
  settings: Settings;
}

/** What the process tells: the test error after an epoch, in percent. */
export interface EpochMessage {
  start: string;
  epoch: number;
  error: number;
}

type KernelInitializer = NonNullable<Parameters<typeof tf.layers.dense>[0]['kernelInitializer']>;

/** The random starts that the pre-trained one is compared with: fan-in, fan-out and layer to initializer. */
const STARTS: Record<string, (fanIn: number, seed: number) => KernelInitializer> = {
  // What tfjs does by itself, but with a seed; one seed for two layers would give them the same weights.
  "tfjs's default": (_, seed) => tf.initializers.glorotNormal({seed}),
  Xavier: (_, seed) => xavierUniform({seed}),
  'U[-1/√n, 1/√n]': (fanIn, seed) =>
    tf.initializers.randomUniform({minval: -1 / Math.sqrt(fanIn), maxval: 1 / Math.sqrt(fanIn), seed}),
};

/** The names of the random starts, in their order. */
export const RANDOM_STARTS = Object.keys(STARTS);

// Only where this file is a process of its own, which ends with the one that started it.
if (process.send !== undefined) {
  process.once('message', (args) => void run(args as RandomStartsArgs));
  process.on('disconnect', () => process.exit());
}

/** Trains the network that the demo pre-trains from each random start, one after the other. */
async function run({dataset, settings}: RandomStartsArgs): Promise<void> {
  await startBackend();
  const data = {train: toTensors(dataset.train), test: toTensors(dataset.test)};
  for (const [start, initializer] of Object.entries(STARTS)) {
    const {hidden, seed} = settings;
    const model = denseNetwork([PIXELS, ...hidden, 10], {
      activation: 'sigmoid',
      initializer: (layer, fanIn) => initializer(fanIn, 1000 * seed + layer + 1),
    });
    const onEpochEnd = (epoch: number, error: number): void => tell({start, epoch, error});
    await fineTune(model, data, {settings, onEpochEnd});
    model.dispose();
  }
  process.disconnect();
}

function tell(message: EpochMessage): void {
  process.send!(message);
}
