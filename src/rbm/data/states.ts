import * as tf from '@tensorflow/tfjs-core';
import type {Machine} from '../../energy/Machine.js';
import {scaled, unscaled, scalingValues, type ScalingValues} from '../../energy/Scaling.js';
import {readRows} from '../../rows/readRows.js';
import {toTensor} from '../../rows/tensorMemory.js';
import {breather, COPIED_AT_ONCE} from '../../platform/nextTask.js';
import {checkVisible, type CheckedVisible} from './checkVisible.js';
import {checkScaling} from '../state/checkState.js';

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

/**
 * Makes rows of data what a machine's visible units hold: standardised where it has a scaling, with label units behind them
 * where there are labels. Does not block the event loop.
 *
 * @param x - `[rows, columns of data]`
 * @param args - `classes`: the class of each row, for a machine with label units; `scaling`: what to standardise by in place of
 *   the machine's own.
 * @returns `[rows, numVisible]`, owned by the caller; `x` itself where there is nothing to do.
 */
export async function assembleRows(
  machine: Machine,
  x: tf.Tensor2D,
  {classes, ...args}: {classes: Int32Array | undefined; scaling?: ScalingValues | undefined},
): Promise<tf.Tensor2D> {
  const scaling = args.scaling ?? (await scalingValues(machine));
  if (scaling === undefined && machine.numClasses === 0) return x;
  const [rows, columns] = x.shape;
  const width = machine.visible.units;
  const values = new Float32Array(rows * width);
  const {mean, deviation} = scaling ?? {};
  const size = Math.max(1, Math.floor(COPIED_AT_ONCE / width));
  const breathe = breather();
  for (let first = 0; first < rows; first += size) {
    const places = Int32Array.from({length: Math.min(size, rows - first)}, (_, row) => first + row);
    await readRows(x, places, {values, start: first * width, stride: width});
    for (const row of places) {
      const start = row * width;
      if (mean !== undefined && deviation !== undefined) {
        for (let column = 0; column < columns; ++column) {
          values[start + column] = (values[start + column]! - mean[column]!) / deviation[column]!;
        }
      }
      if (classes !== undefined) values[start + columns + classes[row]!] = 1;
    }
    await breathe();
  }
  return toTensor(values, [rows, width]);
}

/** How states are made of rows, and who asks. */
interface StatesArgs {
  /** The class of each row, for a machine with label units. */
  classes: Int32Array | undefined;
  /** What to standardise by in place of the machine's own. */
  scaling?: ScalingValues | undefined;
  /** Function and argument. */
  where: string;
  engine: 'wasm' | 'tensor';
}

/**
 * Makes states of the visible units of rows of data, by {@link assembleRows}, and finds out what is known of them.
 *
 * @param rows - Rows of data that have been checked.
 * @returns `rows` itself where there is nothing to do; else states whose `x` the caller owns.
 */
export async function checkedStates(
  machine: Machine,
  rows: CheckedVisible,
  {where, engine, ...args}: StatesArgs,
): Promise<CheckedVisible> {
  const states = await assembleRows(machine, rows.x, args);
  if (states === rows.x) return rows;
  try {
    return await checkVisible(states, {where, visible: machine.visible, engine});
  } catch (error) {
    states.dispose();
    throw error;
  }
}

/**
 * Checks rows of data and uses them as states of the visible units, labels missing unless they are given, without blocking the event loop.
 *
 * @param x - What the user gave.
 * @param args - `where`: function and argument; `classes`: the class of each row; `use`: is shown the states, which are freed when it is done, and
 *   the rows that were checked.
 * @throws TypeError, RangeError, Error when `x` does not hold rows of data.
 */
export async function withStates<T>(
  machine: Machine,
  x: unknown,
  {
    where,
    classes,
    use,
  }: {
    where: string;
    classes?: Int32Array | undefined;
    use: (states: CheckedVisible, rows: CheckedVisible) => Promise<T>;
  },
): Promise<T> {
  checkScaling(machine, {where: where.split(':')[0]!});
  const raw = await checkVisible(x, {where, visible: machine.data, engine: 'tensor'});
  const states = await checkedStates(machine, raw, {classes, where, engine: 'tensor'});
  try {
    return await use(states, raw);
  } finally {
    if (states !== raw) states.x.dispose();
  }
}
