import * as tf from '@tensorflow/tfjs-core';
import {hiddenGiven, meanVisible, sampleLayer} from '../../../energy/conditionals.js';
import {machineKey, type Machine} from '../../../energy/Machine.js';
import {meanOverRows} from '../../../rows/visitChunks.js';
import {deriveKey, type Key} from '../../../random/Key.js';
import type {Metric} from './Metric.js';

/**
 * The squared difference between rows and their mean reconstruction from sampled hidden units, averaged over rows and units: what a
 * training step reports of its batch. Values that are missing do not count. Logged of the validation data.
 */
export const RECONSTRUCTION_ERROR: Metric = {
  monitor: async (machine, {validation}) =>
    validation === undefined
      ? {}
      : {val_reconstructionError: await reconstructionError(machine, validation, monitoringKey(machine))},
  evaluate: (machine, {states, seed}) =>
    reconstructionError(machine, states.x, monitoringKey(seed === undefined ? machine : {...machine, seed})),
};

/** The same until the machine is trained on. */
function monitoringKey(machine: Machine): Key {
  return deriveKey(machineKey(machine, 'monitoring'), machine.steps);
}

function reconstructionError(machine: Machine, visible: tf.Tensor2D, key: Key): Promise<number> {
  const {units} = machine.hidden;
  return meanOverRows(
    visible,
    (rows, firstRow) => errorOfRows(machine, rows, {key: deriveKey(key, firstRow)}),
    {units},
  );
}

function errorOfRows(machine: Machine, visible: tf.Tensor2D, {key}: {key: Key}): tf.Tensor1D {
  return tf.tidy(() => {
    const hidden = sampleLayer(machine, 'hidden', {given: hiddenGiven(machine, visible), key});
    const squares = tf.squaredDifference(visible, meanVisible(machine, hidden));
    const known = machine.visible.kind.known?.(visible);
    if (known === undefined) return tf.mean(squares, 1);
    return tf.div(tf.sum(tf.mul(squares, known), 1), tf.maximum(tf.sum(known, 1), 1));
  });
}
