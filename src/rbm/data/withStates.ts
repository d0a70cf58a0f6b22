import type * as tf from '@tensorflow/tfjs-core';
import type {Machine} from '../../energy/Machine.js';
import {checkScaling} from '../checkState.js';
import {assembleRows} from './assembleRows.js';
import {checkVisible, type CheckedVisible} from './checkVisible.js';

/**
 * Checks rows of data and uses them as states of the visible units, labels missing, without blocking the event loop.
 *
 * @param x - What the user gave.
 * @param args - `where`: function and argument; `use`: is shown the states, which are freed when it is done.
 * @throws TypeError, RangeError, Error when `x` does not hold rows of data.
 */
export async function withStates<T>(
  machine: Machine,
  x: unknown,
  {where, use}: {where: string; use: (states: CheckedVisible) => Promise<T>},
): Promise<T> {
  checkScaling(machine, {where: where.split(':')[0]!});
  const raw = await checkVisible(x, {where, visible: machine.data, engine: 'tensor'});
  const states: tf.Tensor2D = await assembleRows(machine, raw.x, {classes: undefined});
  if (states === raw.x) return use(raw);
  try {
    return await use(await checkVisible(states, {where, visible: machine.visible, engine: 'tensor'}));
  } finally {
    states.dispose();
  }
}
