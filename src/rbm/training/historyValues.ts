import {History} from '@tensorflow/tfjs-layers';
import type {HistoryValues} from './Position.js';

/** Returns what a history holds before its first epoch. */
export function emptyHistory(): HistoryValues {
  return {epoch: [], history: {}};
}

/** Returns a copy of what a History holds. */
export function historyValues({epoch, history}: History): HistoryValues {
  return structuredClone({epoch, history}) as HistoryValues;
}

/** Makes a History that holds some epochs already. */
export function historyOf(values: HistoryValues): History {
  return Object.assign(new History(), structuredClone(values));
}
