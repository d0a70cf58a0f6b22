import {importBuiltin} from '../../platform/builtinModule.js';
import {messageOf, show} from '../../check.js';
import {compileKernels} from './kernels.js';
import type {Team} from './Team.js';
import type {WasmMemory} from './WasmMemory.js';

/** After how many milliseconds the caller looks whether steps are done. */
const INTERVAL = 1;

/** After how many milliseconds a thread that has not started never will: some pages let it wait for ever. */
const LONGEST_START = 10_000;

/** What the workers of Node.js and of a page have in common. */
interface Thread {
  post(message: unknown): void;
  /** Says what it hears from the worker, and whether it has died. */
  listen(hooks: {message: (message: unknown) => void; death: (reason: string) => void}): void;
  terminate(): Promise<unknown>;
}

/**
 * What runs in each worker: it waits in the kernels for one step after the other, until it is told to end, or terminated.
 *
 * The first one writes down how many steps are done, where the caller looks from time to time. A message, which takes a tenth
 * of a step and wakes the caller on this thread's core, it sends only when it has nothing else to do.
 */
const WORKER = `
const port = typeof require === 'function' ? require('node:worker_threads').parentPort : self;
const ENDED = 'the training has ended';
const begin = ({module, memory, address, thread, posted, ended, done}) => {
  const words = new Int32Array(memory.buffer);
  const sleep = (place, old) => {
    Atomics.wait(words, place >>> 2, old);
    if (Atomics.load(words, ended) === 1) throw ENDED;
  };
  const wake = (place) => Atomics.notify(words, place >>> 2);
  const {setPlan, work} = new WebAssembly.Instance(module, {env: {memory, sleep, wake}}).exports;
  setPlan(address);
  port.postMessage('ready');
  try {
    for (let number = 0; ; ) {
      work(thread, number);
      ++number;
      if (thread > 0) continue;
      Atomics.store(words, done, number);
      if (Atomics.load(words, posted) === number) port.postMessage('done');
    }
  } catch (reason) {
    if (reason !== ENDED) throw reason;
  }
};
if (port.once) port.once('message', begin);
else port.onmessage = ({data}) => begin(data);
`;

/** Tells whether threads can share a memory here: in Node.js, and in a cross-origin isolated page. */
export function canShareMemory(): boolean {
  return isNode() || (typeof Worker === 'function' && globalThis.crossOriginIsolated);
}

/** Returns how many threads run at once here, as the system says; 1 where it says nothing. */
export async function countCores(): Promise<number> {
  if (!isNode()) return (navigator as {hardwareConcurrency?: number}).hardwareConcurrency ?? 1;
  const {availableParallelism} = await importBuiltin('node:os');
  return availableParallelism();
}

/**
 * Starts threads that share a memory.
 *
 * @throws Error when one cannot be started. Then no thread is left.
 */
export async function startThreads({memory, address, plan, done, words}: WasmMemory): Promise<Team> {
  const module = await compileKernels('threads');
  const posted = plan.control / 4;
  // In the line of the cache where the threads look anyway.
  const ended = posted + 1;
  const threads: Thread[] = [];
  let failure: Error | undefined;
  /** Those who wait, for the start or for a step: the first one's turn is the next to come. */
  const waiting: {resolve: () => void; reject: (error: Error) => void}[] = [];
  const wait = (): Promise<void> =>
    new Promise((resolve, reject) => {
      if (failure === undefined) waiting.push({resolve, reject});
      else reject(failure);
    });
  const wake = (): void => {
    Atomics.notify(new Int32Array(words.buffer), posted);
  };
  const end = async (): Promise<void> => {
    // Chromium gives a worker that sleeps two more seconds, and keeps its memory for as long.
    Atomics.store(words, ended, 1);
    wake();
    await Promise.all(threads.map((thread) => thread.terminate()));
  };

  let missing = plan.threads;
  let heard = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Resolves the steps that are done. */
  const look = (): void => {
    clearTimeout(timer);
    timer = undefined;
    for (const steps = Atomics.load(words, done / 4); heard < steps; ++heard) waiting.shift()?.resolve();
    if (waiting.length > 0) timer = setTimeout(look, INTERVAL);
  };
  const message = (said: unknown): void => {
    if (said === 'done') look();
    else if (--missing === 0) waiting.shift()?.resolve();
  };
  const fail = (reason: string): void => {
    failure ??= new Error(reason);
    for (const {reject} of waiting.splice(0)) reject(failure);
  };
  const begin = (thread: Thread, number: number): void => {
    // At once, so that it is ended when another one cannot be started.
    threads.push(thread);
    const death = (reason: string): void =>
      fail(`thread ${number + 1} of ${plan.threads} has ended: ${reason}`);
    thread.listen({message, death});
    thread.post({module, memory, address, thread: number, posted, ended, done: done / 4});
  };
  const late = setTimeout(() => fail(`${missing} of ${plan.threads} threads do not start`), LONGEST_START);
  try {
    for (let number = 0; number < plan.threads; ++number) begin(await startThread(), number);
    await wait();
  } catch (error) {
    await end();
    throw error;
  } finally {
    clearTimeout(late);
  }
  return {
    step(number) {
      const step = wait();
      Atomics.store(words, posted, number + 1);
      wake();
      timer ??= setTimeout(look, INTERVAL);
      return step;
    },
    end,
  };
}

async function startThread(): Promise<Thread> {
  if (!isNode()) return pageThread();
  const {Worker} = await importBuiltin('node:worker_threads');
  // Without the options of this process: a loader of TypeScript would be loaded by every thread.
  const worker = new Worker(WORKER, {eval: true, execArgv: [], env: {}});
  return {
    post: (message) => worker.postMessage(message),
    listen({message, death}) {
      worker.on('message', message);
      worker.on('error', (error) => death(show(messageOf(error))));
      worker.on('exit', (code) => death(`exit code ${code}`));
    },
    terminate: () => worker.terminate(),
  };
}

/** Where a page finds what its workers run, once it was asked for: one for all, so that no other has to be revoked. */
let workerUrl: string | undefined;

function pageThread(): Thread {
  workerUrl ??= URL.createObjectURL(new Blob([WORKER], {type: 'text/javascript'}));
  const worker = new Worker(workerUrl);
  return {
    post: (message) => worker.postMessage(message),
    listen({message, death}) {
      worker.onmessage = ({data}) => message(data);
      worker.onerror = (event) => {
        // The caller hears of it: the page's own handlers of errors need not.
        event.preventDefault();
        death(event.message || 'the page does not let it start');
      };
    },
    terminate() {
      worker.terminate();
      return Promise.resolve();
    },
  };
}

function isNode(): boolean {
  return (
    typeof process === 'object' && typeof (process.versions as {node?: string} | undefined)?.node === 'string'
  );
}
