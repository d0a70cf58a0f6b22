import type {Settings} from './Experiment.js';

/** Settings in a few words: `'He, rate 0.1, seed 1'`. */
export function titleOf(settings: Settings): string {
  return Object.entries(settings)
    .map(([name, value]) => (typeof value === 'string' ? value : `${name} ${String(value)}`))
    .join(', ');
}
