import {best} from './best.js';
import type {ExperimentArgs, Outcome} from './Experiment.js';
import {outcomeOf} from './keyOf.js';
import type {
  Larochelle2007Result,
  ModelName,
  NetworkSettings,
  StackSettings,
} from './larochelle2007Trainings.js';
import {TASKS, type TaskName} from './larochelleTasks.js';
import {ofEachSeed, seedWords} from './seeds.js';

/** The networks, in the order of the tables. */
export const MODELS = ['NNet', 'DBN-1', 'DBN-3', 'Xavier-3'] as const;

/** Of a training, what it gave, and all that have come out. */
export type Settings = StackSettings | NetworkSettings;
export type Result = Larochelle2007Result | undefined;
export type Outcomes = readonly Outcome<Settings, Result>[];

/** A cell of a table. */
export interface Case {
  task: TaskName;
  model: ModelName;
}

/** Step sizes that are tried from a random start, of gradient descent and of Adam. */
const RATES = {NNet: [0.01, 0.03, 0.1, 0.3, 1], 'Xavier-3': [0.0003, 0.001, 0.003, 0.01]};

/** Those that are tried from a stack: the upper one with drawn pixels, where there are grey ones. Small batches want small steps. */
const STACK_RATES = {rectangles: [0.03, 0.1], others: [0.1, 0.3]} as const;

/** All trainings that are wanted, as far as what has come out tells. */
export function planned(outcomes: Outcomes, args: ExperimentArgs): NetworkSettings[] {
  return TASKS.flatMap((task) =>
    MODELS.flatMap((model) => {
      const found = chosen(outcomes, {task, model}, args);
      const finals = found === undefined ? [] : ofEachSeed(found.settings, args.seeds);
      return [...tried({task, model}, args), ...finals];
    }),
  );
}

/** What {@link tried} tries, in words. */
export function budget(args: ExperimentArgs): string {
  const list = (rates: readonly number[]): string => rates.join(', ');
  return (
    `Tried on each task with seed 1: NNet at rates ${list(RATES.NNet)}, Xavier-3 at ${list(RATES['Xavier-3'])}, both with grey and with drawn pixels; ` +
    `DBN-1 and DBN-3, plain and sparse, at ${STACK_RATES.others[0]}, and at ${STACK_RATES.others[1]} with drawn pixels (on \`rectangles\` at ${list(STACK_RATES.rectangles)}). ` +
    'Pixels of `rectangles` and `convex` are black and white, and stay as they are. ' +
    `The one with the fewest wrong validation images was trained with ${seedWords(args.seeds)}.`
  );
}

/** What is tried on a task: ways of pre-training, what back-propagation is shown, and at which step size. */
function tried({task, model}: Case, {quick}: ExperimentArgs): NetworkSettings[] {
  const all = {kind: 'network', task, model, seed: 1} as const;
  const isPretrained = model === 'DBN-1' || model === 'DBN-3';
  if (quick) {
    // A first layer of rare units sees through what is behind the digits.
    const pretraining = isPretrained ? (task.includes('back') ? 'sparse' : 'plain') : 'none';
    return [{...all, pretraining, isDrawn: false, rate: model === 'Xavier-3' ? 0.003 : 0.1}];
  }
  // Pixels that are black or white come out of a draw as they are.
  const isGrey = task !== 'rectangles' && task !== 'convex';
  if (isPretrained) {
    const [low, high] = STACK_RATES[task === 'rectangles' ? task : 'others'];
    return (['plain', 'sparse'] as const).flatMap((pretraining) => [
      {...all, pretraining, isDrawn: false, rate: low},
      {...all, pretraining, isDrawn: isGrey, rate: high},
    ]);
  }
  return (isGrey ? [false, true] : [false]).flatMap((isDrawn) =>
    RATES[model].map((rate) => ({...all, pretraining: 'none', isDrawn, rate})),
  );
}

/** The setting with the fewest wrong validation images, with seed 1; undefined while not all have come out. */
export function chosen(
  outcomes: Outcomes,
  which: Case,
  args: ExperimentArgs,
): Outcome<NetworkSettings, Result> | undefined {
  return best(outcomes, {
    settings: tried(which, args),
    value: (result) => result!.validationError,
  });
}

/** The trainings of the settings that were chosen, of all seeds. */
export function finals(outcomes: Outcomes, which: Case, args: ExperimentArgs): Outcomes {
  const {settings} = chosen(outcomes, which, args)!;
  return ofEachSeed(settings, args.seeds).map((one) => outcomeOf(outcomes, one)!);
}
