import type {Machine} from '../../energy/Machine.js';
import {checkScaling} from '../state/checkState.js';
import {checkedStates} from './checkedStates.js';
import {checkVisible, type CheckedVisible} from './checkVisible.js';

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
