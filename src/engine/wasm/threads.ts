import {importBuiltin} from '../../platform/builtinModule.js';
import {messageOf, show} from '../../check.js';
import {ENDED, POSTED} from './generated/contract.js';
import {TRAINING_THREAD} from './generated/trainingThread.js';
import {compileKernels} from './kernels.js';
import type {Team} from './Team.js';
import type {Arena} from './Arena.js';

/** After how many milliseconds the caller looks whether steps are done. */
const INTERVAL = 1;

/** After how many milliseconds a thread that has not started never will: some pages let it wait for ever. */
const LONGEST_START = 10_000;

/** What the workers of Node.js and of a page have in common. */
interface Thread {
  post(message: ThreadStart): void;
  /** Says what it hears from the worker, and whether it has died. */
  listen(hooks: {message: (message: unknown) => void; death: (reason: string) => void}): void;
  terminate(): Promise<unknown>;
}

/** What a thread is told once. */
export interface ThreadStart {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** Of the plan, in bytes. */
  address: number;
  /** Its number, from 0. */
  thread: number;
  /** The words that hold how many steps are posted, whether the training has ended, and how many steps are done. */
  posted: number;
  ended: number;
  done: number;
}

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
export async function startThreads({memory, address, plan, done, words}: Arena): Promise<Team> {
  const module = await compileKernels('threads');
  const posted = (plan.control + POSTED) / 4;
  const ended = (plan.control + ENDED) / 4;
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
  const worker = new Worker(TRAINING_THREAD, {eval: true, execArgv: [], env: {}});
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
  workerUrl ??= URL.createObjectURL(new Blob([TRAINING_THREAD], {type: 'text/javascript'}));
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
