/** No contestant: writes the probabilities of a machine's hidden units after an epoch, the data of a second one. */
import {writeFile} from 'node:fs/promises';
import {RBM} from 'tfjs-dbn';
import {peerArgs} from './PeerArgs.js';
import {TRAINING, START} from '../trainingOptions.js';
import {serve} from './serve.js';
import {readRows, startTf} from './startTf.js';

const args = peerArgs();
const version = await startTf(args);
const x = await readRows(args);
const {sizes, seed, batchSize, features} = args;
const rbm = new RBM({...START, visible: sizes[0], hidden: sizes[1]!, seed});

await serve({
  version,
  dataBytes: 4 * x.size,
  train: async () => {
    await rbm.fit(x, {...TRAINING, batchSize});
    await writeFile(features!, (await rbm.transform(x).data()) as Float32Array);
  },
});
