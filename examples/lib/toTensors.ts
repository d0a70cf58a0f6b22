import * as tf from '@tensorflow/tfjs';
import type {Images} from '../../datasets/Dataset.js';

/**
 * Copies images to the backend, `[rows, pixels]`, and their classes, `[rows, classes]`; of which there are 10 unless told; the caller disposes
 * both.
 */
export function toTensors(
  {pixels, labels}: Images,
  {classes = 10}: {classes?: number} = {},
): {x: tf.Tensor2D; y: tf.Tensor2D} {
  return {
    x: tf.tensor2d(pixels, [labels.length, pixels.length / labels.length]),
    y: tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), classes), 'float32') as tf.Tensor2D),
  };
}
