// What runs in each thread that helps with matrix products: it takes part in every one, until it is terminated.
//
// `npm run kernels` embeds it in the package: it imports nothing.

import type {HelperData} from '../../src/wasmBackend/helpers.js';

const {module, memory, thread} = (require('node:worker_threads') as {workerData: HelperData}).workerData;
const words = new Int32Array(memory.buffer);
const sleep = (address: number, old: number, milliseconds: number): boolean =>
  Atomics.wait(words, address / 4, old, milliseconds) === 'timed-out';
const wake = (address: number, count: number): number => Atomics.notify(words, address / 4, count);
const {help} = new WebAssembly.Instance(module, {env: {memory, sleep, wake}}).exports;
(help as (thread: number) => void)(thread);
