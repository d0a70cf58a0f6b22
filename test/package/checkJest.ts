import type {Project} from './Project.js';

const TEST = `
const {readFileSync} = require('node:fs');
const {Worker} = require('node:worker_threads');
const tf = require('@tensorflow/tfjs');
const {RBM} = require('tfjs-dbn');
const train = require('./training.js');

const LONG_ENOUGH = 300_000;

test('learns what it learns in Node.js', async () => {
  expect(await train('saved')).toBe(readFileSync('learned.txt', 'utf8').trim());
}, LONG_ENOUGH);

test('says why a thread has ended', async () => {
  const told = [];
  const {postMessage} = Worker.prototype;
  const post = jest.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (message) {
    told.push(message);
    postMessage.call(this, message);
  });
  const onEpochEnd = () => {
    for (const {memory, address} of told) new Int32Array(memory.buffer, address).fill(2 ** 30, 0, 40);
  };
  const args = {engine: {type: 'wasm', threads: 2}, epochs: 3, batchSize: 50, verbose: 0, callbacks: {onEpochEnd}};
  const fit = new RBM({visible: 70, hidden: 45, seed: 1}).fit(tf.ones([200, 70]), args);
  await expect(fit).rejects.toThrow("of 2 has ended: 'memory access out of bounds'");
  post.mockRestore();
}, LONG_ENOUGH);
`;

/** Trains in Jest as it comes, in CommonJS and in a sandbox that refuses `import()`, and expects what plain Node.js learned. */
export function checkJest({write, run}: Project, {learned}: {learned: string}): void {
  write('learned.txt', learned);
  write('training.test.js', TEST);
  run(process.execPath, ['node_modules/jest/bin/jest.js', '--ci']);
  console.log('It learns the same in Jest, which ends by itself.');
}
