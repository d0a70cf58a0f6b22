import * as tf from '@tensorflow/tfjs-core';

/** What lies inside tfjs's wasm backend: its memory, and where each tensor is in it. */
interface WasmBackend {
  wasm: {HEAPU8: Uint8Array};
  dataIdMap: {has(dataId: object): boolean; get(dataId: object): {memoryOffset: number | null}};
  makeOutput(shape: number[], dtype: 'float32'): tf.TensorInfo;
}

/** What lies inside tfjs's cpu backend: the values of each tensor, in the type of the tensor that it was cast from. */
interface CpuBackend {
  data: {get(dataId: object): {values: unknown}};
}

/**
 * Returns the values of a tensor where they lie, if that is memory that can be read and written at once.
 *
 * They are to be used before anything else happens: memory that grows is another one.
 */
export function valuesInMemory(x: tf.Tensor): tf.TypedArray | undefined {
  const name = tf.getBackend();
  if (name === 'cpu') {
    // Not by dataSync, which copies all of them each time where the tensor was cast.
    const {values} = (tf.backend() as unknown as CpuBackend).data.get(x.dataId);
    return tf.util.isTypedArray(values as object) ? (values as tf.TypedArray) : undefined;
  }
  if (name !== 'wasm') return undefined;
  const {wasm, dataIdMap} = tf.backend() as unknown as WasmBackend;
  if (!dataIdMap.has(x.dataId)) return undefined;
  const {memoryOffset} = dataIdMap.get(x.dataId);
  if (memoryOffset === null) return undefined;
  const View = {float32: Float32Array, int32: Int32Array, bool: Uint8Array}[x.dtype as 'float32'];
  return new View(wasm.HEAPU8.buffer, memoryOffset, x.size);
}

/**
 * Returns a matrix whose values are still to be written, by {@link valuesInMemory}, where there can be one: to fill it from an
 * array would take twice the memory, and block the event loop.
 *
 * @returns `[rows, columns]`, float32, owned by the caller.
 */
export function unwrittenMatrix(rows: number, columns: number): tf.Tensor2D | undefined {
  const name = tf.getBackend();
  if (name === 'cpu') return tf.tensor2d(new Float32Array(rows * columns), [rows, columns]);
  if (name !== 'wasm') return undefined;
  const info = (tf.backend() as unknown as WasmBackend).makeOutput([rows, columns], 'float32');
  return tf.engine().makeTensorFromTensorInfo(info) as tf.Tensor2D;
}
