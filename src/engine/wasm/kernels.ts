import {KERNELS} from './kernelBinary.js';
import type {WasmMemory} from './WasmMemory.js';

/** What the kernels export; see `kernels/index.ts`. */
export interface Kernels {
  setPlan(address: number): void;
  setStep(number: number): void;
  countTasks(phase: number): number;
  run(phase: number, first: number, last: number, thread: number): void;
  work(thread: number, number: number): void;
}

let compiled: Promise<WebAssembly.Module> | undefined;

/** Compiles the kernels, once. */
export function compileKernels(): Promise<WebAssembly.Module> {
  compiled ??= WebAssembly.compile(Uint8Array.from(atob(KERNELS), (character) => character.charCodeAt(0)));
  return compiled;
}

/** Makes the kernels work on a memory, for a single thread: nobody ever waits. */
export async function instantiateKernels({memory, address}: WasmMemory): Promise<Kernels> {
  const instance = await WebAssembly.instantiate(await compileKernels(), {
    env: {memory, sleep: alone, wake: alone},
  });
  const kernels = instance.exports as unknown as Kernels;
  kernels.setPlan(address);
  return kernels;
}

function alone(): never {
  throw new Error('a single thread has nobody to wait for');
}
