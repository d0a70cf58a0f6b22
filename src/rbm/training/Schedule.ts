import {argumentError, checkInteger, checkNumber, show, type Bounds} from '../../check.js';
import type {Option} from '../../options.js';

/**
 * A setting that may change as training goes on: a number; steps `[[firstEpoch, value], …]`, each valid from its epoch
 * on; or a function of the epoch, which is asked once for each epoch of a machine, when that epoch comes. Epochs count from 0.
 */
export type Schedule = number | readonly (readonly [number, number])[] | ((epoch: number) => number);

/** Gives the value at an epoch; to be asked once for each. */
export type CheckedSchedule = (epoch: number) => number;

/** What the values of a schedule must be. */
interface ScheduleBounds extends Bounds {
  /** Whether only integers will do. @defaultValue false */
  isInteger?: boolean;
}

/**
 * An option that may change from epoch to epoch. Numbers and steps are checked at once; what a function returns, when it is asked.
 *
 * @param args - `or`: finds the schedule where it is left out; all others are bounds of its values.
 */
export function schedule<Context>({
  or,
  ...bounds
}: ScheduleBounds & {or: (context: Context) => Schedule}): Option<Schedule, CheckedSchedule, Context> {
  return (given, where, context) => readSchedule(given ?? or(context), {where, bounds});
}

/**
 * Makes a schedule a function.
 *
 * @throws TypeError, RangeError when it is no schedule, or has a value that is not within the bounds. A function of the user's is not
 *   asked yet: what is made of it throws then.
 */
export function readSchedule(
  given: Schedule,
  {where, bounds}: {where: string; bounds: ScheduleBounds},
): CheckedSchedule {
  const {isInteger = false, ...limits} = bounds;
  const check = (value: unknown, name: string): number =>
    (isInteger ? checkInteger : checkNumber)(value, {where: name, ...limits});
  if (typeof given === 'number') {
    check(given, where);
    return () => given;
  }
  if (typeof given === 'function') return (epoch) => check(given(epoch), `${where} at epoch ${epoch}`);
  if (!Array.isArray(given) || given.length === 0 || !given.every(isPair)) {
    throw argumentError(TypeError, {
      where,
      condition: 'a number, steps [[firstEpoch, value], …] or a function of the epoch',
      got: show(given),
    });
  }
  const steps = given as readonly (readonly [number, number])[];
  for (const [place, [firstEpoch, value]] of steps.entries()) {
    const earliest = place === 0 ? {min: 0, max: 0} : {min: steps[place - 1]![0] + 1};
    checkInteger(firstEpoch, {where: `${where}: the first epoch of step ${place}`, ...earliest});
    check(value, where);
  }
  return (epoch) => steps.findLast(([firstEpoch]) => firstEpoch <= epoch)![1];
}

function isPair(step: unknown): boolean {
  return Array.isArray(step) && step.length === 2;
}
