import type {Tensor} from '@tensorflow/tfjs';

/** Reads a tensor's values, and disposes it. */
export function read(tensor: Tensor): number[] {
  const values = Array.from(tensor.dataSync());
  tensor.dispose();
  return values;
}
