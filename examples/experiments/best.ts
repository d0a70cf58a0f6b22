import type {Outcome, Settings} from './Experiment.js';
import {outcomeOf} from './keyOf.js';

/**
 * The outcome with the least value of those with some settings, the first one of them; undefined while not all have come out.
 *
 * @param value - What is compared: a number, or NaN or null, which JSON makes of NaN, for a training that failed.
 */
export function best<S extends Settings, R>(
  outcomes: readonly Outcome<S, R>[],
  {settings, value}: {settings: readonly S[]; value: (result: R) => number | null},
): Outcome<S, R> | undefined {
  const found = settings.map((wanted) => outcomeOf(outcomes, wanted));
  if (found.length === 0 || found.includes(undefined)) return undefined;
  const score = (outcome: Outcome<S, R>): number => {
    const number = value(outcome.result);
    return number === null || Number.isNaN(number) ? Infinity : number;
  };
  return (found as Outcome<S, R>[]).reduce((least, outcome) =>
    score(outcome) < score(least) ? outcome : least,
  );
}
