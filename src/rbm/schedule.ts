import {argumentError, checkInteger, checkNumber, show} from '../check.js';

/**
 * A setting that may change as training goes on: a number; steps `[[firstEpoch, value], …]`, each valid from its epoch
 * on; or a function of the epoch. Epochs count from 0.
 */
export type Schedule = number | readonly (readonly [number, number])[] | ((epoch: number) => number);

/** A schedule, checked: gives the value at an epoch. */
export type CheckedSchedule = (epoch: number) => number;

/**
 * Checks a schedule and makes it a function.
 *
 * @param context - `where` names the argument; `isValid` and `condition` say which values it may have.
 * @throws TypeError, RangeError when it is no schedule, or has a value that is not valid; what a function gives is
 *   checked when it gives it.
 */
export function checkSchedule(
  schedule: Schedule,
  {where, isValid, condition}: {where: string; isValid: (value: number) => boolean; condition: string},
): CheckedSchedule {
  const checkValue = (value: number, place: string): number => {
    checkNumber(value, {where: place});
    if (isValid(value)) return value;
    throw argumentError(RangeError, {where: place, condition, got: show(value)});
  };
  if (typeof schedule === 'function') {
    return (epoch) => checkValue(schedule(epoch), `${where} at epoch ${String(epoch)}`);
  }
  if (typeof schedule === 'number') {
    checkValue(schedule, where);
    return () => schedule;
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
    const min = place === 0 ? 0 : steps[place - 1]![0] + 1;
    const max = place === 0 ? 0 : Number.MAX_SAFE_INTEGER;
    checkInteger(firstEpoch, {where: `${where}: the first epoch of step ${String(place)}`, min, max});
    checkValue(value, where);
  }
  return (epoch) => steps.findLast(([firstEpoch]) => firstEpoch <= epoch)![1];
}

function isPair(step: unknown): boolean {
  return Array.isArray(step) && step.length === 2;
}
