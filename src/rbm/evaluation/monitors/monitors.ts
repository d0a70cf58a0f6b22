import {argumentError, checkArgs, checkInteger, checkOneOf, show} from '../../../check.js';
import type {Machine} from '../../../energy/Machine.js';
import type {EstimatorName} from '../../../engine/LearningArgs.js';
import {checkBinary, checkBinaryUnits, checkComplete} from '../../data/checkRows.js';
import type {CheckedVisible} from '../../data/checkVisible.js';
import type {Logs} from '../Logs.js';
import {ACCURACY} from './accuracy.js';
import {FREE_ENERGY_GAP} from './freeEnergyGap.js';
import {LOG_LIKELIHOOD} from './logLikelihood.js';
import type {Metric, MetricName} from './Metric.js';
import {PSEUDO_LIKELIHOOD} from './pseudoLikelihood.js';
import {RECONSTRUCTION_ERROR} from './reconstructionError.js';

/** What there is to be measured; a new one is a file of its own, and a line here. */
export const METRICS: Record<MetricName, Metric> = {
  reconstructionError: RECONSTRUCTION_ERROR,
  freeEnergyGap: FREE_ENERGY_GAP,
  pseudoLikelihood: PSEUDO_LIKELIHOOD,
  logLikelihood: LOG_LIKELIHOOD,
  accuracy: ACCURACY,
};

/** Something to be measured after each epoch, or after some. */
export type MonitorArgs =
  | MetricName
  | {
      name: MetricName;
      /** Epochs from one measurement to the next, an integer >= 1; the last epoch always has one. @defaultValue 1 */
      every?: number;
    };

/** The same, checked and complete. */
export type Monitor = Required<Exclude<MonitorArgs, MetricName>>;

/** What is measured unless a user says otherwise. */
function defaults({numClasses}: Machine): readonly MonitorArgs[] {
  return ['reconstructionError', 'freeEnergyGap', ...(numClasses > 0 ? (['accuracy'] as const) : [])];
}

/** Those that say nothing of training data alone. */
const NEED_VALIDATION: readonly MetricName[] = ['freeEnergyGap'];

/**
 * Checks what is to be measured.
 *
 * @param where - Function and argument.
 * @throws TypeError, RangeError when it is no list of monitors; Error when one of them cannot be of this machine.
 */
export function checkMonitors(
  monitors: readonly MonitorArgs[] | undefined,
  where: string,
  {machine}: {machine: Machine},
): Monitor[] {
  if (monitors === undefined) return checkMonitors(defaults(machine), where, {machine});
  if (!Array.isArray(monitors)) {
    throw argumentError(TypeError, {where, condition: 'a list of monitors', got: show(monitors)});
  }
  return monitors.map((monitor: MonitorArgs, place) => {
    const own = `${where}[${place}]`;
    const args = typeof monitor === 'string' ? {name: monitor} : monitor;
    checkArgs(args, {where: own, known: ['name', 'every']});
    const options = Object.keys(METRICS) as MetricName[];
    const name = checkOneOf(args.name, {where: own, options});
    if (name === 'pseudoLikelihood') checkBinaryUnits(machine, own);
    if (name === 'accuracy' && machine.numClasses === 0) {
      throw argumentError(RangeError, {
        where: own,
        condition: 'another monitor for a machine without label units',
        got: show(name),
      });
    }
    return {
      name,
      every: checkInteger(args.every ?? 1, {where: `${own}.every`, min: 1}),
    };
  });
}

/**
 * Checks that monitors that a user has chosen can do without validation data, where there are none.
 *
 * @throws TypeError when one cannot.
 */
export function checkHasValidation(monitors: readonly Monitor[], caller: string): void {
  const needy = monitors.find(({name}) => NEED_VALIDATION.includes(name));
  if (needy === undefined) return;
  const condition = `rows to compare with for the monitor ${needy.name}`;
  throw argumentError(TypeError, {where: `${caller}: validationData`, condition, got: 'undefined'});
}

/**
 * Checks that the rows are such as the monitors need.
 *
 * @throws RangeError when rows that must be binary, or complete, are not.
 */
export async function checkMonitoredData(
  monitors: readonly Monitor[],
  {training, validation, caller}: MonitoredArgs,
): Promise<void> {
  const has = (wanted: MetricName): boolean => monitors.some(({name}) => name === wanted);
  if (has('logLikelihood')) {
    checkComplete(training, `${caller}: x`);
    if (validation !== undefined) checkComplete(validation, `${caller}: validationData`);
  }
  if (!has('pseudoLikelihood')) return;
  await checkBinary(training.x, `${caller}: x`);
  if (validation !== undefined) await checkBinary(validation.x, `${caller}: validationData`);
}

/** What is monitored, and who asks. */
interface MonitoredArgs {
  training: CheckedVisible;
  validation: CheckedVisible | undefined;
  /** The function that the user called. */
  caller: string;
}

/** Returns the names that the logs of an epoch will have, but for those that callbacks add. */
export function loggedNames(
  monitors: readonly Monitor[],
  {estimator, hasValidation}: {estimator: EstimatorName; hasValidation: boolean},
): string[] {
  const ofTraining = [
    'reconstructionError',
    ...(estimator === 'tempering' ? ['swapRate', 'lowestSwapRate'] : []),
  ];
  const measured = monitors.flatMap(({name}) => {
    const ofValidation = hasValidation ? [`val_${name}`] : [];
    if (name === 'freeEnergyGap') return hasValidation ? [name] : [];
    if (name === 'reconstructionError') return ofValidation;
    if (name === 'accuracy') return hasValidation ? ofValidation : [name];
    return [name, ...ofValidation];
  });
  return [...ofTraining, ...measured];
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
  }: Parameters<Metric['monitor']>[1] & {monitors: readonly Monitor[]; after: number; isLast: boolean},
): Promise<Logs> {
  const logs: Logs = {};
  for (const {name, every} of monitors) {
    if (after % every === 0 || isLast) Object.assign(logs, await METRICS[name].monitor(machine, args));
  }
  return logs;
}
