import {best} from './best.js';
import type {ExperimentArgs, Outcome} from './Experiment.js';
import type {GlorotData} from './glorotImages.js';
import {
  DEPTH,
  type Activation,
  type Glorot2010Result,
  type NetworkSettings,
  type StackSettings,
  type Start,
  type Watched,
} from './glorot2010Trainings.js';
import {outcomeOf} from './keyOf.js';
import {ofEachSeed} from './seeds.js';

/** What the networks learn from. */
export const DATA: readonly GlorotData[] = ['Shapeset-3x2', 'MNIST'];
/** Of the hidden layers. */
export const ACTIVATIONS: readonly Activation[] = ['sigmoid', 'tanh', 'softsign'];
/** The starts of the paper, and all. */
export const PAPER_STARTS: readonly Start[] = ['standard', 'Xavier'];
export const STARTS: readonly Start[] = [...PAPER_STARTS, 'He', 'RBM'];

/** Of a training, what it gave, and all that have come out. */
export type Settings = StackSettings | NetworkSettings;
export type Result = Glorot2010Result | undefined;
export type Outcomes = readonly Outcome<Settings, Result>[];

/** A cell of a table: which network, whatever its depth and step size. */
export interface Case {
  data: GlorotData;
  activation: Activation;
  start: Start;
}

/** All trainings that are wanted, as far as what has come out tells. */
export function planned(outcomes: Outcomes, args: ExperimentArgs): NetworkSettings[] {
  const cases = DATA.flatMap((data) =>
    ACTIVATIONS.flatMap((activation) => STARTS.map((start) => ({data, activation, start}))),
  );
  return [
    ...cases.flatMap((one) => tried(one, args)),
    ...cases.flatMap((one) => [...finals(outcomes, one, args), ...byDepth(outcomes, one, args)]),
  ];
}

/** Step sizes that each network is tried with. */
export function ratesOf({quick}: ExperimentArgs): readonly number[] {
  return quick ? [0.1] : [0.3, 0.1, 0.03, 0.01];
}

/** The rate that did best with seed 1; undefined while not all have come out. */
export function chosenRate(outcomes: Outcomes, one: Case, args: ExperimentArgs): number | undefined {
  const chosen = best(outcomes, {
    settings: tried(one, args),
    value: (result) => result!.validationError,
  });
  return chosen?.settings.rate;
}

/** The trainings at the chosen rate, one for each seed; none while there is none. */
export function finals(outcomes: Outcomes, one: Case, args: ExperimentArgs): NetworkSettings[] {
  const rate = chosenRate(outcomes, one, args);
  if (rate === undefined) return [];
  return ofEachSeed(network(one, {depth: DEPTH, rate, seed: 1}), args.seeds);
}

/** The same with fewer layers, for the starts of the paper. */
export function byDepth(outcomes: Outcomes, one: Case, args: ExperimentArgs): NetworkSettings[] {
  const rate = chosenRate(outcomes, one, args);
  if (rate === undefined || !PAPER_STARTS.includes(one.start)) return [];
  return [1, 2, 3, 4].map((depth) => network(one, {depth, rate, seed: 1}));
}

/** What was watched of a network at the chosen rate. */
export function watchedOf(outcomes: Outcomes, one: Case, args: ExperimentArgs): Watched {
  const [first] = finals(outcomes, one, args);
  return outcomeOf(outcomes, first!)!.result!.watched!;
}

function tried(one: Case, args: ExperimentArgs): NetworkSettings[] {
  return ratesOf(args).map((rate) => network(one, {depth: DEPTH, rate, seed: 1}));
}

function network(one: Case, more: {depth: number; rate: number; seed: number}): NetworkSettings {
  return {kind: 'network', ...one, ...more};
}
