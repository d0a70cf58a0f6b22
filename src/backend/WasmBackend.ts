import type {DataId, DataType, KernelBackend, TensorInfo} from '@tensorflow/tfjs-core';

/** What the kernels here need of the wasm backend. */
export interface WasmBackend extends KernelBackend {
  makeOutput(shape: number[], dtype: DataType): TensorInfo;
  /** A view of the values, which is lost when the memory grows: at the next `makeOutput`, for one. */
  typedArrayFromHeap(tensor: TensorInfo): Float32Array | Int32Array | Uint8Array;
  disposeData(dataId: DataId): boolean;
}
