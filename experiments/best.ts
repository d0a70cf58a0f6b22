import type {Outcome, Settings} from './Experiment.js';
import {outcomeOf} from './keyOf.js';

/**
 * The outcome with the least value of those with some settings, the first one of them; undefined while not all have come out.
 *
 * @param value - What is compared: a number, or NaN or null, which JSON makes of NaN, for a training that failed.
 */
export function best<S extends Settings, R, T extends S>(
  outcomes: readonly Outcome<S, R>[],
  {settings, value}: {settings: readonly T[]; value: (result: R) => number | null},
): Outcome<T, R> | undefined {
  const found = settings.map((wanted) => outcomeOf(outcomes, wanted));
  if (found.length === 0 || found.includes(undefined)) return undefined;
  const score = (outcome: Outcome<T, R>): number => {
    const number = value(outcome.result);
    return number === null || Number.isNaN(number) ? Infinity : number;
  };
  return (found as Outcome<T, R>[]).reduce((least, outcome) =>
    score(outcome) < score(least) ? outcome : least,
  );
}
