import type * as tf from '@tensorflow/tfjs-core';
import {argumentError, checkArgs, checkInteger, checkOneOf, show} from '../../check.js';
import type {Machine} from '../../energy/Machine.js';
import type {Logs} from '../callbackList.js';
import {measureFreeEnergyGap} from './freeEnergyGap.js';
import {measureReconstructionError} from './reconstructionError.js';

/** Measures a machine after an epoch: what the logs hold of it, under its name, and with `val_` before it for validation data. */
export type Measure = (
  machine: Machine,
  args: {training: tf.Tensor2D; validation: tf.Tensor2D | undefined; epoch: number},
) => Promise<Logs>;

/** What there is to be measured; a new one is a function in a file of its own, and a line here. */
const MEASURES = {
  reconstructionError: measureReconstructionError,
  freeEnergyGap: measureFreeEnergyGap,
} satisfies Record<string, Measure>;

/** What `fit` can measure after an epoch. */
export type MonitorName = keyof typeof MEASURES;

/** Something to be measured after each epoch, or after some. */
export type MonitorArgs =
  | MonitorName
  | {
      name: MonitorName;
      /** Epochs from one measurement to the next, an integer >= 1; the last epoch always has one. @defaultValue 1 */
      every?: number;
    };

/** The same, checked and complete. */
export type Monitor = Required<Exclude<MonitorArgs, MonitorName>>;

/** What is measured unless a user says otherwise; nothing without validation data. */
const DEFAULT: readonly MonitorArgs[] = ['reconstructionError', 'freeEnergyGap'];

/** Those that say nothing of training data alone. */
const NEED_VALIDATION: readonly MonitorName[] = ['freeEnergyGap'];

/**
 * Checks what is to be measured.
 *
 * @param where - Function and argument.
 * @throws TypeError, RangeError when it is no list of monitors.
 */
export function checkMonitors(monitors: unknown = DEFAULT, where: string): Monitor[] {
  if (!Array.isArray(monitors)) {
    throw argumentError(TypeError, {where, condition: 'a list of monitors', got: show(monitors)});
  }
  return monitors.map((monitor: MonitorArgs, place) => {
    const own = `${where}[${String(place)}]`;
    const args = typeof monitor === 'string' ? {name: monitor} : monitor;
    checkArgs(args, {where: own, known: ['name', 'every']});
    const options = Object.keys(MEASURES) as MonitorName[];
    return {
      name: checkOneOf(args.name, {where: own, options}),
      every: checkInteger(args.every ?? 1, {where: `${own}.every`, min: 1}),
    };
  });
}

/** Checks that there are validation data where a monitor that a user asked for needs them. */
export function checkMonitoredData(
  {monitors, validationData}: {monitors?: unknown; validationData?: unknown},
  {where}: {where: string},
): void {
  if (monitors === undefined || validationData !== undefined) return;
  const needy = checkMonitors(monitors, where).find(({name}) => NEED_VALIDATION.includes(name));
  if (needy === undefined) return;
  const condition = `rows to compare with for the monitor ${needy.name}`;
  throw argumentError(TypeError, {where: `${where}: validationData`, condition, got: 'undefined'});
}

/**
 * Measures a machine after an epoch.
 *
 * @param args - `after`: how many epochs of this training came before this one; `isLast`: whether none comes after it.
 */
export async function measure(
  machine: Machine,
  {
    monitors,
    after,
    isLast,
    ...args
  }: Parameters<Measure>[1] & {monitors: readonly Monitor[]; after: number; isLast: boolean},
): Promise<Logs> {
  const logs: Logs = {};
  for (const {name, every} of monitors) {
    if (after % every === 0 || isLast) Object.assign(logs, await MEASURES[name](machine, args));
  }
  return logs;
}
