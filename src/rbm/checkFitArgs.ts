import {
  argumentError,
  checkArgs,
  checkBoolean,
  checkInteger,
  checkNumber,
  checkOneOf,
  show,
} from '../check.js';
import type {Machine} from '../energy/Machine.js';
import type {Estimator, Objective, Reconstruction} from '../engine/Engine.js';
import {LONGEST_WAIT} from '../nextTask.js';
import type {FitArgs} from './FitArgs.js';
import {checkSchedule, type CheckedSchedule, type Schedule} from './Schedule.js';

/** Options without a value that always fits. */
type Undecided =
  'batchSize' | 'chains' | 'sparsityTarget' | 'threads' | 'maxNorm' | 'fastLearningRate' | 'balanceClasses';

/** Options that are tensors or functions, which those who use them check. */
type Unchecked = 'labels' | 'validationData' | 'validationLabels' | 'callbacks';

/** Options of `fit`, checked and complete but for what is not checked here. */
export interface FitSettings extends Required<
  Omit<FitArgs, Undecided | Unchecked | 'learningRate' | 'momentum' | 'temperatures' | 'yieldEvery'>
> {
  /** Undefined where the number of rows decides. */
  batchSize: number | undefined;
  /** Undefined where the batch size decides. */
  chains: number | undefined;
  /** Undefined for none. */
  sparsityTarget: number | undefined;
  /** Undefined where the machine decides. */
  threads: number | undefined;
  /** Undefined for no limit. */
  maxNorm: number | undefined;
  /** Undefined where the learning rate decides. */
  fastLearningRate: number | undefined;
  /** Undefined where it depends on whether there are labels. */
  balanceClasses: boolean | undefined;
  /** Inverse temperatures, ascending, the last one 1. */
  temperatures: readonly number[];
  learningRate: CheckedSchedule;
  momentum: CheckedSchedule;
  /** Milliseconds between turns of the event loop, 0 for one after each batch. */
  yieldEvery: number;
  yieldEachEpoch: boolean;
}

/** The options that `fit` knows, for those who pass some of them on. */
export const FIT_OPTIONS: readonly (keyof FitArgs)[] = [
  'epochs',
  'initialEpoch',
  'batchSize',
  'shuffle',
  'estimator',
  'chains',
  'temperatures',
  'fastLearningRate',
  'k',
  'reconstruction',
  'learningRate',
  'momentum',
  'weightDecay',
  'l1Decay',
  'sparsityTarget',
  'sparsityCost',
  'sparsityDecay',
  'biasFromData',
  'centering',
  'centeringRate',
  'maxNorm',
  'dropout',
  'varianceRate',
  'labels',
  'objective',
  'generativeWeight',
  'balanceClasses',
  'validationData',
  'validationLabels',
  'callbacks',
  'engine',
  'threads',
  'verbose',
  'yieldEvery',
];

const ESTIMATORS = ['cd', 'pcd', 'fpcd', 'tempering'] as const;

/** How many temperatures there are unless a user says otherwise. */
const TEMPERATURES = 10;

const HINTONS_SWITCH: Schedule = [
  [0, 0.5],
  [5, 0.9],
];

/**
 * Checks the options of `fit` and fills in the defaults; tensors and callbacks are left to those who use them.
 *
 * @param context - `where` is the function that the user called; `machine` is what is trained.
 * @throws TypeError, RangeError when an option is unknown, or has a wrong kind or value.
 */
export function checkFitArgs(
  args: FitArgs,
  {where, machine}: {where: string; machine: Machine},
): FitSettings {
  checkArgs(args, {where, known: FIT_OPTIONS});
  const {
    epochs = 10,
    initialEpoch = 0,
    shuffle = true,
    estimator = 'cd',
    k = 1,
    reconstruction = 'sample',
    learningRate = defaultLearningRate(machine),
    momentum = HINTONS_SWITCH,
    weightDecay = 0.0002,
    l1Decay = 0,
    sparsityCost = 0.1,
    sparsityDecay = 0.9,
    centering = 'off',
    centeringRate = 0.01,
    dropout = 0,
    varianceRate = 0.1,
    objective = 'generative',
    generativeWeight = 0.01,
    engine = 'auto',
    biasFromData = true,
    verbose = 1,
    yieldEvery = 'auto',
  } = args;
  checkInteger(epochs, {where: `${where}: epochs`, min: 0});
  checkInteger(initialEpoch, {where: `${where}: initialEpoch`, min: 0, max: epochs});
  const positive = (value: number | undefined, name: string): number | undefined =>
    value === undefined ? undefined : checkPositive(value, `${where}: ${name}`);
  return {
    epochs,
    initialEpoch,
    batchSize: checkCount(args.batchSize, `${where}: batchSize`),
    estimator: checkOneOf(estimator, {where: `${where}: estimator`, options: ESTIMATORS}),
    temperatures: checkTemperatures(args.temperatures, {where: `${where}: temperatures`, estimator}),
    fastLearningRate: positive(args.fastLearningRate, 'fastLearningRate'),
    chains: checkChains(args.chains, {where: `${where}: chains`, estimator}),
    shuffle: checkBoolean(shuffle, {where: `${where}: shuffle`}),
    k: checkInteger(k, {where: `${where}: k`, min: 1}),
    reconstruction: checkReconstruction(reconstruction, {where: `${where}: reconstruction`, estimator}),
    learningRate: checkSchedule(learningRate, {
      where: `${where}: learningRate`,
      condition: 'a number > 0',
      initialEpoch,
      epochs,
      isValid: (value) => value > 0,
    }),
    momentum: checkSchedule(momentum, {
      where: `${where}: momentum`,
      condition: 'a number >= 0 and < 1',
      initialEpoch,
      epochs,
      isValid: (value) => value >= 0 && value < 1,
    }),
    weightDecay: checkNumber(weightDecay, {where: `${where}: weightDecay`, min: 0}),
    l1Decay: checkNumber(l1Decay, {where: `${where}: l1Decay`, min: 0}),
    sparsityTarget: checkSparsityTarget(args.sparsityTarget, {where: `${where}: sparsityTarget`, machine}),
    sparsityCost: checkNumber(sparsityCost, {where: `${where}: sparsityCost`, min: 0}),
    sparsityDecay: checkShare(sparsityDecay, `${where}: sparsityDecay`),
    centering: checkOneOf(centering, {where: `${where}: centering`, options: ['off', 'data', 'average']}),
    centeringRate: checkRate(centeringRate, `${where}: centeringRate`),
    maxNorm: positive(args.maxNorm, 'maxNorm'),
    dropout: checkDropout(dropout, {where: `${where}: dropout`, machine, estimator, objective}),
    varianceRate: checkNumber(varianceRate, {where: `${where}: varianceRate`, min: 0}),
    objective: checkObjective(objective, {where: `${where}: objective`, machine}),
    generativeWeight: checkNumber(generativeWeight, {where: `${where}: generativeWeight`, min: 0}),
    balanceClasses: checkBalance(args, `${where}: balanceClasses`),
    engine: checkOneOf(engine, {where: `${where}: engine`, options: ['auto', 'wasm', 'tensor']}),
    threads: checkCount(args.threads, `${where}: threads`),
    biasFromData: checkBoolean(biasFromData, {where: `${where}: biasFromData`}),
    verbose: checkOneOf(verbose, {where: `${where}: verbose`, options: [0, 1]}),
    yieldEvery: checkYieldEvery(yieldEvery, `${where}: yieldEvery`),
    yieldEachEpoch: yieldEvery === 'epoch',
  };
}

function checkYieldEvery(yieldEvery: unknown, where: string): number {
  if (typeof yieldEvery === 'number') return checkNumber(yieldEvery, {where, min: 0});
  const intervals = {auto: LONGEST_WAIT, batch: 0, epoch: Infinity, never: Infinity};
  return intervals[checkOneOf(yieldEvery, {where, options: ['auto', 'batch', 'epoch', 'never']})];
}

function checkCount(value: unknown, where: string): number | undefined {
  return value === undefined ? undefined : checkInteger(value, {where, min: 1});
}

function checkChains(
  chains: unknown,
  {where, estimator}: {where: string; estimator: Estimator},
): number | undefined {
  if (chains === undefined || estimator !== 'cd') return checkCount(chains, where);
  const advice = "persistent chains need estimator: 'pcd', 'fpcd' or 'tempering'";
  throw argumentError(RangeError, {where, condition: 'left out', got: show(chains), advice});
}

function checkSparsityTarget(
  target: unknown,
  {where, machine}: {where: string; machine: Machine},
): number | undefined {
  if (target === undefined) return undefined;
  const {type} = machine.hidden.kind;
  if (type !== 'bernoulli' && type !== 'softmax') {
    throw argumentError(RangeError, {
      where,
      condition: `left out for ${type} hidden units`,
      got: show(target),
    });
  }
  const checked = checkNumber(target, {where});
  if (checked > 0 && checked < 1) return checked;
  throw argumentError(RangeError, {where, condition: 'a number > 0 and < 1', got: show(target)});
}

function checkShare(share: unknown, where: string): number {
  const checked = checkNumber(share, {where});
  if (checked >= 0 && checked < 1) return checked;
  throw argumentError(RangeError, {where, condition: 'a number >= 0 and < 1', got: show(share)});
}

function checkPositive(value: unknown, where: string): number {
  const checked = checkNumber(value, {where});
  if (checked > 0) return checked;
  throw argumentError(RangeError, {where, condition: 'a number > 0', got: show(value)});
}

function checkRate(rate: unknown, where: string): number {
  const checked = checkNumber(rate, {where});
  if (checked > 0 && checked <= 1) return checked;
  throw argumentError(RangeError, {where, condition: 'a number > 0 and <= 1', got: show(rate)});
}

function checkReconstruction(
  reconstruction: Reconstruction,
  {where, estimator}: {where: string; estimator: Estimator},
): Reconstruction {
  const checked = checkOneOf(reconstruction, {where, options: ['sample', 'mean', 'meanField']});
  if (checked === 'sample' || estimator !== 'tempering') return checked;
  // Means have no distribution that temperatures could exchange them by.
  const condition = "'sample' with estimator: 'tempering'";
  throw argumentError(RangeError, {where, condition, got: show(reconstruction)});
}

function checkDropout(
  dropout: unknown,
  {
    where,
    machine,
    estimator,
    objective,
  }: {where: string; machine: Machine; estimator: Estimator; objective: Objective},
): number {
  const share = checkShare(dropout, where);
  if (share === 0) return share;
  const {type} = machine.hidden.kind;
  const refuse = (why: string): Error =>
    argumentError(RangeError, {where, condition: `0 ${why}`, got: show(dropout)});
  if (type !== 'bernoulli' && type !== 'relu') throw refuse(`for ${type} hidden units`);
  // A row's mask makes it a machine of its own: such do not exchange their states, and what is exact of all units has no mask.
  if (estimator === 'tempering') throw refuse("with estimator: 'tempering'");
  if (objective !== 'generative') throw refuse(`with objective: '${objective}'`);
  return share;
}

function checkObjective(
  objective: Objective,
  {where, machine}: {where: string; machine: Machine},
): Objective {
  const checked = checkOneOf(objective, {where, options: ['generative', 'discriminative', 'hybrid']});
  if (checked === 'generative' || machine.labels > 0) return checked;
  throw argumentError(RangeError, {
    where,
    condition: "'generative' for a machine without label units",
    got: show(objective),
    advice: 'make it with new RBM({labels: …})',
  });
}

function checkBalance({balanceClasses, labels}: FitArgs, where: string): boolean | undefined {
  if (balanceClasses === undefined) return undefined;
  const checked = checkBoolean(balanceClasses, {where});
  if (!checked || labels !== undefined) return checked;
  throw argumentError(RangeError, {where, condition: 'false or left out without labels', got: 'true'});
}

function checkTemperatures(
  temperatures: unknown,
  {where, estimator}: {where: string; estimator: Estimator},
): readonly number[] {
  if (estimator !== 'tempering') {
    if (temperatures === undefined) return [1];
    const advice = "only estimator: 'tempering' has them";
    throw argumentError(RangeError, {where, condition: 'left out', got: show(temperatures), advice});
  }
  if (!Array.isArray(temperatures)) {
    const count = checkInteger(temperatures ?? TEMPERATURES, {where, min: 2});
    return Array.from({length: count}, (_, place) => place / (count - 1));
  }
  const inverse = temperatures as readonly unknown[];
  const isAscending = inverse.every(
    (value, place) =>
      checkNumber(value, {where: `${where}[${String(place)}]`, min: 0, max: 1}) >
      (place === 0 ? -1 : (inverse[place - 1] as number)),
  );
  if (isAscending && inverse.length >= 2 && inverse.at(-1) === 1) return inverse as readonly number[];
  throw argumentError(RangeError, {
    where,
    condition: 'two or more inverse temperatures, ascending, the last one 1',
    got: show(temperatures),
  });
}

/** That of the visible units; real-valued hidden ones need one as small. */
function defaultLearningRate({visible, hidden}: Machine): number {
  return Math.min(visible.kind.defaultLearningRate, hidden.kind.defaultLearningRate);
}
