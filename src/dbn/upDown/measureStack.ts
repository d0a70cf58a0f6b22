import * as tf from '@tensorflow/tfjs-core';
import {scaled} from '../../energy/Scaling.js';
import {meanOverRows} from '../../rows/visitChunks.js';
import {classesOfStack, reconstructionOfStack} from '../stack/ofStack.js';
import type {Logs} from '../../rbm/evaluation/Logs.js';
import type {Rows} from '../../rbm/training/trainingRows.js';
import {topOf, type Stack} from '../stack/Stack.js';

/** As many of the training rows say how well they are classified. */
const ROWS = 2000;

/**
 * Measures a stack after an epoch: how well it classifies, and reconstructs from the top, validation data; where there are
 * none, how well it classifies training rows, evenly spaced ones.
 */
export async function measureStack(
  stack: Stack,
  {training, validation}: {training: Rows; validation: Rows | undefined},
): Promise<Logs> {
  const {numClasses} = topOf(stack);
  if (validation === undefined) {
    return numClasses === 0 ? {} : {accuracy: await accuracy(stack, training, ROWS)};
  }
  return {
    val_reconstructionError: await errorFromTop(stack, validation),
    ...(numClasses > 0 && {val_accuracy: await accuracy(stack, validation, Infinity)}),
  };
}

/** Returns the share of at most `most` rows whose likeliest class is theirs. */
function accuracy(stack: Stack, {checked: {x}, classes}: Rows, most: number): Promise<number> {
  const [rows] = x.shape;
  const count = Math.min(most, rows);
  const isRight = (part: tf.Tensor2D, firstRow: number): tf.Tensor1D =>
    tf.tidy(() => {
      const places = Array.from({length: part.shape[0]}, (_, row) =>
        Math.floor(((firstRow + row) * rows) / count),
      );
      const truth = tf.tensor1d(
        places.map((place) => classes![place]!),
        'int32',
      );
      const states = scaled(part, stack.rbms[0]!.machine.scaling);
      return tf.cast(tf.equal(tf.argMax(classesOfStack(stack, states), 1), truth), 'float32');
    });
  return meanOverRows(x, isRight, {count, units: widest(stack)});
}

/** Returns the squared difference between rows and what the stack makes of them, averaged over rows and units. */
function errorFromTop(stack: Stack, {checked: {x}}: Rows): Promise<number> {
  const {scaling} = stack.rbms[0]!.machine;
  const measure = (part: tf.Tensor2D): tf.Tensor1D =>
    tf.tidy(() => {
      const states = scaled(part, scaling);
      const means = scaled(reconstructionOfStack(stack, states), scaling);
      return tf.mean(tf.squaredDifference(states, means), 1);
    });
  return meanOverRows(x, measure, {units: widest(stack)});
}

function widest({rbms}: Stack): number {
  return Math.max(...rbms.map(({numHidden}) => numHidden));
}
