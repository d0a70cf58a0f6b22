import type * as tf from '@tensorflow/tfjs-core';
import {checkBoolean, checkInteger, checkNumber} from '../../check.js';
import type {Machine, Parameters} from '../../energy/Machine.js';
import {damaged} from '../../io/archive.js';
import {checkLogVariances, parameterShapes, parameterTensors} from './savedParameters.js';
import type {BestEpoch, EpochProgress, HistoryValues, Interruption, Position} from './Position.js';

/** What the names of the tensors of the best epoch begin with. */
const BEST = 'best/';

/** Where a training stood, as a file says it. */
interface SavedPosition extends Position {
  /** Whether the file has the parameters of the best epoch. */
  hasBest: boolean;
}

/** Returns what a file holds of where a training stands. */
export function savedPosition(
  position: Position,
  best: Parameters | undefined,
): {config: SavedPosition; tensors: Record<string, tf.Tensor>} {
  return {
    config: plain({...position, hasBest: best !== undefined}),
    tensors: best === undefined ? {} : parameterTensors(best, BEST),
  };
}

/**
 * Checks what a file says of where a training stood.
 *
 * @param where - Names it in errors.
 */
export function checkPosition(saved: unknown, where: string): SavedPosition {
  const {rows, batchSize, epoch, progress, history, best, isOver, hasBest} = (saved ?? {}) as Record<
    keyof SavedPosition,
    unknown
  >;
  return {
    rows: checkInteger(rows, {where: `${where}.rows`, min: 0}),
    batchSize: checkInteger(batchSize, {where: `${where}.batchSize`, min: 1}),
    epoch: checkInteger(epoch, {where: `${where}.epoch`, min: 0}),
    progress: progress === undefined ? undefined : checkEpochProgress(progress, `${where}.progress`),
    history: checkHistory(history, `${where}.history`),
    best: best === undefined ? undefined : checkBest(best, `${where}.best`),
    isOver: checkBoolean(isOver, {where: `${where}.isOver`}),
    hasBest: checkBoolean(hasBest, {where: `${where}.hasBest`}),
  };
}

/**
 * Checks that where a training stood goes with how far its machine has come, and that what there is of the best epoch could be.
 *
 * @param where - Names the file in errors.
 */
export function checkProgressed(
  {progress}: Position,
  {
    steps,
    epochs,
    values,
    where,
  }: Pick<Machine, 'steps' | 'epochs'> & {values: Record<string, Float32Array>; where: string},
): void {
  if (progress !== undefined) {
    const {batches, seen} = progress;
    if (batches > steps || epochs === 0 || seen < batches || (batches === 0 && seen > 0)) {
      throw damaged(where, 'an epoch of more batches than there were');
    }
  }
  checkLogVariances(values, {prefix: BEST, where});
}

/** Returns the shapes of the tensors that belong to it. */
export function positionShapes(
  units: Pick<Machine, 'visible' | 'hidden'>,
  {hasBest}: SavedPosition,
): Record<string, number[]> {
  return hasBest ? parameterShapes(units, BEST) : {};
}

/** Returns where a training stood, with the values of its tensors. */
export function interruption(
  {hasBest, ...position}: SavedPosition,
  values: Record<string, Float32Array>,
): Interruption {
  return {position, best: hasBest ? {values, prefix: BEST} : undefined};
}

/** Returns a value as JSON can hold it, wherever it goes: undefined is left out, and a number that is not finite becomes its name. */
export function plain<T>(value: T): T {
  const named = (_: string, part: unknown): unknown =>
    typeof part === 'number' && !Number.isFinite(part) ? String(part) : part;
  return JSON.parse(JSON.stringify(value, named)) as T;
}

/** Checks a number that {@link plain} may have named. */
function checkAnyNumber(value: unknown, where: string): number {
  return typeof value === 'string' && NAMED.includes(value) ? Number(value) : checkNumber(value, {where});
}

const NAMED = ['NaN', 'Infinity', '-Infinity'];

/** Checks what a file says that a History held. */
export function checkHistory(saved: unknown, where: string): HistoryValues {
  const {epoch, history} = (saved ?? {}) as Record<keyof HistoryValues, unknown>;
  if (typeof history !== 'object' || history === null || Array.isArray(history)) {
    throw damaged(where, 'no history');
  }
  const epochs = numbers(epoch, `${where}.epoch`);
  const entries = Object.entries(history).map(([name, values]): [string, number[]] => [
    name,
    numbers(values, `${where}.${name}`),
  ]);
  return {epoch: epochs, history: Object.fromEntries(entries)};
}

function numbers(values: unknown, where: string): number[] {
  if (!Array.isArray(values)) throw damaged(where, 'no list of numbers');
  return values.map((value: unknown, place) => checkAnyNumber(value, `${where}[${place}]`));
}

function checkEpochProgress(saved: unknown, where: string): EpochProgress {
  const {batches, seen, errorSum, swaps} = (saved ?? {}) as Record<keyof EpochProgress, unknown>;
  if (!Array.isArray(swaps)) throw damaged(`${where}.swaps`, 'no list');
  return {
    batches: checkInteger(batches, {where: `${where}.batches`, min: 0}),
    seen: checkInteger(seen, {where: `${where}.seen`, min: 0}),
    errorSum: checkAnyNumber(errorSum, `${where}.errorSum`),
    swaps: swaps.map((saved: unknown, place) => {
      const {sum, steps} = (saved ?? {}) as Record<'sum' | 'steps', unknown>;
      return {
        sum: checkNumber(sum, {where: `${where}.swaps[${place}].sum`, min: 0}),
        steps: checkInteger(steps, {where: `${where}.swaps[${place}].steps`, min: 0}),
      };
    }),
  };
}

function checkBest(saved: unknown, where: string): BestEpoch {
  const {epoch, value} = (saved ?? {}) as Record<keyof BestEpoch, unknown>;
  return {
    epoch: checkInteger(epoch, {where: `${where}.epoch`, min: 0}),
    value: checkAnyNumber(value, `${where}.value`),
  };
}
