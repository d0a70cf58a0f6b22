import * as tf from '@tensorflow/tfjs';

/** An error, and when it was measured. */
export interface Point {
  seconds: number;
  error: number;
}

/** What is made smaller: a number for each row, summed over its pixels. */
export const LOSSES = {
  squaredError: (x: tf.Tensor, made: tf.Tensor): tf.Tensor => tf.sum(tf.squaredDifference(x, made), 1),
  crossEntropy: (x: tf.Tensor, made: tf.Tensor): tf.Tensor =>
    tf.mul(tf.metrics.binaryCrossentropy(x, made), x.shape[1]!),
};

export interface FineTuneArgs {
  epochs: number;
  batchSize: number;
  /** Of the first epoch; it falls to 0 along half a cosine. */
  learningRate: number;
  loss: keyof typeof LOSSES;
  /** Rows that are not trained on, to measure the error of. */
  validation: tf.Tensor2D;
  /** When the clock started, by `performance.now()`. */
  start: number;
  onEpoch: (epoch: number, point: Point) => void;
}

/** Trains an autoencoder by back-propagation, with Adam, and returns its error before, and after each epoch. */
export async function fineTune(
  autoencoder: tf.LayersModel,
  x: tf.Tensor2D,
  {epochs, batchSize, learningRate, loss, validation, start, onEpoch}: FineTuneArgs,
): Promise<Point[]> {
  const optimizer = tf.train.adam(learningRate);
  const points: Point[] = [];
  const measure = (): Point => {
    const seconds = (performance.now() - start) / 1000;
    const point = {
      seconds,
      error: squaredError(validation, (rows) => autoencoder.predict(rows) as tf.Tensor),
    };
    points.push(point);
    return point;
  };
  autoencoder.compile({optimizer, loss: LOSSES[loss]});
  measure();
  await autoencoder.fit(x, x, {
    epochs,
    batchSize,
    verbose: 0,
    callbacks: {
      onEpochBegin(epoch) {
        const rate = (learningRate * (1 + Math.cos((Math.PI * epoch) / epochs))) / 2;
        // tfjs's Adam has no way to change it, but reads it at each step.
        (optimizer as unknown as {learningRate: number}).learningRate = rate;
      },
      onEpochEnd(epoch) {
        onEpoch(epoch, measure());
      },
    },
  });
  optimizer.dispose();
  return points;
}

/** Rows at a time. */
const ROWS = 1000;

/** The squared error of what is made of rows, summed over the pixels of each, and the mean over the rows. */
export function squaredError(x: tf.Tensor2D, make: (rows: tf.Tensor2D) => tf.Tensor): number {
  const [rows] = x.shape;
  let sum = 0;
  for (let first = 0; first < rows; first += ROWS) {
    const error = tf.tidy(() => {
      const given = tf.slice(x, [first, 0], [Math.min(ROWS, rows - first), -1]);
      return tf.sum(tf.squaredDifference(given, make(given)));
    });
    sum += error.dataSync()[0]!;
    error.dispose();
  }
  return sum / rows;
}
