import * as tf from '@tensorflow/tfjs-core';
import {argumentError, checkArgs, checkInteger, show} from '../check.js';
import {gatherV2} from './gatherV2.js';
import {canStartHelpers, defaultThreads} from './helpers.js';
import {batchMatMul, fusedMatMul} from './matMulKernels.js';
import {createMultiplier} from './multiplier.js';

/** Options of {@link fastWasmMatMul}. */
export interface FastWasmMatMulArgs {
  /**
   * Threads that share a product, the calling one included: an integer >= 1, and 1 in a page and in Node.js before 20.16. The
   * values do not depend on it. The first caller decides, until everybody has restored the kernels.
   *
   * @defaultValue As many as run at once, but at most 8, in Node.js 20.16 or later; 1 elsewhere
   */
  threads?: number;
}

/** What puts the original kernels back, while any caller wants them replaced, and how many do. */
let restoreAll: (() => void) | undefined;
let users = 0;

/**
 * Makes `model.fit` on the wasm backend faster, ten times for a 784-500-500-10 network on two cores, until the function
 * that it returns is called.
 *
 * That backend multiplies by a scalar loop where a side is transposed, as in the gradients of a dense layer, or where
 * there are many matrices; it takes long to pack weights, anew after each step; and it gathers the rows of a batch value
 * by value. This replaces its kernels `BatchMatMul`, `_FusedMatMul` and `GatherV2` by vectorised ones. In Node.js, threads
 * share a product; they do not keep the process alive.
 *
 * Values are the original's, up to rounding where it runs the scalar loop. They do not depend on the number of threads.
 * Where the original is wrong, these are right: it adds a bias to a part of the values only where a side is transposed or
 * there are several matrices, and makes too few values of matrices that are broadcast on both sides.
 *
 * ```ts
 * const restore = fastWasmMatMul();
 * await model.fit(x, y);
 * restore();
 * ```
 *
 * @returns A function that puts the original kernels back and ends the threads, once every other caller has done so too; a
 *   second call of it does nothing.
 * @throws TypeError or RangeError for an option that is wrong; Error when the wasm backend has not been imported.
 */
export function fastWasmMatMul(args: FastWasmMatMulArgs = {}): () => void {
  checkArgs(args, {where: 'fastWasmMatMul', known: ['threads']});
  const {threads = defaultThreads()} = args;
  checkThreads(threads);
  restoreAll ??= replaceAll(threads);
  ++users;
  let isUser = true;
  return () => {
    if (!isUser) return;
    isUser = false;
    if (--users > 0) return;
    restoreAll!();
    restoreAll = undefined;
  };
}

function checkThreads(threads: unknown): void {
  const where = 'fastWasmMatMul: threads';
  if (checkInteger(threads, {where, min: 1}) === 1 || canStartHelpers()) return;
  const condition = '1 in a page and in Node.js before 20.16';
  throw argumentError(RangeError, {where, condition, got: show(threads)});
}

function replaceAll(threads: number): () => void {
  const originals = ['BatchMatMul', '_FusedMatMul', 'GatherV2'].map((kernelName) => {
    const kernel = tf.getKernel(kernelName, 'wasm') as tf.KernelConfig | undefined;
    if (kernel !== undefined) return kernel;
    throw argumentError(Error, {
      where: 'fastWasmMatMul: @tensorflow/tfjs-backend-wasm',
      condition: 'imported first',
      got: 'no such backend',
    });
  });
  const [product, fused, gather] = originals as [tf.KernelConfig, tf.KernelConfig, tf.KernelConfig];
  const multiplier = createMultiplier({threads});
  [batchMatMul(product, multiplier), fusedMatMul(fused, multiplier), gatherV2(gather)].forEach(register);
  return () => {
    originals.forEach(register);
    multiplier.end();
  };
}

function register(kernel: tf.KernelConfig): void {
  tf.unregisterKernel(kernel.kernelName, kernel.backendName);
  tf.registerKernel(kernel);
}
