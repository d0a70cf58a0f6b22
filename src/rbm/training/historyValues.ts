import {History} from '@tensorflow/tfjs-layers';
import type {HistoryValues} from '../saving/Position.js';

/** Returns what a history holds before its first epoch. */
export function emptyHistory(): HistoryValues {
  return {epoch: [], history: {}};
}

/** Returns a copy of the numbers that a History holds: callbacks may have put other things into the logs. */
export function historyValues({epoch, history}: History): HistoryValues {
  const isNumeric = (values: unknown[]): values is number[] =>
    values.every((value) => typeof value === 'number');
  const numeric = Object.entries(history).flatMap(([name, values]): [string, number[]][] =>
    isNumeric(values) ? [[name, [...values]]] : [],
  );
  return {epoch: [...epoch], history: Object.fromEntries(numeric)};
}

/** Makes a History that holds some epochs already. */
export function historyOf(values: HistoryValues): History {
  return Object.assign(new History(), structuredClone(values));
}
