import type {Project} from './Project.js';

/**
 * A module that trains and saves by all that the package takes from Node.js, and returns what was learned: on threads that were
 * asked for, on threads by choice, and with files.
 */
const TRAINING = `
const {createHash} = require('node:crypto');
const tf = require('@tensorflow/tfjs');
const {DBN, fileSystem, RBM} = require('tfjs-dbn');

/** The SHA-256 of all parameters. */
const digest = (rbms) => {
  const hash = createHash('sha256');
  for (const rbm of rbms) {
    for (const weight of rbm.getWeights()) hash.update(new Uint8Array(weight.dataSync().slice().buffer));
  }
  return hash.digest('hex');
};

/** 200 rows of 784 pixels. */
const rows = () =>
  tf.tensor2d(Float32Array.from({length: 200 * 784}, (_, place) => ((place * 7919) % 1013 < 400 ? 1 : 0)), [200, 784]);

module.exports = async (folder) => {
  const x = rows();
  const rbm = new RBM({visible: 784, hidden: 50, seed: 1});
  await rbm.fit(x, {engine: {type: 'wasm', threads: 2}, epochs: 2, batchSize: 50, verbose: 0});
  const dbn = new DBN({visible: 784, hidden: [500, 20], seed: 1});
  await dbn.pretrain(x, {epochs: 2, batchSize: 100, verbose: 0});
  await dbn.save(fileSystem(folder));
  const loaded = await DBN.load(fileSystem(folder));
  return [[rbm], dbn.rbms, loaded.rbms].map(digest).join(' ');
};
Object.assign(module.exports, {digest, rows});
`;

const TRAIN = `require('./training.js')('saved').then((learned) => console.log(learned));`;

/** Trains in Node.js as it comes, by `train.js` of a CommonJS project, and returns what it prints: what was learned. */
export function trainPlainly({write, run}: Project): string {
  write('training.js', TRAINING);
  write('train.js', TRAIN);
  return run(process.execPath, ['train.js']);
}
