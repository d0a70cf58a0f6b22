import * as tf from '@tensorflow/tfjs';
import {fastWasmMatMul, RBM} from 'tfjs-dbn';

/** Somebody who does a task. */
export interface Contestant {
  task: string;
  who: string;
  backend: string;
  /** Makes everything ready; what it returns does so many steps. */
  prepare(): Promise<(steps: number) => Promise<void>>;
}

// Not a literal: the compiler would look for the package, which need not be there.
const NATIVE: string = '@tensorflow/tfjs-node';

const BATCH = 100;
const PIXELS = 784;

/** MNIST's share of ink. */
const DENSITY = 0.19;

/** Returns everybody who can take part on this machine. */
export async function contestants(): Promise<Contestant[]> {
  const native = await import(NATIVE).then(
    () => [{who: 'tfjs-node', backend: 'tensorflow'}],
    () => [],
  );
  const backends = [{who: 'wasm', backend: 'wasm'}, ...native];
  return [
    ...backends.map((backend) => ({...backend, task: 'CD-1, 784-500, batch 100', prepare: cd1})),
    ...backends.map((backend) => ({...backend, task: 'fit, 784-500-500-10, batch 100', prepare: modelFit})),
    {
      task: 'fit, 784-500-500-10, batch 100',
      who: 'wasm with fastWasmMatMul',
      backend: 'wasm',
      prepare: async () => {
        const run = await modelFit();
        return async (steps) => {
          const restore = fastWasmMatMul();
          await run(steps);
          restore();
        };
      },
    },
  ];
}

function images(): tf.Tensor2D {
  return tf.tidy(
    () =>
      tf
        .randomUniform<tf.Rank.R2>([BATCH, PIXELS], 0, 1, 'float32', 1)
        .less(DENSITY)
        .toFloat() as tf.Tensor2D,
  );
}

function cd1(): Promise<(steps: number) => Promise<void>> {
  const x = images();
  const rbm = new RBM({visible: PIXELS, hidden: 500, seed: 1});
  return Promise.resolve(async (steps) => {
    await rbm.fit(x, {epochs: steps, batchSize: BATCH, verbose: 0});
  });
}

function modelFit(): Promise<(steps: number) => Promise<void>> {
  const x = images();
  const classes = Array.from({length: BATCH}, (_, row) => row % 10);
  const y = tf.oneHot(classes, 10).toFloat();
  const model = tf.sequential();
  model.add(tf.layers.dense({units: 500, activation: 'sigmoid', inputShape: [PIXELS]}));
  model.add(tf.layers.dense({units: 500, activation: 'sigmoid'}));
  model.add(tf.layers.dense({units: 10, activation: 'softmax'}));
  model.compile({optimizer: 'sgd', loss: 'categoricalCrossentropy'});
  return Promise.resolve(async (steps) => {
    await model.fit(x, y, {epochs: steps, batchSize: BATCH, verbose: 0});
  });
}
