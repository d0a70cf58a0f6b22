import {getBackend} from '@tensorflow/tfjs-core';

/** tfjs's backends that compute where the wasm engine does, and while the caller waits. */
const CPU_BACKENDS = ['cpu', 'wasm', 'tensorflow'];

/** Tells whether tf ops run on the CPU. */
export function computesOnCpu(): boolean {
  return CPU_BACKENDS.includes(getBackend());
}
