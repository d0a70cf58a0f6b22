import {startHelpers} from './helpers.js';
import type {Product} from './Product.js';
import {countBytes, createWorkspace, type Workspace} from './workspace.js';

/** Multiplies matrices, on several threads. */
export interface Multiplier {
  multiply(product: Product): void;
  /** Ends the threads. */
  end(): void;
}

/** Bytes of the first workspace: enough for layers of two million weights. */
const FIRST_BYTES = 2 ** 24;

/** What WebAssembly can address. */
const MAX_BYTES = 2 ** 32;

/** Values of the left-hand side that are multiplied at once: 1 MB, which stays in the second cache. */
const LEFT_VALUES = 2 ** 18;

/** Values of the product that are made at once, so that the memory stays small. */
const OUT_VALUES = 2 ** 22;

/** Rows that are worth packing the right-hand side for. */
const MIN_ROWS = 64;

/** @param args - `threads`: the calling one included; `start`: what starts the others. */
export function createMultiplier({
  threads,
  start = startHelpers,
}: {
  threads: number;
  start?: typeof startHelpers;
}): Multiplier {
  let workspace: Workspace | undefined;
  let bytes = FIRST_BYTES;
  let end = (): void => undefined;
  return {
    multiply(product) {
      const rowsAtOnce = countRowsAtOnce(product);
      const needed = countBytes(product, {rowsAtOnce, threads});
      if (workspace === undefined || needed > bytes) {
        end();
        if (needed > bytes) bytes = Math.min(2 * needed, MAX_BYTES);
        workspace = createWorkspace({bytes, threads});
        end = start(workspace);
      }
      if (workspace.multiply(product, rowsAtOnce)) return;
      // A thread has hung: it keeps that memory, and the caller goes on alone.
      end();
      threads = 1;
      workspace = createWorkspace({bytes, threads});
      end = start(workspace);
      workspace.multiply(product, rowsAtOnce);
    },
    end: () => end(),
  };
}

function countRowsAtOnce({rows, terms, columns}: Product): number {
  const most = Math.max(
    MIN_ROWS,
    Math.min(LEFT_VALUES / Math.max(1, terms), OUT_VALUES / Math.max(1, columns)),
  );
  const parts = Math.ceil(rows / most);
  return 4 * Math.ceil(rows / Math.max(1, parts) / 4);
}
