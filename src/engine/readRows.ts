import * as tf from '@tensorflow/tfjs-core';
import {gatherRows} from './gatherRows.js';

/** What tfjs's wasm backend can do beyond the others: read a part of a tensor. */
interface WasmBackend {
  dataIdMap: {has(dataId: object): boolean};
  readSync(dataId: object, start: number, end: number): ArrayLike<number>;
}

/** Where rows go. */
interface Target {
  values: Float32Array;
  /** The place of the first row. */
  start: number;
  /** From one row's beginning to the next one's. */
  stride: number;
}

/**
 * Reads the rows at these places.
 *
 * Where the tensor lies in the memory of this thread, without tf ops: gathering by them takes longer than a training step.
 *
 * @param x - `[rows, columns]`
 * @param to - Where to write them.
 */
export async function readRows(
  x: tf.Tensor2D,
  places: Int32Array,
  {values, start, stride}: Target,
): Promise<void> {
  const [, columns] = x.shape;
  const copy = rowCopier(x, columns) ?? (await gathered(x, places));
  for (const [row, place] of places.entries()) values.set(copy(place, row), start + row * stride);
}

/** Returns a row, which is the caller's for the moment. */
type CopyRow = (place: number, row: number) => ArrayLike<number>;

/** Returns what reads a row of the tensor, if that is quick. */
function rowCopier(x: tf.Tensor2D, columns: number): CopyRow | undefined {
  const name = tf.getBackend();
  const backend = tf.backend() as unknown as WasmBackend;
  if (name === 'cpu') {
    const values = x.dataSync();
    return (place) => values.subarray(place * columns, (place + 1) * columns);
  }
  if (name !== 'wasm' || !backend.dataIdMap.has(x.dataId)) return undefined;
  return (place) => backend.readSync(x.dataId, place * columns, (place + 1) * columns);
}

async function gathered(x: tf.Tensor2D, places: Int32Array): Promise<CopyRow> {
  const rows = gatherRows(x, places);
  const [, columns] = rows.shape;
  try {
    const values = await rows.data();
    return (_, row) => values.subarray(row * columns, (row + 1) * columns);
  } finally {
    rows.dispose();
  }
}
