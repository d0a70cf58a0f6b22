/** tfjs-layers: `model.fit` of a sigmoid network. */
import {readFile} from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import {fastWasmMatMul} from 'tfjs-dbn';
import {peerArgs} from './PeerArgs.js';
import {serve} from './serve.js';
import {readRows, startTf} from './startTf.js';

const args = peerArgs();
const version = await startTf(args);
if (args.fastMatMul) fastWasmMatMul({threads: args.threads});
const {sizes, rows, batchSize, learningRate} = args;
const x = await readRows(args);
const labels = (await readFile(args.labels)).subarray(0, rows);
const y = tf.oneHot(Int32Array.from(labels), sizes.at(-1)!).toFloat();

const model = tf.sequential();
for (const [below, units] of sizes.slice(1).entries()) {
  const activation = below === sizes.length - 2 ? 'softmax' : 'sigmoid';
  model.add(tf.layers.dense({units, activation, inputShape: [sizes[below]!]}));
}
model.compile({optimizer: tf.train.sgd(learningRate), loss: 'categoricalCrossentropy'});

await serve({
  version,
  dataBytes: 4 * x.size,
  train: async () => {
    await model.fit(x, y, {epochs: 1, batchSize, verbose: 0});
  },
});
