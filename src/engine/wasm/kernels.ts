import {ALONE} from './generated/aloneBinary.js';
import {THREADS} from './generated/threadsBinary.js';

/** What the kernels for a single thread export; see `kernels/alone.ts`. */
export interface Kernels {
  setPlan(address: number): void;
  /** 0 for false. */
  beginStep(number: number): number;
  countTasks(stage: number): number;
  countTogether(stage: number): number;
  run(stage: number, first: number, last: number, thread: number): void;
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

/** The kernels in two forms of the same arithmetic: for threads that share a memory, and for one that has its own. */
const FORMS = {threads: THREADS, alone: ALONE};

const compiled: {[Form in keyof typeof FORMS]?: Promise<WebAssembly.Module> | undefined} = {};

/**
 * Compiles the kernels, once.
 *
 * @throws Error where WebAssembly is missing, has no SIMD, or is forbidden by the page's policy; for threads, also where it has
 *   none.
 */
export async function compileKernels(form: keyof typeof FORMS): Promise<WebAssembly.Module> {
  try {
    return await (compiled[form] ??= compile(FORMS[form]));
  } catch (error) {
    compiled[form] = undefined;
    throw error;
  }
}

async function compile(kernels: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(Uint8Array.from(atob(kernels), (character) => character.charCodeAt(0)));
}

/**
 * Makes the kernels work on a memory, for a single thread.
 *
 * @throws Error where they cannot be compiled.
 */
export async function instantiateKernels(memory: WebAssembly.Memory): Promise<Kernels> {
  const {exports} = await WebAssembly.instantiate(await compileKernels('alone'), {env: {memory}});
  return exports as unknown as Kernels;
}

/**
 * Checks that the kernels can run here, on the caller's thread at least.
 *
 * @throws Error where they cannot be compiled, or have no memory.
 */
export async function checkKernels(): Promise<void> {
  await instantiateKernels(new WebAssembly.Memory({initial: 1, maximum: 1}));
}
