// What runs in each thread of a training. It waits in the kernels for one step after the other, until it is told to end, or
// terminated.
//
// The first one writes down how many steps are done, where the caller looks from time to time. A message, which takes a tenth
// of a step and wakes the caller on this thread's core, it sends only when it has nothing else to do.
//
// `npm run kernels` embeds it in the package: it imports nothing.

import type {ThreadStart} from '../../src/engine/wasm/threads.js';

/** What the kernels export to a thread; see `kernels/index.ts`. */
interface Kernels {
  setPlan: (address: number) => void;
  work: (thread: number, number: number) => void;
}

/** The way to the caller, in Node.js and in a page. */
interface Port {
  postMessage(message: string): void;
  once?(event: 'message', hear: (start: ThreadStart) => void): void;
  onmessage?: (event: {data: ThreadStart}) => void;
}

const port: Port =
  typeof require === 'function'
    ? (require('node:worker_threads') as {parentPort: Port}).parentPort
    : (globalThis as unknown as Port);
const ENDED = 'the training has ended';

function begin({module, memory, address, thread, posted, ended, done}: ThreadStart): void {
  const words = new Int32Array(memory.buffer);
  const sleep = (place: number, old: number): void => {
    Atomics.wait(words, place >>> 2, old);
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- it passes through WebAssembly, and has no stack to keep.
    if (Atomics.load(words, ended) === 1) throw ENDED;
  };
  const wake = (place: number): number => Atomics.notify(words, place >>> 2);
  const instance = new WebAssembly.Instance(module, {env: {memory, sleep, wake}});
  const {setPlan, work} = instance.exports as unknown as Kernels;
  setPlan(address);
  port.postMessage('ready');
  try {
    for (let number = 0; ;) {
      work(thread, number);
      ++number;
      if (thread > 0) continue;
      Atomics.store(words, done, number);
      if (Atomics.load(words, posted) === number) port.postMessage('done');
    }
  } catch (reason) {
    if (reason !== ENDED) throw reason;
  }
}

if (port.once) port.once('message', begin);
else port.onmessage = ({data}) => begin(data);
