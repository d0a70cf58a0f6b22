import * as tf from '@tensorflow/tfjs-core';
import type {Machine} from '../../energy/Machine.js';
import {scaled, unscaled} from '../../energy/Scaling.js';

/**
 * Returns states of the visible units for rows of data: standardised where the machine has a scaling, and with what is to be
 * there for label units.
 *
 * @param data - `[rows, columns of data]`
 * @param labels - Of each label unit. @defaultValue 0, which means that the label is missing
 * @returns `[rows, numVisible]`, owned by the tidy around it.
 */
export function toStates(machine: Machine, data: tf.Tensor2D, labels?: tf.Tensor2D): tf.Tensor2D {
  const states = scaled(data, machine.scaling);
  if (machine.numClasses === 0) return states;
  return tf.concat2d([states, labels ?? tf.zeros([data.shape[0], machine.numClasses])], 1);
}

/** Returns what states of the visible units, or their means, say of the data; owned by the tidy around it. */
export function toData(machine: Machine, states: tf.Tensor2D): tf.Tensor2D {
  const columns = machine.data.units;
  const own = machine.numClasses === 0 ? states : tf.slice(states, [0, 0], [-1, columns]);
  return unscaled(own, machine.scaling);
}
