import type {Machine} from '../../energy/Machine.js';
import type {NewEngineArgs} from '../../engine/newEngine.js';
import {checkFitArgs, type FitSettings} from './checkFitArgs.js';
import type {FitArgs} from './FitArgs.js';

/**
 * Returns what decides which engine trains a machine.
 *
 * @param context - `where` begins the error; `samples` is how many rows there will be.
 * @throws TypeError, RangeError when an option is wrong, or the engine has no room for the machine.
 */
export function fitEngineArgs(
  machine: Machine,
  args: FitArgs,
  {where, samples}: {where: string; samples: number},
): NewEngineArgs {
  return engineArgs(checkFitArgs(args, {where, machine}), samples);
}

/** The same, of options that have been checked. */
export function engineArgs(settings: FitSettings, samples: number): NewEngineArgs {
  const batchSize = settings.batchSize ?? defaultBatchSize(samples);
  return {...settings, batchSize: Math.min(batchSize, samples), chains: settings.chains ?? batchSize};
}

/** A hundred steps an epoch, where that does not make the batches too small or too large (Hinton 2010, section 4). */
export function defaultBatchSize(rows: number): number {
  return Math.min(100, Math.max(10, Math.round(rows / 100)));
}
