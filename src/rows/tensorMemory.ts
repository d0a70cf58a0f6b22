import * as tf from '@tensorflow/tfjs-core';
import type {WasmBackend} from '../wasmBackend/WasmBackend.js';
import {getBackend} from '@tensorflow/tfjs-core';
import {breather, COPIED_AT_ONCE} from '../platform/nextTask.js';

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
  const backend = tf.backend() as WasmBackend;
  return backend.dataIdMap.has(x.dataId) ? backend.typedArrayFromHeap(x) : undefined;
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
  const info = (tf.backend() as WasmBackend).makeOutput([rows, columns], 'float32');
  return tf.engine().makeTensorFromTensorInfo(info) as tf.Tensor2D;
}

/** tfjs's backends that compute where the wasm engine does, and while the caller waits. */
const CPU_BACKENDS = ['cpu', 'wasm', 'tensorflow'];

/** Tells whether tf ops run on the CPU. */
export function computesOnCpu(): boolean {
  return CPU_BACKENDS.includes(getBackend());
}

/**
 * Makes a matrix of values without blocking the event loop; the wasm backend's own way is to copy all of them at once.
 *
 * @returns `[rows, columns]`, owned by the caller; where the backend keeps the values as they are, they are its own.
 */
export async function toTensor(values: Float32Array, shape: [number, number]): Promise<tf.Tensor2D> {
  const tensor = tf.getBackend() === 'wasm' ? unwrittenMatrix(...shape) : undefined;
  if (tensor === undefined) return tf.tensor2d(values, shape);
  const breathe = breather();
  for (let first = 0; first < values.length; first += COPIED_AT_ONCE) {
    valuesInMemory(tensor)!.set(values.subarray(first, first + COPIED_AT_ONCE), first);
    await breathe();
  }
  return tensor;
}
