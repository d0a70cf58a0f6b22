/** Words of the memory's first bytes that threads change, each on a cache line of its own. */
@inline export const ROUND: usize = 0;
@inline export const REMAINING: usize = 64;
@inline export const DONE: usize = 128;
@inline export const SLEEPERS: usize = 192;

/** Columns of a task: two cache lines of a row, so that no two threads write to one line too often. */
export const TASK_COLUMNS: u32 = 32;

/** Where the plan of the product is. */
@inline export const PLAN_ADDRESS: usize = 256;

/** The product's plan, written by `createWorkspace`: counts, addresses, and strides in bytes. */
@unmanaged
class Product {
  rows: u32;
  terms: u32;
  columns: u32;
  /** The left-hand side, a[row, term]. */
  a: usize;
  aRowStride: u32;
  aTermStride: u32;
  /** The right-hand side, b[term, column]. */
  b: usize;
  bTermStride: u32;
  bColumnStride: u32;
  /** The product, row by row. */
  out: usize;
  /** The left-hand side in panels of 4 rows, `[rows / 4][terms][4]`. */
  packed: usize;
  /** The terms to add for each of these panels, and last the list of all terms: see `listTerms`. */
  lists: usize;
  /** A panel of 8 columns for each thread, `[terms][8]`. */
  panels: usize;
}

@inline export function plan(): Product { return changetype<Product>(PLAN_ADDRESS); }
