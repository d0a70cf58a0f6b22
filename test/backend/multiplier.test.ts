import {Worker} from 'node:worker_threads';
import {startHelpers} from '../../src/backend/helpers.js';
import {createMultiplier} from '../../src/backend/multiplier.js';
import type {Product} from '../../src/backend/Product.js';
import type {Workspace} from '../../src/backend/workspace.js';

/** Places of the words that threads tell each other; see `kernels/matmul/plan.ts`. */
const [REMAINING, SLEEPERS] = [64 / 4, 192 / 4];

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
  while (Atomics.load(words, SLEEPERS) < count) await new Promise((resolve) => setTimeout(resolve, 1));
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
    let thief!: Worker;
    const threads: number[] = [];
    const multiplier = createMultiplier({
      threads: 2,
      start: (workspace) => {
        threads.push(workspace.threads);
        if (workspace.threads === 1) return () => undefined;
        const code = `
          const words = new Int32Array(require('node:worker_threads').workerData.buffer);
          require('node:worker_threads').parentPort.postMessage('ready');
          while (!(Atomics.load(words, ${String(REMAINING)}) > 0 && Atomics.sub(words, ${String(REMAINING)}, 1) > 0));
        `;
        thief = new Worker(code, {eval: true, execArgv: [], workerData: workspace.memory});
        return () => void thief.terminate();
      },
    });
    const small = example({rows: 0, terms: 1, columns: 1});
    multiplier.multiply(small);
    await new Promise((resolve) => thief.once('message', resolve));
    const product = example({rows: 400, terms: 400, columns: 640});
    while (threads.length < 2) {
      product.out.fill(-1);
      multiplier.multiply(product);
    }
    expect(threads).toEqual([2, 1]);
    expect(product.out).toEqual(expected(product));
    multiplier.end();
  });
});
