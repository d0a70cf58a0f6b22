import {writeRecord} from '../kernelRecords.js';
import {PLAN_ADDRESS, PRODUCT} from './generated/contract.js';
import {MATMUL} from './generated/matMulBinary.js';
import type {Product} from './Product.js';

/** What the kernels export; see `kernels/matmul/share.ts`. */
interface Kernels {
  multiply(): number;
}

/** A memory for products up to a size, and the kernels that work on it. */
export interface Workspace {
  memory: WebAssembly.Memory;
  module: WebAssembly.Module;
  threads: number;
  /**
   * Multiplies, as many rows at once as are told.
   *
   * @returns Whether it is done; false where a thread does not finish what it has begun, and may still write to the memory.
   */
  multiply(product: Product, rowsAtOnce: number): boolean;
}

const PAGE = 2 ** 16;

/** Where the operands begin; before them lie what threads tell each other, and the plan. */
const FIRST_FREE = 512;

/** Bytes of a cache line: parts of the memory begin with one, and the kernels read up to one behind the operands. */
const LINE = 64;

let compiled: WebAssembly.Module | undefined;

/** Returns a workspace for so many threads, the caller included. */
export function createWorkspace({bytes, threads}: {bytes: number; threads: number}): Workspace {
  // At once, and not asynchronously: the module is smaller than the 4 KB that a page may compile so.
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(MATMUL), (character) => character.charCodeAt(0)));
  const module = compiled;
  const pages = Math.ceil(bytes / PAGE);
  const memory = new WebAssembly.Memory({initial: pages, maximum: pages, shared: true});
  const kernels = new WebAssembly.Instance(module, {env: {memory, ...sleepAndWake(memory)}})
    .exports as unknown as Kernels;
  const floats = new Float32Array(memory.buffer);
  const words = new Uint32Array(memory.buffer);

  const multiply = (product: Product, rowsAtOnce: number): boolean => {
    const {a, b, out, rows, terms, columns, transposeA, transposeB} = product;
    const places = layOut(product, {rowsAtOnce, threads});
    floats.set(b, places.b / 4);
    for (let first = 0; first < rows; first += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, rows - first);
      if (!transposeA) {
        floats.set(a.subarray(first * terms, (first + count) * terms), places.a / 4);
      } else if (count === rows) {
        floats.set(a, places.a / 4);
      } else {
        for (let term = 0; term < terms; ++term) {
          const from = term * rows + first;
          floats.set(a.subarray(from, from + count), places.a / 4 + term * count);
        }
      }
      const [aRowStride, aTermStride] = transposeA ? [4, 4 * count] : [4 * terms, 4];
      const [bTermStride, bColumnStride] = transposeB ? [4, 4 * terms] : [4 * columns, 4];
      writeRecord({floats, words}, PLAN_ADDRESS, {
        fields: PRODUCT,
        values: {
          ...{rows: count, terms, columns},
          ...places,
          ...{aRowStride, aTermStride, bTermStride, bColumnStride},
        },
      });
      if (kernels.multiply() === 0) return false;
      out.set(floats.subarray(places.out / 4, places.out / 4 + count * columns), first * columns);
    }
    return true;
  };
  return {memory, module, threads, multiply};
}

/** Returns how the kernels wait for helpers; without any they never do, which the main thread of a page could not. */
function sleepAndWake({buffer}: WebAssembly.Memory): WebAssembly.ModuleImports {
  const words = new Int32Array(buffer);
  return {
    sleep: (address: number, old: number, milliseconds: number) =>
      Atomics.wait(words, address / 4, old, milliseconds) === 'timed-out',
    wake: (address: number, count: number) => Atomics.notify(words, address / 4, count),
  };
}

/** Returns how many bytes a workspace needs for a product. */
export function countBytes(
  product: Omit<Product, 'a' | 'b' | 'out'>,
  args: {rowsAtOnce: number; threads: number},
): number {
  return layOut(product, args).end;
}

function layOut(
  {terms, columns}: Pick<Product, 'terms' | 'columns'>,
  {rowsAtOnce, threads}: {rowsAtOnce: number; threads: number},
): Record<'a' | 'b' | 'out' | 'packed' | 'lists' | 'panels' | 'end', number> {
  const height = Math.ceil(rowsAtOnce / 4);
  let end = FIRST_FREE;
  const place = (words: number): number => {
    const start = end;
    end += (Math.ceil((4 * words) / LINE) + 1) * LINE;
    return start;
  };
  return {
    a: place(rowsAtOnce * terms),
    b: place(terms * columns),
    out: place(rowsAtOnce * columns),
    packed: place(4 * height * terms),
    // One list for each four rows, and one of all terms.
    lists: place((height + 1) * (terms + 1)),
    panels: place(threads * (8 * terms + 32)),
    end,
  };
}
