import * as tf from '@tensorflow/tfjs-core';
import {gatherRows} from './gatherRows.js';

/** What tfjs's wasm backend can do beyond the others: read a part of a tensor. */
interface WasmBackend {
  dataIdMap: {has(dataId: object): boolean};
  readSync(dataId: object, start: number, end: number): ArrayLike<number>;
}

/**
 * Reads the rows at these places.
 *
 * Where the tensor lies in the memory of this thread, without tf ops: gathering by them takes longer than a training step.
 *
 * @param x - `[rows, columns]`
 * @returns `places * columns` values, row by row.
 */
export async function readRows(x: tf.Tensor2D, places: Int32Array): Promise<Float32Array> {
  const [, columns] = x.shape;
  const copy = rowCopier(x, columns);
  if (copy === undefined) {
    const rows = gatherRows(x, places);
    try {
      return (await rows.data()) as Float32Array;
    } finally {
      rows.dispose();
    }
  }
  const values = new Float32Array(places.length * columns);
  for (const [row, place] of places.entries()) values.set(copy(place), row * columns);
  return values;
}

/** Returns what reads a row of the tensor, if that is quick. */
function rowCopier(x: tf.Tensor2D, columns: number): ((place: number) => ArrayLike<number>) | undefined {
  const name = tf.getBackend();
  const backend = tf.backend() as unknown as WasmBackend;
  if (name === 'cpu') {
    const values = x.dataSync();
    return (place) => values.subarray(place * columns, (place + 1) * columns);
  }
  if (name !== 'wasm' || !backend.dataIdMap.has(x.dataId)) return undefined;
  return (place) => backend.readSync(x.dataId, place * columns, (place + 1) * columns);
}
