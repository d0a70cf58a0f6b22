import {builtinModule} from '../platform/builtinModule.js';
import {PRODUCT_HELPER} from './generated/productHelper.js';
import type {Workspace} from './workspace.js';

/** What a helper is told. */
export interface HelperData {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** Its number, from 1: the caller is the first. */
  thread: number;
}

/** More threads would have less than two tasks each in a product with 500 columns. */
const MAX_THREADS = 8;

/** Tells whether threads can be started at once: in Node.js, whose modules are at hand without an import since 20.16. */
export function canStartHelpers(): boolean {
  return builtinModule('node:worker_threads') !== undefined;
}

/** Returns how many threads share a product where nobody says: 1 where there can be no helpers. */
export function defaultThreads(): number {
  return Math.min(MAX_THREADS, builtinModule('node:os')?.availableParallelism() ?? 1);
}

/**
 * Starts the threads of a workspace, the caller's aside, of which there are some only where {@link canStartHelpers}; until
 * they run, the caller multiplies alone.
 *
 * @returns What ends them.
 */
export function startHelpers({memory, module, threads}: Workspace): () => void {
  const workers = Array.from({length: threads - 1}, (_, index) => {
    const {Worker} = builtinModule('node:worker_threads')!;
    const workerData: HelperData = {module, memory, thread: index + 1};
    // Without the options of this process: a loader of TypeScript would be loaded by every thread.
    const worker = new Worker(PRODUCT_HELPER, {eval: true, execArgv: [], env: {}, workerData});
    // Whoever has died takes no tasks.
    worker.on('error', () => undefined);
    worker.unref();
    return worker;
  });
  return () => workers.forEach((worker) => void worker.terminate());
}
