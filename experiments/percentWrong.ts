import * as tf from '@tensorflow/tfjs';
import type {Images} from '../datasets/Dataset.js';

/** Images that are computed at a time. */
const ROWS = 1000;

/** Whatever gives the probability of each class: a tfjs model, or a stack with label units. */
interface Classifier {
  predict(x: tf.Tensor2D, args?: {batchSize: number}): tf.Tensor | tf.Tensor[];
}

/** The share of images whose likeliest class is not theirs, in percent; one whose class is not known, by NaN, is wrong. */
export function percentWrong(model: Classifier, {pixels, labels}: Images): number {
  const columns = pixels.length / labels.length;
  let right = 0;
  for (let first = 0; first < labels.length; first += ROWS) {
    const last = Math.min(labels.length, first + ROWS);
    right += tf.tidy(() => {
      const x = tf.tensor2d(pixels.subarray(first * columns, last * columns), [last - first, columns]);
      const classes = model.predict(x, {batchSize: ROWS}) as tf.Tensor2D;
      const isKnown = tf.logicalNot(tf.any(tf.isNaN(classes), 1));
      const isRight = tf.equal(tf.argMax(classes, 1), tf.tensor1d(labels.subarray(first, last), 'int32'));
      return tf.sum(tf.cast(tf.logicalAnd(isRight, isKnown), 'int32')).dataSync()[0]!;
    });
  }
  return 100 * (1 - right / labels.length);
}
