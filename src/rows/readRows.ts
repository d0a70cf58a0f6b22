import * as tf from '@tensorflow/tfjs-core';
import {argumentError} from '../check.js';
import {breather, COPIED_AT_ONCE} from '../platform/nextTask.js';
import {gatherRows} from './gatherRows.js';
import {valuesInMemory} from './tensorMemory.js';

/** Where rows go. */
interface Target {
  values: Float32Array;
  /** The place of the first row. */
  start: number;
  /** From one row's beginning to the next one's. */
  stride: number;
}

/**
 * Reads the rows at these places, without blocking the event loop.
 *
 * Where the tensor lies in memory that can be read, without tf ops: gathering by them takes longer than a training step, and
 * so does collecting the garbage of the backend's own way to read.
 *
 * @param x - `[rows, columns]`
 * @param to - Where to write them.
 * @throws Error when the tensor has been disposed.
 */
export async function readRows(
  x: tf.Tensor2D,
  places: Int32Array,
  {values, start, stride}: Target,
): Promise<void> {
  if (x.isDisposed) {
    const condition = 'left in place until it has been read';
    throw argumentError(Error, {where: 'x', condition, got: 'a disposed tensor'});
  }
  const breathe = breather();
  const size = Math.max(1, Math.floor(COPIED_AT_ONCE / x.shape[1]));
  for (let first = 0; first < places.length; first += size) {
    const some = places.subarray(first, first + size);
    // Anew for each chunk: memory that grows is another one.
    const show = rowsInMemory(x) ?? (await gathered(x, some));
    for (const [row, place] of some.entries()) values.set(show(place, row), start + (first + row) * stride);
    if (first + size < places.length) await breathe();
  }
}

/** Returns a row, to be copied at once. */
type ShowRow = (place: number, row: number) => ArrayLike<number>;

/** Returns what shows a row of the tensor, if that is quick. */
function rowsInMemory(x: tf.Tensor2D): ShowRow | undefined {
  const [, columns] = x.shape;
  const values = valuesInMemory(x);
  return values && ((place) => values.subarray(place * columns, (place + 1) * columns));
}

async function gathered(x: tf.Tensor2D, places: Int32Array): Promise<ShowRow> {
  const rows = gatherRows(x, places);
  const [, columns] = rows.shape;
  try {
    const values = await rows.data();
    return (_, row) => values.subarray(row * columns, (row + 1) * columns);
  } finally {
    rows.dispose();
  }
}
