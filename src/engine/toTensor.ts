import * as tf from '@tensorflow/tfjs-core';
import {breather} from '../nextTask.js';

/** How many values are copied before the event loop may run. */
const CHUNK = 2 ** 20;

/** What lies inside tfjs's wasm backend: how it takes memory for a tensor, and where that is. */
interface WasmBackend {
  wasm: {HEAPU8: Uint8Array};
  makeOutput(shape: number[], dtype: 'float32'): tf.TensorInfo;
  dataIdMap: {get(dataId: object): {memoryOffset: number}};
}

/**
 * Makes a matrix of values without blocking the event loop; the wasm backend's own way is to copy all of them at once.
 *
 * @returns `[rows, columns]`, owned by the caller; where the backend keeps the values as they are, they are its own.
 */
export async function toTensor(values: Float32Array, shape: [number, number]): Promise<tf.Tensor2D> {
  if (tf.getBackend() !== 'wasm') return tf.tensor2d(values, shape);
  const backend = tf.backend() as unknown as WasmBackend;
  const info = backend.makeOutput(shape, 'float32');
  const tensor = tf.engine().makeTensorFromTensorInfo(info) as tf.Tensor2D;
  const {memoryOffset} = backend.dataIdMap.get(info.dataId);
  const breathe = breather();
  for (let first = 0; first < values.length; first += CHUNK) {
    const part = values.subarray(first, first + CHUNK);
    // A new view each time: when the memory grows, that of before is gone.
    new Float32Array(backend.wasm.HEAPU8.buffer, memoryOffset, values.length).set(part, first);
    await breathe();
  }
  return tensor;
}
