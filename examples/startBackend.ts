import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import {fastWasmMatMul} from 'tfjs-dbn';

// Not a literal: the compiler would look for the package, which need not be there.
const NATIVE: string = '@tensorflow/tfjs-node';

/**
 * Starts tfjs-node's backend where it is installed, else the wasm backend, with a matrix product that suits training.
 *
 * @returns Which one, for people.
 */
export async function startBackend(): Promise<string> {
  if (await canImport(NATIVE)) {
    await tf.setBackend('tensorflow');
    return 'tfjs-node';
  }
  await tf.setBackend('wasm');
  fastWasmMatMul();
  return 'the wasm backend (tfjs-node is not installed)';
}

async function canImport(name: string): Promise<boolean> {
  try {
    await import(name);
    return true;
  } catch {
    return false;
  }
}
