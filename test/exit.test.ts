import {execFile} from 'node:child_process';
import {promisify} from 'node:util';

/** What each program begins with. */
const HEAD = `
import {Worker} from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import {fastWasmMatMul, RBM} from './src/index.ts';

await tf.setBackend('wasm');
const rbm = new RBM({visible: 40, hidden: 40, seed: 1});
const x = tf.ones([200, 40]);
const args = {engine: {type: 'wasm', threads: 2}, epochs: 3, batchSize: 20, verbose: 0};
const failed = ({message}) => console.log(message);
`;

/** A process that has not ended by then never will: this is only so that none is left. */
const FAR_TOO_LONG = 100_000;

describe('a process ends by itself', () => {
  it.each([
    ['has trained on threads', "await rbm.fit(x, args); console.log('trained');", 'trained'],
    [
      'has tried to, and found no finite parameters',
      'await rbm.fit(x, {...args, learningRate: 1e39}).catch(failed);',
      'fit: parameters must be finite, got NaN or infinity',
    ],
    [
      'has tried to, and lost a thread',
      `
      let victim;
      const {postMessage} = Worker.prototype;
      Worker.prototype.postMessage = function (message, ...rest) {
        if (message.thread === 1) victim = this;
        postMessage.call(this, message, ...rest);
      };
      const callbacks = {onBatchEnd: (batch) => batch === 1 && victim.terminate()};
      await rbm.fit(x, {...args, callbacks}).catch(failed);
      `,
      'got a failure (thread 2 of 2 has ended: exit code 1)',
    ],
    [
      'has multiplied on threads, without an end of them',
      `
      fastWasmMatMul({threads: 2});
      tf.matMul(tf.ones([200, 300]), tf.ones([300, 200])).dispose();
      console.log('multiplied');
      `,
      'multiplied',
    ],
  ])('when it %s', async (_, code, output) => {
    const {stdout} = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', HEAD + code],
      {timeout: FAR_TOO_LONG},
    );
    expect(stdout).toContain(output);
  });
});
