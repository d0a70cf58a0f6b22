import {argumentError, checkInteger, checkNumber, show} from '../check.js';
import type {Machine} from '../energy/Machine.js';
import {
  group,
  integer,
  number,
  oneOf,
  optional,
  otherwise,
  variants,
  type OptionTable,
  type Settings,
} from '../options.js';
import type {
  CenteringArgs,
  EstimatorArgs,
  EstimatorName,
  LearningArgs,
  ObjectiveArgs,
  ObjectiveName,
  SparsityArgs,
} from './LearningArgs.js';

/** What the options that an engine carries out depend on: the machine, and each other. */
export interface LearningContext {
  machine: Machine;
  estimator: EstimatorSettings;
  objective: {type: ObjectiveName};
}

/** An estimator, checked and complete. */
export interface EstimatorSettings {
  type: EstimatorName;
  /** Persistent chains, at each temperature; undefined where the batch size decides. */
  chains: number | undefined;
  /** Inverse temperatures, ascending, the last one 1; `[1]` without tempering. */
  inverseTemperatures: readonly number[];
  /** Of fast weights; undefined where the machine's decides. */
  learningRate: number | undefined;
}

/** How many inverse temperatures there are unless a user says otherwise. */
const TEMPERATURES = 10;

const chains = optional(integer({min: 1}));
const rate = number({above: 0, max: 1, or: 0.01});

/** Factor of the L2 penalty on the weights. */
export const weightDecay = number({min: 0, or: 0.0002});

/** Those of an estimator without persistent chains. */
const NO_CHAINS: Omit<EstimatorSettings, 'type'> = {
  chains: undefined,
  inverseTemperatures: [1],
  learningRate: undefined,
};

/** What `fit` accepts of the options that an engine carries out, and what they are by default: see {@link LearningArgs}. */
export const LEARNING = {
  estimator: variants<EstimatorArgs, LearningContext>()('type', {
    forms: {
      cd: {},
      pcd: {chains},
      fpcd: {chains, learningRate: optional(number({above: 0}))},
      tempering: {chains, inverseTemperatures: readInverseTemperatures},
    },
    or: 'cd',
    without: NO_CHAINS,
  }),
  objective: variants<ObjectiveArgs, LearningContext>()('type', {
    forms: {generative: {}, discriminative: {}, hybrid: {generativeWeight: number({min: 0, or: 0.01})}},
    or: 'generative',
    without: {generativeWeight: 0.01},
  }),
  k: integer({min: 1, or: 1}),
  reconstruction: oneOf(['sample', 'mean', 'meanField'], {or: 'sample'}),
  weightDecay,
  l1Decay: number({min: 0, or: 0}),
  sparsity: otherwise(
    group<SparsityArgs>()({
      target: number({above: 0, below: 1}),
      cost: number({min: 0, or: 0.1}),
      decay: number({min: 0, below: 1, or: 0.9}),
    }),
    // The average goes on without a target, so that a later training can have one.
    {target: undefined, cost: 0.1, decay: 0.9},
  ),
  centering: variants<CenteringArgs, LearningContext>()('by', {
    forms: {off: {}, data: {rate}, average: {rate}},
    // It evens out how fast biases and weights learn, which persistent chains need more.
    or: ({estimator}) => (estimator.type === 'cd' ? 'off' : 'data'),
    without: {rate: 0.01},
  }),
  maxNorm: optional(number({above: 0})),
  dropout: number({min: 0, below: 1, or: 0}),
  varianceRate: number({min: 0, or: 0.1}),
} satisfies OptionTable<LearningArgs, LearningContext>;

/** The options that an engine carries out, checked and complete. */
export type LearningSettings = Settings<typeof LEARNING>;

/** Returns those of some settings that an engine carries out. */
export function learningOf<Given extends Record<keyof LearningSettings, unknown>>(
  settings: Given,
): Pick<Given, keyof LearningSettings> {
  const names = Object.keys(LEARNING) as (keyof LearningSettings)[];
  return Object.fromEntries(names.map((name) => [name, settings[name]])) as Pick<
    Given,
    keyof LearningSettings
  >;
}

/**
 * Checks that options have a meaning for a machine, and beside each other.
 *
 * @param context - `nameOf`: how errors name an option.
 * @throws RangeError at the first one that has none.
 */
export function checkTogether(
  {estimator, objective, reconstruction, sparsity, dropout}: LearningSettings,
  {machine, nameOf}: {machine: Machine; nameOf: (option: string) => string},
): void {
  const refuse = (option: string, condition: string, got: unknown, advice?: string): Error =>
    argumentError(RangeError, {
      where: nameOf(option),
      condition,
      got: show(got),
      ...(advice !== undefined && {advice}),
    });
  const {type, isBounded, canBeLeftOut} = machine.hidden.kind;
  if (objective.type !== 'generative' && machine.numClasses === 0) {
    const condition = "'generative' for a machine without label units";
    throw refuse('objective', condition, objective.type, 'make it with new RBM({classes: …})');
  }
  // Its gradient is exact.
  if (objective.type === 'discriminative' && estimator.type !== 'cd') {
    throw refuse('estimator', "left out with objective: 'discriminative'", estimator.type);
  }
  // Means have no distribution that temperatures could exchange them by.
  if (reconstruction !== 'sample' && estimator.type === 'tempering') {
    throw refuse('reconstruction', "'sample' with estimator: 'tempering'", reconstruction);
  }
  // Only units with means in (0, 1) have one.
  if (sparsity.target !== undefined && !isBounded) {
    throw refuse('sparsity', `left out for ${type} hidden units`, sparsity.target);
  }
  if (dropout === 0) return;
  if (!canBeLeftOut) throw refuse('dropout', `0 for ${type} hidden units`, dropout);
  // A row's mask makes it a machine of its own: such do not exchange their states, and what is exact of all units has no mask.
  if (estimator.type === 'tempering') throw refuse('dropout', "0 with estimator: 'tempering'", dropout);
  if (objective.type === 'generative') return;
  throw refuse('dropout', `0 with objective: '${objective.type}'`, dropout);
}

/** Reads the inverse temperatures of tempered chains, or how many there are, evenly spaced from 0 to 1. */
function readInverseTemperatures(
  given: number | readonly number[] | undefined,
  where: string,
): readonly number[] {
  if (!Array.isArray(given)) {
    const count = checkInteger(given ?? TEMPERATURES, {where, min: 2});
    return Array.from({length: count}, (_, place) => place / (count - 1));
  }
  return checkAscending(given, {where, from: 'any'});
}

/**
 * Checks inverse temperatures.
 *
 * @param args - `from`: what the first one must be.
 * @returns The same, known to be numbers from 0 to 1, ascending, the last one 1.
 */
function checkAscending(
  inverses: readonly unknown[],
  {where, from}: {where: string; from: 'any' | 0},
): readonly number[] {
  const checked = inverses.map((value, place) =>
    checkNumber(value, {where: `${where}[${place}]`, min: 0, max: 1}),
  );
  const isAscending = checked.every((value, place) => place === 0 || value > checked[place - 1]!);
  const hasEnds = checked.length >= 2 && checked.at(-1) === 1 && (from === 'any' || checked[0] === 0);
  if (isAscending && hasEnds) return checked;
  const ends = from === 'any' ? 'the last one 1' : 'from 0 to 1';
  const condition = `two or more inverse temperatures, ascending${from === 'any' ? ',' : ''} ${ends}`;
  throw argumentError(RangeError, {where, condition, got: show(inverses)});
}
