import * as tf from '@tensorflow/tfjs-core';
import {classScores, splitLabels} from '../../energy/labels.js';
import type {Machine} from '../../energy/Machine.js';
import {meanOverRows} from '../../engine/visitChunks.js';
import type {Measure} from './monitors.js';

/**
 * Logs the share of the validation rows, or of the training rows where there are none, whose likeliest class is theirs.
 */
export const measureAccuracy: Measure = async (machine, {training, validation}) =>
  validation === undefined
    ? {accuracy: await accuracy(machine, training.x)}
    : {val_accuracy: await accuracy(machine, validation)};

/** Returns the share of rows whose likeliest class is theirs: `[rows, numVisible]`, with the labels in the last columns. */
function accuracy(machine: Machine, visible: tf.Tensor2D): Promise<number> {
  const measure = (rows: tf.Tensor2D): tf.Tensor1D =>
    tf.tidy(() => {
      const {data, labels} = splitLabels(machine, rows);
      const {probabilities} = classScores(machine, data);
      return tf.cast(tf.equal(tf.argMax(probabilities, 1), tf.argMax(labels, 1)), 'float32');
    });
  return meanOverRows(visible, measure, {units: machine.hidden.units * machine.labels});
}
