import {checkArgs, checkBoolean, checkInteger, checkNumber, checkOneOf} from '../../check.js';
import type {Machine} from '../../energy/Machine.js';
import {LONGEST_WAIT} from '../../platform/nextTask.js';
import {checkCheckpoint, checkSignal, type Checkpoint} from './checkCheckpoint.js';
import {
  checkBalance,
  checkChains,
  checkCount,
  checkDropout,
  checkNeeds,
  checkObjective,
  checkPositive,
  checkRate,
  checkReconstruction,
  checkShare,
  checkSparsityTarget,
  checkTemperatures,
} from './checkOptions.js';
import {checkEarlyStopping, type EarlyStoppingSettings} from './earlyStopping.js';
import {estimatorDefaults} from './estimatorDefaults.js';
import type {FitArgs} from './FitArgs.js';
import {checkMonitors, type Monitor} from '../evaluation/monitors/monitors.js';
import {checkSchedule, type CheckedSchedule} from './Schedule.js';

/** Options without a value that always fits. */
type Undecided =
  | 'earlyStopping'
  | 'monitors'
  | 'batchSize'
  | 'chains'
  | 'sparsityTarget'
  | 'threads'
  | 'maxNorm'
  | 'fastLearningRate'
  | 'balanceClasses'
  | 'checkpoint'
  | 'signal';

/** Options that are tensors or functions, which those who use them check. */
type Unchecked = 'labels' | 'validationData' | 'validationLabels' | 'callbacks';

/** Options of `fit`, checked and complete but for what is not checked here. */
export interface FitSettings extends Required<
  Omit<FitArgs, Undecided | Unchecked | 'learningRate' | 'momentum' | 'inverseTemperatures' | 'yieldEvery'>
> {
  monitors: readonly Monitor[];
  /** Undefined where every epoch is run. */
  earlyStopping: EarlyStoppingSettings | undefined;
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
  /** Undefined where nothing is to be saved. */
  checkpoint: Checkpoint | undefined;
  /** Undefined where nothing can stop it. */
  signal: AbortSignal | undefined;
  /** Inverse temperatures, ascending, the last one 1. */
  inverseTemperatures: readonly number[];
  /** Gives the rate of the step after so many of the machine's. */
  learningRate: (epoch: number, steps: number) => number;
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
  'inverseTemperatures',
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
  'monitors',
  'earlyStopping',
  'checkpoint',
  'signal',
  'callbacks',
  'engine',
  'threads',
  'verbose',
  'yieldEvery',
];

const ESTIMATORS = ['cd', 'pcd', 'fpcd', 'tempering'] as const;

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
    weightDecay = 0.0002,
    l1Decay = 0,
    sparsityCost = 0.1,
    sparsityDecay = 0.9,
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
  checkOneOf(estimator, {where: `${where}: estimator`, options: ESTIMATORS});
  const defaults = estimatorDefaults(machine, estimator);
  const {momentum = defaults.momentum, centering = defaults.centering} = args;
  checkNeeds({...args, estimator, objective, centering}, where);
  checkInteger(epochs, {where: `${where}: epochs`, min: 0});
  checkInteger(initialEpoch, {where: `${where}: initialEpoch`, min: 0, max: epochs});
  const positive = (value: number | undefined, name: string): number | undefined =>
    value === undefined ? undefined : checkPositive(value, `${where}: ${name}`);
  return {
    epochs,
    initialEpoch,
    batchSize: checkCount(args.batchSize, `${where}: batchSize`),
    estimator,
    inverseTemperatures: checkTemperatures(args.inverseTemperatures, {
      where: `${where}: inverseTemperatures`,
      estimator,
    }),
    fastLearningRate: positive(args.fastLearningRate, 'fastLearningRate'),
    chains: checkChains(args.chains, {where: `${where}: chains`, estimator}),
    shuffle: checkBoolean(shuffle, {where: `${where}: shuffle`}),
    k: checkInteger(k, {where: `${where}: k`, min: 1}),
    reconstruction: checkReconstruction(reconstruction, {where: `${where}: reconstruction`, estimator}),
    learningRate:
      args.learningRate === undefined
        ? defaults.learningRate
        : checkSchedule(args.learningRate, {
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
    monitors: checkMonitors(args.monitors, {where: `${where}: monitors`, machine}),
    earlyStopping: checkEarlyStopping(args.earlyStopping, `${where}: earlyStopping`),
    checkpoint: checkCheckpoint(args.checkpoint, where),
    signal: checkSignal(args.signal, where),
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
