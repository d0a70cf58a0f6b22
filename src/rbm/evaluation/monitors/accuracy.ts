import * as tf from '@tensorflow/tfjs-core';
import {classScores, splitLabels} from '../../../energy/labels.js';
import type {Machine} from '../../../energy/Machine.js';
import {meanOverRows} from '../../../rows/visitChunks.js';
import type {Metric} from './Metric.js';

/** As many of the training rows say how well they are classified. */
const ROWS = 2000;

/**
 * The share of rows whose likeliest class is theirs. Logged of the validation data, or where there are none of training rows, evenly
 * spaced ones.
 */
export const ACCURACY: Metric = {
  monitor: async (machine, {training, validation}) =>
    validation === undefined
      ? {accuracy: await accuracy(machine, training.x, Math.min(ROWS, training.x.shape[0]))}
      : {val_accuracy: await accuracy(machine, validation, validation.shape[0])},
  evaluate: (machine, {states}) => accuracy(machine, states.x, states.x.shape[0]),
};

/** Returns the share of `count` rows whose likeliest class is theirs: `[rows, numVisible]`, with the labels in the last columns. */
function accuracy(machine: Machine, visible: tf.Tensor2D, count: number): Promise<number> {
  const measure = (rows: tf.Tensor2D): tf.Tensor1D =>
    tf.tidy(() => {
      const {data, labels} = splitLabels(machine, rows);
      const {probabilities} = classScores(machine, data);
      return tf.cast(tf.equal(tf.argMax(probabilities, 1), tf.argMax(labels, 1)), 'float32');
    });
  return meanOverRows(visible, measure, {count, units: machine.hidden.units});
}
