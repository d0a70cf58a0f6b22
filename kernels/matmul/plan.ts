/** Words of the memory's first bytes that threads change, each on a cache line of its own. */
// @ts-ignore: a decorator of AssemblyScript.
@inline export const ROUND: usize = 0;
// @ts-ignore: a decorator of AssemblyScript.
@inline export const REMAINING: usize = 64;
// @ts-ignore: a decorator of AssemblyScript.
@inline export const DONE: usize = 128;
// @ts-ignore: a decorator of AssemblyScript.
@inline export const SLEEPERS: usize = 192;

/** Columns of a task: two cache lines of a row, so that no two threads write to one line too often. */
export const TASK_COLUMNS: u32 = 32;

// The product's plan, which `src/wasmBackend/workspace.ts` writes in this order: addresses, counts, and strides in bytes.
const PLAN: usize = 256;
// @ts-ignore: a decorator of AssemblyScript.
@inline export function rows(): u32 { return load<u32>(PLAN); }
// @ts-ignore: a decorator of AssemblyScript.
@inline export function terms(): u32 { return load<u32>(PLAN, 4); }
// @ts-ignore: a decorator of AssemblyScript.
@inline export function columns(): u32 { return load<u32>(PLAN, 8); }
/** The left-hand side, a[row, term]. */
// @ts-ignore: a decorator of AssemblyScript.
@inline export function a(): usize { return load<u32>(PLAN, 12); }
// @ts-ignore: a decorator of AssemblyScript.
@inline export function aRowStride(): u32 { return load<u32>(PLAN, 16); }
// @ts-ignore: a decorator of AssemblyScript.
@inline export function aTermStride(): u32 { return load<u32>(PLAN, 20); }
/** The right-hand side, b[term, column]. */
// @ts-ignore: a decorator of AssemblyScript.
@inline export function b(): usize { return load<u32>(PLAN, 24); }
// @ts-ignore: a decorator of AssemblyScript.
@inline export function bTermStride(): u32 { return load<u32>(PLAN, 28); }
// @ts-ignore: a decorator of AssemblyScript.
@inline export function bColumnStride(): u32 { return load<u32>(PLAN, 32); }
/** The product, row by row. */
// @ts-ignore: a decorator of AssemblyScript.
@inline export function out(): usize { return load<u32>(PLAN, 36); }
/** The left-hand side in panels of 4 rows, `[rows / 4][terms][4]`. */
// @ts-ignore: a decorator of AssemblyScript.
@inline export function packed(): usize { return load<u32>(PLAN, 40); }
/** The terms to add for each of these panels, and last the list of all terms: see `listTerms`. */
// @ts-ignore: a decorator of AssemblyScript.
@inline export function lists(): usize { return load<u32>(PLAN, 44); }
/** A panel of 8 columns for each thread, `[terms][8]`. */
// @ts-ignore: a decorator of AssemblyScript.
@inline export function panels(): usize { return load<u32>(PLAN, 48); }
