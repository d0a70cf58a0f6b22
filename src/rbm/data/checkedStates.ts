import type {Machine} from '../../energy/Machine.js';
import type {ScalingValues} from '../../energy/Scaling.js';
import {assembleRows} from './assembleRows.js';
import {checkVisible, type CheckedVisible} from './checkVisible.js';

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
