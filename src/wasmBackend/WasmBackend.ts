import type {DataId, DataType, KernelBackend, TensorInfo} from '@tensorflow/tfjs-core';

/** What lies inside tfjs's wasm backend, as far as it is used here. */
export interface WasmBackend extends KernelBackend {
  /** The tensors that it holds. */
  dataIdMap: {has(dataId: DataId): boolean};
  makeOutput(shape: number[], dtype: DataType): TensorInfo;
  /** A view of the values, which is lost when the memory grows: at the next `makeOutput`, for one. */
  typedArrayFromHeap(tensor: TensorInfo): Float32Array | Int32Array | Uint8Array;
  disposeData(dataId: DataId): boolean;
}
