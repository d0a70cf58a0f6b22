import type {NewEngineArgs} from '../../engine/newEngine.js';
import type {FitSettings} from './checkFitArgs.js';

/** Returns what decides which engine trains a machine, and how; `samples` is how many rows there will be. */
export function engineArgs(settings: FitSettings, samples: number): NewEngineArgs {
  const batchSize = settings.batchSize ?? defaultBatchSize(samples);
  return {...settings, batchSize: Math.min(batchSize, samples), chains: settings.chains ?? batchSize};
}

/** A hundred steps an epoch, where that does not make the batches too small or too large (Hinton 2010, section 4). */
export function defaultBatchSize(rows: number): number {
  return Math.min(100, Math.max(10, Math.round(rows / 100)));
}
