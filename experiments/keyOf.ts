import type {Outcome, Settings} from './Experiment.js';

/** Those that were made: a plan looks for hundreds of settings among hundreds of outcomes. */
const keys = new WeakMap<Settings, string>();

/** Settings as a text that is the same for the same values, whatever their order. */
export function keyOf(settings: Settings): string {
  let key = keys.get(settings);
  if (key === undefined) {
    key = JSON.stringify(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)));
    keys.set(settings, key);
  }
  return key;
}

/** The outcome of a training with these settings, if it has come out. */
export function outcomeOf<S extends Settings, R, T extends S>(
  outcomes: readonly Outcome<S, R>[],
  settings: T,
): Outcome<T, R> | undefined {
  const key = keyOf(settings);
  // Settings of one key are of one kind.
  return outcomes.find((outcome) => keyOf(outcome.settings) === key) as Outcome<T, R> | undefined;
}
