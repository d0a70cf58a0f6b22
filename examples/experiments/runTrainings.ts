import {fork, type ChildProcess} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import type {Bar, ProgressBars} from '../progressBars.js';
import type {Experiment, ExperimentArgs, Outcome, Settings} from './Experiment.js';
import type {Journal} from './journal.js';
import {keyOf} from './keyOf.js';
import {timeLeft} from './timeLeft.js';
import type {FromWorker, ToWorker} from './worker.js';

interface RunArgs {
  name: string;
  experiment: Experiment;
  args: ExperimentArgs;
  journal: Journal;
  /** A folder of the experiment's own. */
  folder: string;
  /** How many trainings run side by side, each in a process of its own. */
  jobs: number;
  bars: ProgressBars;
}

/** A process that trains. */
interface Worker {
  child: ChildProcess;
  bar: Bar;
}

/**
 * Makes the trainings that an experiment wants and the journal lacks, until it wants no more.
 *
 * @returns The outcomes that were wanted, in their order.
 * @throws Error when a training fails; what came out before is in the journal.
 */
export async function runTrainings(run: RunArgs): Promise<Outcome<Settings, unknown>[]> {
  const {name, experiment, args, journal, folder, jobs, bars} = run;
  const byKey = new Map(journal.outcomes.map((outcome) => [keyOf(outcome.settings), outcome]));
  /** What is wanted, and the key of each; made anew when a training has come out. */
  let plan = planned();
  function planned(): {settings: Settings; key: string; cost: number}[] {
    return experiment
      .plan(journal.outcomes, args)
      .map((settings) => ({settings, key: keyOf(settings), cost: experiment.cost(settings, args)}));
  }
  /** How much is done of each training that has begun. */
  const begun = new Map<string, number>();
  const next = (): Settings | undefined =>
    plan.find(
      ({settings, key}) =>
        !byKey.has(key) &&
        !begun.has(key) &&
        (experiment.needs?.(settings, args) ?? []).every((needed) => byKey.has(keyOf(needed))),
    )?.settings;

  const total = bars.add('all');
  const clock = timeLeft();
  function show(): void {
    const all = plan.reduce((sum, {cost}) => sum + cost, 0);
    const done = plan.reduce(
      (sum, {key, cost}) => sum + cost * (byKey.has(key) ? 1 : (begun.get(key) ?? 0)),
      0,
    );
    const ended = plan.filter(({key}) => byKey.has(key)).length;
    total.show(done, all, `${String(ended)} of ${String(plan.length)} trainings, ${clock(done, all)}`);
  }

  /** What is called when a training has come out, by which others may have become wanted. */
  let waiting: (() => void)[] = [];
  let failure: unknown;
  async function work({child, bar}: Worker): Promise<void> {
    for (;;) {
      const settings = failure === undefined ? next() : undefined;
      if (settings === undefined) {
        if (begun.size === 0 || failure !== undefined) return;
        await new Promise<void>((resolve) => waiting.push(resolve));
        continue;
      }
      const key = keyOf(settings);
      begun.set(key, 0);
      const words = title(settings);
      try {
        const outcome = {
          settings,
          ...(await train(child, {name, settings, args, folder}, (share, detail) => {
            begun.set(key, share);
            bar.show(share, 1, `${words}: ${detail}`);
            show();
          })),
        };
        await journal.append(outcome);
        byKey.set(key, outcome);
        plan = planned();
      } catch (error) {
        // What the others are at comes out yet.
        failure ??= error;
      }
      begun.delete(key);
      show();
      for (const wake of waiting) wake();
      waiting = [];
    }
  }

  show();
  const missing = (): {settings: Settings} | undefined => plan.find(({key}) => !byKey.has(key));
  const workers = Array.from({length: missing() === undefined ? 0 : jobs}, (_, place) => ({
    child: fork(fileURLToPath(new URL('worker.ts', import.meta.url)), {serialization: 'advanced'}),
    bar: bars.add(`process ${String(place + 1)}`),
  }));
  try {
    await Promise.all(workers.map(work));
  } finally {
    // Each one ends when it sees that nobody listens.
    for (const {child} of workers) if (child.connected) child.disconnect();
  }
  if (failure !== undefined) throw failure as Error;
  const stuck = missing();
  if (stuck !== undefined)
    throw new Error(`experiment: ${title(stuck.settings)} waits for what nobody wants.`);
  return plan.map(({key}) => byKey.get(key)!);
}

/** Has a process train, and resolves to what came out. */
function train(
  child: ChildProcess,
  task: ToWorker,
  onProgress: (share: number, words: string) => void,
): Promise<{result: unknown; seconds: number}> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: FromWorker): void => {
      if (message.kind === 'progress') {
        onProgress(message.share, message.words);
        return;
      }
      child.off('message', onMessage);
      child.off('exit', onExit);
      if (message.kind === 'outcome') resolve({result: message.result, seconds: message.seconds});
      else reject(new Error(`${title(task.settings)}: ${message.reason}`));
    };
    const onExit = (code: number | null, signal: string | null): void => {
      const how = signal ?? `code ${String(code)}`;
      reject(new Error(`${title(task.settings)}: its process must end when it is told to, got ${how}.`));
    };
    child.on('message', onMessage);
    child.once('exit', onExit);
    child.send(task);
  });
}

/** Settings in a few words: `'He, rate 0.1, seed 1'`. */
function title(settings: Settings): string {
  return Object.entries(settings)
    .map(([name, value]) => {
      if (Array.isArray(value)) return value.join('-');
      return typeof value === 'string' ? value : `${name} ${String(value)}`;
    })
    .join(', ');
}
