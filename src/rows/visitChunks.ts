import * as tf from '@tensorflow/tfjs-core';
import {computesOnCpu} from './tensorMemory.js';
import {gatherRows} from './gatherRows.js';
import {breather} from '../platform/nextTask.js';

/** How many values a chunk has at most, if it has more than one row. */
const VALUES = 200_000;

/** How many multiplications a chunk has at most where they would block the event loop: 10 ms of the cpu backend. */
const WORK = 2 ** 23;

/** Which rows of a matrix are visited. */
interface ChunksArgs {
  /** How many, evenly spaced over the matrix, which may be sorted. @defaultValue all of them */
  count?: number;
  /** For how many units each value is multiplied. @defaultValue 1 */
  units?: number;
}

/** A few rows of a matrix. */
export interface Chunk {
  /** `[rows, columns]`, float32; disposed when its visitor is done with it. */
  rows: tf.Tensor2D;
  /** The place of its first row among those that are visited. */
  firstRow: number;
}

/**
 * Visits a matrix a few rows at a time, so that a pass over data of any size needs little memory and does not block the
 * event loop.
 *
 * @param x - `[rows, columns]`
 */
export async function visitChunks(
  x: tf.Tensor2D,
  visit: (chunk: Chunk) => void | Promise<void>,
  args: ChunksArgs = {},
): Promise<void> {
  const breathe = breather();
  for (const chunk of chunks(x, args)) {
    try {
      await visit(chunk);
    } finally {
      chunk.rows.dispose();
    }
    await breathe();
  }
}

/** Visits a matrix as {@link visitChunks} does, without a pause. */
export function visitChunksSync(x: tf.Tensor2D, visit: (chunk: Chunk) => void): void {
  for (const chunk of chunks(x, {})) {
    try {
      visit(chunk);
    } finally {
      chunk.rows.dispose();
    }
  }
}

/**
 * Returns the mean over the rows of a matrix of what `measure` says of each row.
 *
 * @param measure - From rows `[chunk, columns]` to values `[chunk]`.
 */
export async function meanOverRows(
  x: tf.Tensor2D,
  measure: (rows: tf.Tensor2D, firstRow: number) => tf.Tensor1D,
  {count = x.shape[0], ...args}: ChunksArgs = {},
): Promise<number> {
  let sum = 0;
  const add = async ({rows, firstRow}: Chunk): Promise<void> => {
    const measured = measure(rows, firstRow);
    try {
      for (const value of await measured.data()) sum += value;
    } finally {
      measured.dispose();
    }
  };
  await visitChunks(x, add, {count, ...args});
  return sum / count;
}

function* chunks(x: tf.Tensor2D, {count = x.shape[0], units = 1}: ChunksArgs): Generator<Chunk> {
  const [rows, columns] = x.shape;
  const values = computesOnCpu() ? Math.min(VALUES, WORK / units) : VALUES;
  const size = Math.max(1, Math.floor(values / columns));
  for (let firstRow = 0; firstRow < count; firstRow += size) {
    const length = Math.min(size, count - firstRow);
    const places = Int32Array.from({length}, (_, row) => Math.floor(((firstRow + row) * rows) / count));
    yield {rows: gatherRows(x, places), firstRow};
  }
}
