import type {Bar, ProgressBars} from '../examples/lib/progressBars.js';
import type {Experiment, ExperimentArgs, Outcome, Settings} from './Experiment.js';
import type {Journal} from './journal.js';
import {keyOf} from './keyOf.js';
import {titleOf} from './titleOf.js';
import type {Trainer} from './Trainer.js';

interface RunArgs {
  experiment: Experiment;
  args: ExperimentArgs;
  journal: Journal;
  /** Whether what a training has left for others is still there. */
  isThere: (settings: Settings) => boolean;
  /** Who trains, side by side; they end with the run. */
  trainers: readonly Trainer[];
  bars: ProgressBars;
}

/** A training that is to be made, or was. */
interface Planned {
  settings: Settings;
  key: string;
  cost: number;
}

/**
 * Makes the trainings that an experiment wants and the journal lacks, each behind those that it needs, until no more is wanted.
 *
 * @returns The outcomes of what was wanted, in that order, and of what it needed as far as the journal has them.
 * @throws Error when a training fails; what came out before is in the journal.
 */
export async function runTrainings(run: RunArgs): Promise<Outcome<Settings, unknown>[]> {
  const {experiment, args, journal, isThere, trainers, bars} = run;
  const byKey = new Map(journal.outcomes.map((outcome) => [keyOf(outcome.settings), outcome]));
  /** Those that have come out before and have no stack, or none any more; which matters where another needs it. */
  const lost = new Set(
    [...byKey.values()].filter(({settings}) => !isThere(settings)).map(({settings}) => keyOf(settings)),
  );
  const neededBy = (settings: Settings): Settings | undefined => experiment.needs?.(settings, args);
  /** What is to be made, behind what it needs; made anew when a training has come out. */
  let plan = planned();
  function planned(): Planned[] {
    const wanted = experiment.plan(journal.outcomes, args);
    wanted.forEach(forgetLost);
    const all = new Map<string, Planned>();
    function add(settings: Settings): void {
      const key = keyOf(settings);
      if (all.has(key)) return;
      // What an ended training needed, it needs no more.
      const needed = neededBy(settings);
      if (needed !== undefined && (!byKey.has(key) || byKey.has(keyOf(needed)))) add(needed);
      all.set(key, {settings, key, cost: experiment.cost(settings, args)});
    }
    wanted.forEach(add);
    return [...all.values()];
  }
  /** Forgets the outcomes of what a training yet to come needs, where the stack is gone. */
  function forgetLost(settings: Settings): void {
    if (byKey.has(keyOf(settings))) return;
    const needed = neededBy(settings);
    if (needed === undefined) return;
    if (lost.has(keyOf(needed))) byKey.delete(keyOf(needed));
    forgetLost(needed);
  }
  /** How much is done of each training that has begun. */
  const begun = new Map<string, number>();
  const isReady = (settings: Settings): boolean => {
    const needed = neededBy(settings);
    return needed === undefined || byKey.has(keyOf(needed));
  };
  const next = (): Settings | undefined =>
    plan.find(({settings, key}) => !byKey.has(key) && !begun.has(key) && isReady(settings))?.settings;

  const total = bars.add('all');
  function show(): void {
    const all = plan.reduce((sum, {cost}) => sum + cost, 0);
    const done = plan.reduce(
      (sum, {key, cost}) => sum + cost * (byKey.has(key) ? 1 : (begun.get(key) ?? 0)),
      0,
    );
    const ended = plan.filter(({key}) => byKey.has(key)).length;
    total.show(done, all, `${ended} of ${plan.length} trainings`);
  }

  /** What is called when a training has come out, by which others may have become wanted. */
  let waiting: (() => void)[] = [];
  let failure: unknown;
  async function work(trainer: Trainer, bar: Bar): Promise<void> {
    for (;;) {
      const settings = failure === undefined ? next() : undefined;
      if (settings === undefined) {
        if (begun.size === 0 || failure !== undefined) return;
        await new Promise<void>((resolve) => waiting.push(resolve));
        continue;
      }
      const key = keyOf(settings);
      begun.set(key, 0);
      const words = titleOf(settings);
      try {
        const outcome = {
          settings,
          ...(await trainer.train(settings, (share, detail) => {
            begun.set(key, share);
            bar.show(share, 1, `${words}: ${detail}`);
            show();
          })),
        };
        await journal.append(outcome);
        byKey.set(key, outcome);
        lost.delete(key);
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
  try {
    if (plan.some(({key}) => !byKey.has(key))) {
      const works = trainers.map((trainer, place) => work(trainer, bars.add(`process ${place + 1}`)));
      await Promise.all(works);
    }
  } finally {
    for (const trainer of trainers) trainer.end();
  }
  if (failure !== undefined) throw failure as Error;
  return plan.map(({key}) => byKey.get(key)!);
}
