import * as tf from '@tensorflow/tfjs-core';

/** What is known of the columns of data. */
export interface ColumnStatistics {
  /** The sum of each column. */
  sums: Float64Array;
  /** The sum of the squares of each column. */
  squares: Float64Array;
  rows: number;
  /** The number that a warning gives to the first column. @defaultValue 0 */
  firstColumn?: number;
}

/** What data are standardised by: `(x - mean) / deviation`, `[columns]` each. */
// A type and not an interface: only that counts as a container of tensors for tidy and dispose.
export type Scaling = {mean: tf.Tensor1D; deviation: tf.Tensor1D};

/** The same as plain numbers. */
export interface ScalingValues {
  mean: ArrayLike<number>;
  deviation: ArrayLike<number>;
}

/**
 * Returns the mean and the deviation of each column; a constant column has a deviation of 1, so that it becomes 0.
 *
 * @returns `[columns]` each.
 */
export function measureScaling({sums, squares, rows}: ColumnStatistics): ScalingValues {
  const mean = Float32Array.from(sums, (sum) => sum / rows);
  const deviation = Float32Array.from(squares, (square, column) => {
    const center = sums[column]! / rows;
    const variance = square / rows - center ** 2;
    // What is left of equal squares by rounding is not a variance.
    return variance > 1e-13 * (square / rows) ? Math.sqrt(variance) : 1;
  });
  return {mean, deviation};
}

/** Makes tensors of plain numbers, `[columns]` each; the caller owns them. */
export function newScaling({mean, deviation}: ScalingValues): Scaling {
  return {mean: tf.tensor1d(Float32Array.from(mean)), deviation: tf.tensor1d(Float32Array.from(deviation))};
}

/** Reads what a machine's data are standardised by, where that is known. */
export async function scalingValues({
  scaling,
}: {
  scaling?: Scaling | undefined;
}): Promise<ScalingValues | undefined> {
  if (scaling === undefined) return undefined;
  const [mean, deviation] = await Promise.all([scaling.mean.data(), scaling.deviation.data()]);
  return {mean, deviation};
}

/**
 * Returns the sum of the logs of the deviations: by that a density of the data is smaller than that of the standardised ones;
 * 0 for a machine that does not standardise.
 */
export async function logDeviations(machine: {scaling?: Scaling | undefined}): Promise<number> {
  const values = await scalingValues(machine);
  return Array.from(values?.deviation ?? []).reduce((sum, deviation) => sum + Math.log(deviation), 0);
}

/** Returns rows of data standardised, `[rows, columns]`, owned by the tidy around it. */
export function scaled(x: tf.Tensor2D, scaling: Scaling | undefined): tf.Tensor2D {
  const values = tf.cast(x, 'float32');
  return scaling === undefined ? values : tf.div(tf.sub(values, scaling.mean), scaling.deviation);
}

/** Returns standardised rows as the data were, `[rows, columns]`, owned by the tidy around it. */
export function unscaled(x: tf.Tensor2D, scaling: Scaling | undefined): tf.Tensor2D {
  return scaling === undefined ? x : tf.add(tf.mul(x, scaling.deviation), scaling.mean);
}
