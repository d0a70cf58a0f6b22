import type * as tf from '@tensorflow/tfjs-core';
import type {Machine} from '../../energy/Machine.js';
import {EngineFailure, engineError} from '../../engine/Engine.js';
import {transform, type TransformArgs} from '../../engine/transform.js';
import {assembleRows} from '../../rbm/data/states.js';

/** Returns what a machine makes of rows of data, `[rows, numHidden]`, owned by the caller. */
export async function featuresOf(
  machine: Machine,
  rows: tf.Tensor2D,
  {settings, caller}: {settings: TransformArgs; caller: string},
): Promise<tf.Tensor2D> {
  try {
    return await onStates(machine, rows, (states) => transform(machine, states, settings));
  } catch (error) {
    throw error instanceof EngineFailure ? engineError(error, caller) : error;
  }
}

/** Uses rows of data as states of a machine's visible units, which are freed when that is done. */
export async function onStates<T>(
  machine: Machine,
  rows: tf.Tensor2D,
  use: (states: tf.Tensor2D) => Promise<T>,
): Promise<T> {
  const states = await assembleRows(machine, rows, {classes: undefined});
  try {
    return await use(states);
  } finally {
    if (states !== rows) states.dispose();
  }
}
