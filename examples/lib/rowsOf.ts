import type {Tensor} from '@tensorflow/tfjs';

/** Copies the rows of a matrix out of the backend. */
export function rowsOf(matrix: Tensor): Float32Array[] {
  const values = matrix.dataSync<'float32'>();
  const [rows, columns] = matrix.shape as [number, number];
  return Array.from({length: rows}, (_, row) => values.slice(row * columns, (row + 1) * columns));
}
