import * as tf from '@tensorflow/tfjs-core';
import {classScores, splitLabels} from '../../../energy/labels.js';
import type {Machine} from '../../../energy/Machine.js';
import {meanOverRows} from '../../../rows/visitChunks.js';
import type {Measure} from './monitors.js';

/** As many of the training rows say how well they are classified. */
const ROWS = 2000;

/**
 * Logs the share of the validation rows whose likeliest class is theirs, or where there are none that of training rows, evenly
 * spaced ones.
 */
export const measureAccuracy: Measure = async (machine, {training, validation}) =>
  validation === undefined
    ? {accuracy: await accuracy(machine, training.x, Math.min(ROWS, training.x.shape[0]))}
    : {val_accuracy: await accuracy(machine, validation, validation.shape[0])};

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
