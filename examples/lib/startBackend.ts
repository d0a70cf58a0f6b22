import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import {fastWasmMatMul, type FastWasmMatMulArgs} from 'tfjs-dbn';

// Not a literal: the compiler would look for the package, which need not be there.
const NATIVE: string = '@tensorflow/tfjs-node';

/**
 * Starts tfjs-node's backend where it is installed and works, else the wasm backend, with a matrix product that suits
 * training.
 *
 * @param args - How many threads share a product; default as many as run at once.
 * @returns Which one, for people.
 */
export async function startBackend(args: FastWasmMatMulArgs = {}): Promise<string> {
  const problem = await startNative(args);
  if (problem === undefined) return 'tfjs-node';
  await tf.setBackend('wasm');
  fastWasmMatMul(args);
  return `wasm (${problem})`;
}

/** Starts tfjs-node's backend; returns why that is not possible, if it is not. */
async function startNative({threads}: FastWasmMatMulArgs): Promise<string | undefined> {
  try {
    // TensorFlow reads them when it starts.
    if (threads !== undefined) {
      process.env['TF_NUM_INTRAOP_THREADS'] ??= String(threads);
      process.env['TF_NUM_INTEROP_THREADS'] ??= String(threads);
    }
    await import(NATIVE);
    await tf.setBackend('tensorflow');
    // On a release of Node.js that it does not support, it loads and no op works.
    tf.tidy(() => tf.add(1, 1).dataSync());
    return undefined;
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    return code === 'ERR_MODULE_NOT_FOUND'
      ? 'tfjs-node is not installed'
      : `tfjs-node does not work: ${message}`;
  }
}
