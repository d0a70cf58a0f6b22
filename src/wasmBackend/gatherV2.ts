import * as tf from '@tensorflow/tfjs-core';
import type {WasmBackend} from './WasmBackend.js';

/** Values of a row that are worth a copy of their own. */
const MIN_VALUES = 4;

/** Returns `GatherV2` copying whole rows, as `model.fit` needs for each batch; the original copies value by value. */
export function gatherV2(original: tf.KernelConfig): tf.KernelConfig {
  return {
    ...original,
    kernelFunc: (params) => {
      const {x, indices} = params.inputs as Record<'x' | 'indices', tf.TensorInfo>;
      const {axis, batchDims} = params.attrs as {axis: number; batchDims: number};
      const backend = params.backend as WasmBackend;
      const [rows = 0, ...rest] = x.shape;
      const size = tf.util.sizeFromShape(rest);
      const isOurs = tf.util.parseAxisParam(axis, x.shape)[0] === 0 && batchDims === 0 && size >= MIN_VALUES;
      if (!isOurs || x.dtype === 'string') return original.kernelFunc(params);
      const places = backend.typedArrayFromHeap(indices).slice();
      // The original words the error.
      if (!places.every((place) => place >= 0 && place < rows)) return original.kernelFunc(params);
      const out = backend.makeOutput([...indices.shape, ...rest], x.dtype);
      const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
      for (const [row, place] of places.entries()) {
        to.set(from.subarray(place * size, (place + 1) * size), row * size);
      }
      return out;
    },
  };
}
