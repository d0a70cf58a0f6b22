import {argumentError, checkInteger, checkNumber, show} from '../../check.js';

/**
 * A setting that may change as training goes on: a number; steps `[[firstEpoch, value], …]`, each valid from its epoch
 * on; or a function of the epoch. Epochs count from 0.
 */
export type Schedule = number | readonly (readonly [number, number])[] | ((epoch: number) => number);

/** A schedule, checked: gives the value at an epoch. */
export type CheckedSchedule = (epoch: number) => number;

/**
 * Checks every value that a schedule will give, and makes it a function.
 *
 * @param context - `where` names the argument; `isValid` and `condition` say which values it may have; a function is
 *   asked for its values of the epochs from `initialEpoch` to `epochs` here, once.
 * @throws TypeError, RangeError when it is no schedule, or has a value that is not valid.
 */
export function checkSchedule(
  schedule: Schedule,
  context: {
    where: string;
    isValid: (value: number) => boolean;
    condition: string;
    initialEpoch: number;
    epochs: number;
  },
): CheckedSchedule {
  const {where, initialEpoch, epochs} = context;
  if (typeof schedule === 'number') {
    checkValue(schedule, context);
    return () => schedule;
  }
  if (typeof schedule === 'function') {
    const values = Array.from({length: epochs - initialEpoch}, (_, place) => {
      const epoch = initialEpoch + place;
      return checkValue(schedule(epoch), {...context, where: `${where} at epoch ${epoch}`});
    });
    return (epoch) => values[epoch - initialEpoch]!;
  }
  if (!Array.isArray(schedule) || schedule.length === 0 || !schedule.every(isPair)) {
    throw argumentError(TypeError, {
      where,
      condition: 'a number, steps [[firstEpoch, value], …] or a function of the epoch',
      got: show(schedule),
    });
  }
  const steps = schedule as readonly (readonly [number, number])[];
  for (const [place, [firstEpoch, value]] of steps.entries()) {
    const bounds = place === 0 ? {min: 0, max: 0} : {min: steps[place - 1]![0] + 1};
    checkInteger(firstEpoch, {where: `${where}: the first epoch of step ${place}`, ...bounds});
    checkValue(value, context);
  }
  return (epoch) => steps.findLast(([firstEpoch]) => firstEpoch <= epoch)![1];
}

function checkValue(
  value: number,
  {where, isValid, condition}: {where: string; isValid: (value: number) => boolean; condition: string},
): number {
  checkNumber(value, {where});
  if (isValid(value)) return value;
  throw argumentError(RangeError, {where, condition, got: show(value)});
}

function isPair(step: unknown): boolean {
  return Array.isArray(step) && step.length === 2;
}
