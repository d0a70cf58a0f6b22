import type {Outcome, Settings} from './Experiment.js';

/** Settings as a text that is the same for the same values, whatever their order. */
export function keyOf(settings: Settings): string {
  return JSON.stringify(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The outcome of a training with these settings, if it has come out. */
export function outcomeOf<S extends Settings, R>(
  outcomes: readonly Outcome<S, R>[],
  settings: S,
): Outcome<S, R> | undefined {
  const key = keyOf(settings);
  return outcomes.find((outcome) => keyOf(outcome.settings) === key);
}
