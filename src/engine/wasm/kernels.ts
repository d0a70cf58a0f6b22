import {KERNELS} from './kernelBinary.js';

/** What the kernels export; see `kernels/index.ts`. */
export interface Kernels {
  setPlan(address: number): void;
  /** 0 for false. */
  beginStep(number: number): number;
  countTasks(phase: number): number;
  countTogether(phase: number): number;
  run(phase: number, first: number, last: number, thread: number): void;
  work(thread: number, number: number): void;
  /** 0 for false. */
  addColumns: (
    values: number,
    rows: number,
    columns: number,
    sums: number,
    min: number,
    max: number,
  ) => number;
}

let compiled: Promise<WebAssembly.Module> | undefined;

/**
 * Compiles the kernels, once.
 *
 * @throws Error where WebAssembly is missing, or has no SIMD or threads, or is forbidden by the page's policy.
 */
export async function compileKernels(): Promise<WebAssembly.Module> {
  compiled ??= WebAssembly.compile(Uint8Array.from(atob(KERNELS), (character) => character.charCodeAt(0)));
  try {
    return await compiled;
  } catch (error) {
    compiled = undefined;
    throw error;
  }
}

/** Makes the kernels work on a memory, for a single thread: nobody ever waits. */
export async function instantiateKernels(memory: WebAssembly.Memory): Promise<Kernels> {
  const instance = await WebAssembly.instantiate(await compileKernels(), {
    env: {memory, sleep: alone, wake: alone},
  });
  return instance.exports as unknown as Kernels;
}

function alone(): never {
  throw new Error('a single thread has nobody to wait for');
}
