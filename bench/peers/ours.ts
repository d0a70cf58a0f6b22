/** This package: one machine, or a stack of them. */
import {DBN} from 'tfjs-dbn';
import {peerArgs} from './PeerArgs.js';
import {TRAINING, START} from '../trainingOptions.js';
import {serve} from './serve.js';
import {readRows, startTf} from './startTf.js';

const args = peerArgs();
const version = await startTf(args);
const x = await readRows(args);
const [numVisible, ...hidden] = args.sizes;
const stack = new DBN({...START, visible: {units: numVisible, type: args.visible}, hidden, seed: args.seed});
const {estimator, batchSize, learningRate, momentum, weightDecay, threads} = args;
const settings = {
  ...TRAINING,
  engine: {type: 'wasm', threads},
  estimator,
  batchSize,
  learningRate,
  momentum,
  weightDecay,
} as const;

await serve({
  version,
  dataBytes: 4 * x.size,
  train: async () => {
    await (stack.rbms.length === 1 ? stack.rbms[0]!.fit(x, settings) : stack.pretrain(x, settings));
  },
});
