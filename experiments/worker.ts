import type {ExperimentArgs, Settings} from './Experiment.js';
import {EXPERIMENTS} from './EXPERIMENTS.js';
import {startBackend} from '../examples/lib/startBackend.js';

/** A training that a process is to make. */
export interface ToWorker {
  name: string;
  settings: Settings;
  args: ExperimentArgs;
  folder: string;
}

/** What it tells while it trains, and at the end. */
export type FromWorker =
  | {kind: 'progress'; share: number; words: string}
  | {kind: 'outcome'; result: unknown; seconds: number}
  | {kind: 'failure'; reason: string};

// A process of its own, which ends with the one that started it.
process.on('message', (task) => void work(task as ToWorker));
process.on('disconnect', () => process.exit());
const backend = startBackend({threads: 1});

async function work({name, settings, args, folder}: ToWorker): Promise<void> {
  try {
    await backend;
    const start = performance.now();
    const onProgress = (share: number, words: string): void => tell({kind: 'progress', share, words});
    const result = await EXPERIMENTS[name]!.train(settings, {...args, folder, onProgress});
    tell({kind: 'outcome', result, seconds: (performance.now() - start) / 1000});
  } catch (error) {
    tell({kind: 'failure', reason: (error as Error).stack ?? String(error)});
  }
}

function tell(message: FromWorker): void {
  // Whoever started this process may be gone, and this one ends with it.
  process.send!(message, undefined, undefined, () => undefined);
}
