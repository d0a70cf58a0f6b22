import {Worker} from 'node:worker_threads';
import {startHelpers} from '../../src/wasmBackend/helpers.js';
import {createMultiplier} from '../../src/wasmBackend/multiplier.js';
import type {Product} from '../../src/wasmBackend/Product.js';
import type {Workspace} from '../../src/wasmBackend/workspace.js';

/** Places of the words that threads tell each other; see `kernels/matmul/plan.ts`. */
const PLACES = {remaining: 64 / 4, done: 128 / 4, sleepers: 192 / 4, plan: 256 / 4};

/** A product of numbers whose sums are exact, so that every order of adding gives the same. */
function example({rows, terms, columns}: {rows: number; terms: number; columns: number}): Product {
  return {
    ...{rows, terms, columns, transposeA: false, transposeB: false},
    a: Float32Array.from({length: rows * terms}, (_, place) => (place * 7) % 5),
    b: Float32Array.from({length: terms * columns}, (_, place) => (place * 11) % 3),
    out: new Float32Array(rows * columns),
  };
}

function expected({a, b, rows, terms, columns}: Product): Float32Array {
  const out = new Float32Array(rows * columns);
  for (let row = 0; row < rows; ++row) {
    for (let term = 0; term < terms; ++term) {
      for (let column = 0; column < columns; ++column) {
        out[row * columns + column]! += a[row * terms + term]! * b[term * columns + column]!;
      }
    }
  }
  return out;
}

/** Waits for the helpers of a workspace to be up, and asleep for want of work. */
async function sleepers({memory}: Workspace, count: number): Promise<void> {
  const words = new Int32Array(memory.buffer);
  while (Atomics.load(words, PLACES.sleepers) < count) await new Promise((resolve) => setTimeout(resolve, 1));
}

/**
 * Multiplies until a thread has taken a task, which it goes on with as it is told to.
 *
 * @returns How many threads each memory was for, and the product.
 */
async function multiplyWithThief(withTask: string): Promise<{threads: number[]; product: Product}> {
  let thief!: Worker;
  const isTaken = new Int32Array(new SharedArrayBuffer(4));
  const threads: number[] = [];
  const multiplier = createMultiplier({
    threads: 2,
    start: (workspace) => {
      threads.push(workspace.threads);
      if (workspace.threads === 1) return () => undefined;
      const code = `
        const {parentPort, workerData} = require('node:worker_threads');
        const {memory, isTaken, remaining, done, plan} = workerData;
        const words = new Int32Array(memory.buffer);
        parentPort.postMessage('ready');
        let task = -1;
        while (task < 0) if (Atomics.load(words, remaining) > 0) task = Atomics.sub(words, remaining, 1) - 1;
        Atomics.store(isTaken, 0, 1);
        ${withTask}
      `;
      const workerData = {...PLACES, memory: workspace.memory, isTaken};
      thief = new Worker(code, {eval: true, execArgv: [], workerData});
      return () => void thief.terminate();
    },
  });
  const small = example({rows: 0, terms: 1, columns: 1});
  multiplier.multiply(small);
  await new Promise((resolve) => thief.once('message', resolve));
  const product = example({rows: 400, terms: 400, columns: 640});
  while (Atomics.load(isTaken, 0) === 0) {
    product.out.fill(-1);
    multiplier.multiply(product);
  }
  multiplier.end();
  return {threads, product};
}

describe('a multiplier', () => {
  it('multiplies with threads that have slept, again and again', async () => {
    let workspace!: Workspace;
    const multiplier = createMultiplier({
      threads: 3,
      start: (begun) => {
        workspace = begun;
        return startHelpers(begun);
      },
    });
    const product = example({rows: 40, terms: 90, columns: 330});
    const values = expected(product);
    multiplier.multiply(product);
    for (let sleep = 0; sleep < 3; ++sleep) {
      await sleepers(workspace, 2);
      for (let turn = 0; turn < 100; ++turn) {
        product.out.fill(-1);
        multiplier.multiply(product);
        // As bytes: Jest takes its time with long arrays.
        expect(Buffer.compare(Buffer.from(product.out.buffer), Buffer.from(values.buffer))).toBe(0);
      }
    }
    multiplier.end();
  });

  it('takes a larger memory for a larger product, with threads of its own', () => {
    const sizes: number[] = [];
    let ended = 0;
    const multiplier = createMultiplier({
      threads: 2,
      start: ({memory}) => {
        sizes.push(memory.buffer.byteLength);
        return () => ++ended;
      },
    });
    for (const terms of [10, 20, 20_000, 10]) {
      const product = example({rows: 3, terms, columns: 300});
      multiplier.multiply(product);
      expect(product.out).toEqual(expected(product));
    }
    expect(sizes).toHaveLength(2);
    expect(sizes[1]).toBeGreaterThan(sizes[0]!);
    expect(ended).toBe(1);
    multiplier.end();
    expect(ended).toBe(2);
  });

  it('does what is left to it by threads that have died', async () => {
    let workspace!: Workspace;
    const multiplier = createMultiplier({
      threads: 2,
      start: (begun) => {
        workspace = begun;
        return startHelpers(begun);
      },
    });
    const product = example({rows: 40, terms: 90, columns: 330});
    multiplier.multiply(product);
    await sleepers(workspace, 1);
    multiplier.end();
    product.out.fill(-1);
    multiplier.multiply(product);
    expect(product.out).toEqual(expected(product));
  });

  it('goes on alone when a thread has taken a task and does not finish it', async () => {
    const {threads, product} = await multiplyWithThief('');
    expect(threads).toEqual([2, 1]);
    expect(product.out).toEqual(expected(product));
  });

  it('finds what a thread has finished though nothing has woken it', async () => {
    const {threads, product} = await multiplyWithThief(`
      const [rows, terms, columns, a, , , b, , , out] = words.subarray(plan);
      const floats = new Float32Array(memory.buffer);
      for (let row = 0; row < rows; ++row) {
        for (let column = 32 * task; column < 32 * (task + 1); ++column) {
          let sum = 0;
          for (let term = 0; term < terms; ++term) {
            sum += floats[a / 4 + row * terms + term] * floats[b / 4 + term * columns + column];
          }
          floats[out / 4 + row * columns + column] = sum;
        }
      }
      // The caller has long fallen asleep.
      Atomics.wait(isTaken, 0, 1, 200);
      Atomics.add(words, done, 1);
    `);
    expect(threads).toEqual([2]);
    expect(product.out).toEqual(expected(product));
  });
});
