/** npm's dnn, on arrays of arrays: the rows in batches, in order. */
import {createRequire} from 'node:module';
import {peerArgs} from './PeerArgs.js';
import {readNumbers} from './readNumbers.js';
import {loadOrEnd, serve} from './serve.js';

/** What is used of the package, which has no types. */
interface Dnn {
  RBM: new (settings: {n_visible: number; n_hidden: number}) => {
    set(name: 'log level', level: number): void;
    train(settings: {input: number[][]; lr: number; k: number; epochs: number}): void;
  };
}

// Not a literal: the compiler would look for the package, which need not be there.
const DNN: string = 'dnn';

const args = peerArgs();
const {rows, sizes, batchSize, learningRate} = args;
const [numVisible, numHidden] = [sizes[0], sizes[1]!];
const {default: dnn} = await loadOrEnd(() => import(DNN) as Promise<{default: Dnn}>);
const {version} = createRequire(import.meta.url)(`${DNN}/package.json`) as {version: string};

const pixels = await readNumbers(args);
const row = (index: number) => Array.from(pixels.subarray(index * numVisible, (index + 1) * numVisible));
const batches = Array.from({length: Math.ceil(rows / batchSize)}, (_, batch) =>
  Array.from({length: Math.min(batchSize, rows - batch * batchSize)}, (_, index) =>
    row(batch * batchSize + index),
  ),
);
const rbm = new dnn.RBM({n_visible: numVisible, n_hidden: numHidden});
rbm.set('log level', 0);

await serve({
  version: {dnn: version},
  dataBytes: pixels.byteLength,
  train: () => batches.forEach((input) => rbm.train({input, lr: learningRate, k: 1, epochs: 1})),
});
