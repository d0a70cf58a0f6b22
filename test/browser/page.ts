import * as tf from '@tensorflow/tfjs';
import {setWasmPaths} from '@tensorflow/tfjs-backend-wasm';
import {RBM} from 'tfjs-dbn';
import {data, parameters, pretrain, train, type Task} from './tasks.js';

/** What a test may ask of a page. */
export interface PageTasks {
  train(task: Task): Promise<number[][]>;
  pretrain(task: Task): Promise<number[][]>;
  trainAndWatch(task: Task): Promise<Watched>;
  trainInVain(task: Task): Promise<Failure>;
  setBackend(name: string): Promise<boolean>;
}

/** How the event loop went on during a training. */
interface Watched {
  /** How often a timer fired. */
  ticks: number;
  /** The longest time from one tick to the next, in milliseconds. */
  longest: number;
}

/** How a training failed, and what it left. */
interface Failure {
  message: string;
  /** The parameters after the last completed epoch. */
  kept: number[][];
  after: number[][];
  /** Whether the page's own handler of errors was called. */
  isHeard: boolean;
}

/** What each worker of the engine was told at its start. */
const told: {memory: WebAssembly.Memory; address: number}[] = [];

const tasks: PageTasks = {
  train,
  pretrain,

  async trainAndWatch(task) {
    const x = data(task);
    const rbm = new RBM(task.machine);
    let ticks = 0;
    let longest = 0;
    let last = performance.now();
    const tick = (): void => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
    };
    const timer = setInterval(() => {
      ++ticks;
      tick();
    }, 1);
    await rbm.fit(x, task.args);
    clearInterval(timer);
    tick();
    return {ticks, longest};
  },

  // The workers die after an epoch: what they are to find in the memory is then said to lie far behind it.
  async trainInVain(task) {
    let isHeard = false;
    addEventListener('error', () => (isHeard = true));
    const x = data(task);
    const rbm = new RBM(task.machine);
    let kept = parameters(rbm);
    const onEpochEnd = (): void => {
      kept = parameters(rbm);
      for (const {memory, address} of told) new Int32Array(memory.buffer, address).fill(2 ** 30, 0, 40);
    };
    const message = await rbm.fit(x, {...task.args, callbacks: {onEpochEnd}}).then(
      () => 'none',
      (error: unknown) => String(error),
    );
    return {message, kept, after: parameters(rbm), isHeard};
  },

  setBackend(name) {
    setWasmPaths('/wasm/');
    return tf.setBackend(name);
  },
};

// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own object below
const {postMessage} = Worker.prototype;
Worker.prototype.postMessage = function (message: (typeof told)[0]) {
  told.push(message);
  postMessage.call(this, message);
};

Object.assign(globalThis, {tasks});
