import * as tf from '@tensorflow/tfjs-core';
import {argumentError, checkArgs, checkInteger} from '../check.js';
import {gatherRows} from './gatherKernel.js';
import {countThreads} from './helpers.js';
import {batchMatMul, fusedMatMul} from './matMulKernels.js';
import {createMultiplier} from './multiplier.js';

/** Options of {@link fastWasmMatMul}. */
export interface FastWasmMatMulArgs {
  /**
   * Threads that share a product, the calling one included. The values do not depend on it. The first caller decides, until
   * everybody has restored the kernels.
   *
   * @defaultValue As many as run at once, in Node.js 20.16 or later; 1 elsewhere
   */
  threads?: number;
}

/** What puts the original kernels back, while any caller wants them replaced, and how many do. */
let restoreAll: (() => void) | undefined;
let users = 0;

export function fastWasmMatMul(args: FastWasmMatMulArgs = {}): () => void {
  checkArgs(args, {where: 'fastWasmMatMul', known: ['threads']});
  const {threads = countThreads()} = args;
  checkInteger(threads, {where: 'fastWasmMatMul: threads', min: 1});
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
  [batchMatMul(product, multiplier), fusedMatMul(fused, multiplier), gatherRows(gather)].forEach(register);
  return () => {
    originals.forEach(register);
    multiplier.end();
  };
}

function register(kernel: tf.KernelConfig): void {
  tf.unregisterKernel(kernel.kernelName, kernel.backendName);
  tf.registerKernel(kernel);
}
