import * as tf from '@tensorflow/tfjs';
import {EigenvalueDecomposition, Matrix} from 'ml-matrix';

/** The plane through the rows' mean that is closest to them. */
export interface PrincipalComponents {
  /** `[columns]` */
  mean: tf.Tensor1D;
  /** Orthonormal, `[columns, components]`. */
  axes: tf.Tensor2D;
}

/**
 * Finds the principal components of rows exactly: the eigenvectors of their covariance, in float64, of the largest eigenvalues.
 *
 * @param values - `rows * columns` numbers, row by row.
 */
export function principalComponents(
  values: Float32Array,
  {columns, components}: {columns: number; components: number},
): PrincipalComponents {
  const rows = values.length / columns;
  const mean = new Float64Array(columns);
  const products = Array.from({length: columns}, () => new Float64Array(columns));
  for (let row = 0; row < rows; ++row) {
    const own = values.subarray(row * columns, (row + 1) * columns);
    // Four in five pixels are 0.
    const set = [...own.keys()].filter((column) => own[column] !== 0);
    for (const column of set) {
      mean[column]! += own[column]! / rows;
      for (const other of set) products[column]![other]! += (own[column]! * own[other]!) / rows;
    }
  }
  const covariance = products.map((line, column) =>
    line.map((product, other) => product - mean[column]! * mean[other]!),
  );
  const {realEigenvalues, eigenvectorMatrix} = new EigenvalueDecomposition(new Matrix(covariance), {
    assumeSymmetric: true,
  });
  const order = realEigenvalues
    .map((value, place) => ({value, place}))
    .sort((a, b) => b.value - a.value)
    .slice(0, components)
    .map(({place}) => place);
  const axes = Array.from({length: columns}, (_, column) =>
    order.map((place) => eigenvectorMatrix.get(column, place)),
  );
  return {mean: tf.tensor1d(Float32Array.from(mean)), axes: tf.tensor2d(axes)};
}

/** Returns what is left of rows that are projected onto the plane, `[rows, columns]`, owned by the caller. */
export function projected(x: tf.Tensor2D, {mean, axes}: PrincipalComponents): tf.Tensor2D {
  return tf.tidy(() => {
    const codes = tf.matMul(tf.sub<tf.Tensor2D>(x, mean), axes);
    return tf.add(tf.matMul(codes, tf.transpose(axes)), mean);
  });
}
