import type * as tf from '@tensorflow/tfjs-core';
import {argumentError, checkNumber, checkOneOf, show} from '../../check.js';
import type {Machine} from '../../energy/Machine.js';
import type {EngineArgs} from '../../engine/Engine.js';
import {checkTogether, LEARNING, type LearningContext} from '../../engine/learningOptions.js';
import {
  chooseEngine,
  readEngineChoice,
  type ChosenEngine,
  type EngineChoice,
} from '../../engine/newEngine.js';
import {
  flag,
  integer,
  number,
  oneOf,
  optional,
  readOptions,
  unchecked,
  type OptionTable,
  type Settings,
} from '../../options.js';
import {LONGEST_WAIT} from '../../platform/nextTask.js';
import {checkHasValidation, checkMonitors, loggedNames} from '../evaluation/monitors/monitors.js';
import type {Callbacks} from './callbackList.js';
import {readCheckpoint, readSignal} from './checkCheckpoint.js';
import {checkWatched, readEarlyStopping} from './earlyStopping.js';
import {defaultLearningRate, defaultMomentum} from './estimatorDefaults.js';
import type {
  BatchArgs,
  CallArgs,
  CheckpointedArgs,
  EpochArgs,
  FitArgs,
  FitDatasetArgs,
  FitOptions,
  TrainingArgs,
  ValidationData,
} from './FitArgs.js';
import {readSchedule, schedule, type CheckedSchedule, type Schedule} from './Schedule.js';

// What `fit` and its like accept, option by option, and what each option is by default. The documentation of an option is in
// `FitArgs.ts` or `LearningArgs.ts`; a new one is its documentation there, a line here, and what is done with it.

/** Options of how long a training takes, and what it shows. */
export const EPOCHS = {
  epochs: integer({min: 0, or: 10}),
  initialEpoch(given, where, {epochs}) {
    return integer({min: 0, max: epochs, or: 0})(given, where, undefined);
  },
  verbose: oneOf([0, 1], {or: 1}),
  yieldEvery: readYieldEvery,
} satisfies OptionTable<EpochArgs, {epochs: number}>;

/** Options of how the rows of a tensor become batches. */
export const BATCHES = {
  // A hundred steps an epoch, where that does not make the batches too small or too large (Hinton 2010, section 4).
  batchSize: integer({
    min: 1,
    or: ({rows, validationSplit}) =>
      Math.min(100, Math.max(10, Math.round(trainedRows(rows, validationSplit) / 100))),
  }),
  shuffle: flag({or: true}),
} satisfies OptionTable<BatchArgs, {rows: number; validationSplit: number}>;

/** Whether each batch has its share of every class. */
export const balanceClasses = flag({
  or: ({labels, shuffle}: {labels: tf.Tensor | undefined; shuffle: boolean}) =>
    labels !== undefined && shuffle,
});

/** Options of what a training is given beside its rows, and what stops it. */
export const CALL = {
  validationData: optional(readValidationData),
  signal: optional(readSignal),
} satisfies OptionTable<CallArgs, unknown>;

/** What the defaults of a training may depend on. */
interface TrainingContext extends LearningContext {
  /** The machine's place in a stack, 0 for the lowest; undefined for a machine of its own. */
  layer: number | undefined;
  epochs: number;
}

/** The options of the training of one machine, wherever its rows come from. */
const TRAINING = {
  ...EPOCHS,
  ...LEARNING,
  learningRate: readLearningRate,
  momentum: schedule({min: 0, below: 1, or: ({estimator}) => defaultMomentum(estimator.type)}),
  biasFromData: flag({or: true}),
  monitors: checkMonitors,
  earlyStopping: optional(readEarlyStopping),
  engine: readEngineChoice,
} satisfies OptionTable<TrainingArgs, TrainingContext>;

const CHECKPOINTED = {
  ...CALL,
  checkpoint: optional(readCheckpoint),
} satisfies OptionTable<CheckpointedArgs, unknown>;

/** What the defaults of `fit` may depend on. */
interface FitContext extends TrainingContext {
  /** Rows of the tensor. */
  rows: number;
  validationSplit: number;
  labels: tf.Tensor | undefined;
  shuffle: boolean;
}

/** The options of `fit`. */
export const FIT = {
  ...TRAINING,
  ...BATCHES,
  ...CHECKPOINTED,
  validationSplit: number({min: 0, below: 1, or: 0}),
  labels: unchecked<tf.Tensor>(),
  balanceClasses,
  callbacks: unchecked<Callbacks>(),
} satisfies OptionTable<FitOptions & {labels?: tf.Tensor; balanceClasses?: boolean}, FitContext>;

/** The options of `fitDataset`. */
export const FIT_DATASET = {
  ...TRAINING,
  ...CHECKPOINTED,
  batchesPerEpoch: optional(integer({min: 1})),
  callbacks: unchecked<Callbacks>(),
} satisfies OptionTable<FitDatasetArgs, TrainingContext>;

/** What only `fit` has. */
export const DECIDED_BY_DATASET = {others: FIT, because: 'the data set decides it'};

/** What a training goes by, wherever its rows come from: options that are checked and complete, with the engine chosen. */
export interface TrainSettings
  extends
    Omit<Settings<typeof TRAINING>, 'estimator' | 'engine'>,
    Settings<typeof CHECKPOINTED>,
    Pick<EngineArgs, 'estimator' | 'largestBatch'> {
  engine: ChosenEngine;
  callbacks: Callbacks | undefined;
}

/** What a training on the rows of a tensor goes by. */
export interface FitSettings extends TrainSettings, Settings<typeof BATCHES> {
  balanceClasses: boolean;
}

/** Where options come from, and what their defaults depend on. */
interface Source {
  /** The function that the user called. */
  caller: string;
  machine: Machine;
}

/** Options of `fit`, read, before the engine is chosen. */
export type ReadFitOptions = Settings<typeof FIT>;

/**
 * Turns the options of a training on the rows of a tensor into settings, but for the engine.
 *
 * @param args - What the user gave; of a layer, what is for all and what is for that layer.
 * @param source - `rows`: those of the tensor; `layer` and `nameOf`: the place in a stack, and how errors name an option of it.
 * @throws TypeError, RangeError when an option has a wrong kind or value, or none beside another one.
 */
export function readFitOptions(
  args: FitArgs,
  {
    caller,
    machine,
    rows,
    layer,
    nameOf = (name) => `${caller}: ${name}`,
  }: Source & {rows: number; layer?: number; nameOf?: (name: string) => string},
): ReadFitOptions {
  const settings = readOptions(FIT, args, {where: nameOf, context: {machine, rows, layer}});
  const {labels, balanceClasses, validationData, validationSplit} = settings;
  checkBalance({labels, balanceClasses}, nameOf('balanceClasses'));
  if (validationSplit > 0 && validationData !== undefined) {
    const condition = '0 or left out where validationData is given';
    throw argumentError(RangeError, {
      where: nameOf('validationSplit'),
      condition,
      got: show(validationSplit),
    });
  }
  const kept = trainedRows(rows, validationSplit);
  if (kept === 0 || (validationSplit > 0 && kept === rows)) {
    const condition = `a share that leaves rows on both sides of ${rows}`;
    throw argumentError(RangeError, {
      where: nameOf('validationSplit'),
      condition,
      got: show(validationSplit),
    });
  }
  checkTraining(args, settings, {
    caller,
    machine,
    nameOf,
    hasValidation: validationData !== undefined || validationSplit > 0,
  });
  return settings;
}

/** Checks that there are labels where batches are to have their share of every class. */
export function checkBalance(
  {labels, balanceClasses}: {labels: tf.Tensor | undefined; balanceClasses: boolean},
  where: string,
): void {
  if (!balanceClasses || labels !== undefined) return;
  throw argumentError(RangeError, {where, condition: 'false or left out without labels', got: 'true'});
}

/** Returns how many rows are trained on where a share of them is kept for validation. */
export function trainedRows(rows: number, validationSplit: number): number {
  return Math.floor(rows * (1 - validationSplit));
}

/**
 * Chooses the engine for a training on the rows of a tensor.
 *
 * @throws RangeError, Error when it was asked for and cannot train the machine.
 */
export function fitSettings(
  options: ReadFitOptions,
  {machine, rows, where}: {machine: Machine; rows: number; where: string},
): Promise<FitSettings> {
  const {batchSize, validationSplit} = options;
  const largestBatch = Math.min(batchSize, trainedRows(rows, validationSplit));
  return withEngine(options, {machine, batchSize, largestBatch, where});
}

/** Options of a training that are read, before the engine is chosen. */
type ReadOptions = Omit<TrainSettings, 'estimator' | 'engine' | 'largestBatch'> & {
  estimator: Settings<typeof TRAINING>['estimator'];
  engine: EngineChoice;
};

/** Completes settings by the engine, and what depends on the size of the batches. */
export async function withEngine<Options extends ReadOptions>(
  options: Options,
  {
    machine,
    batchSize,
    largestBatch,
    where,
  }: {machine: Machine; batchSize: number; largestBatch: number; where: string},
): Promise<
  Omit<Options, 'estimator' | 'engine'> & Pick<TrainSettings, 'estimator' | 'engine' | 'largestBatch'>
> {
  const estimator = {...options.estimator, chains: options.estimator.chains ?? batchSize};
  const settings = {...options, estimator, largestBatch};
  return {...settings, engine: await chooseEngine(machine, settings, {where})};
}

/**
 * Checks what options mean beside each other: for the machine, and for what the logs will hold.
 *
 * @param context - `hasValidation`: whether there are rows that are not trained on.
 */
export function checkTraining(
  {monitors: chosen}: Pick<TrainingArgs, 'monitors'>,
  settings: Settings<typeof TRAINING> & {callbacks: Callbacks | undefined},
  {
    caller,
    machine,
    nameOf,
    hasValidation,
  }: Source & {nameOf: (name: string) => string; hasValidation: boolean},
): void {
  const {estimator, monitors, earlyStopping, callbacks} = settings;
  checkTogether(settings, {machine, nameOf});
  if (chosen !== undefined && !hasValidation) checkHasValidation(monitors, caller);
  // What callbacks add is not known.
  if (callbacks !== undefined) return;
  const logged = loggedNames(monitors, {estimator: estimator.type, hasValidation});
  checkWatched(earlyStopping, {logged, where: nameOf('earlyStopping')});
}

/** The options of `fit` that may differ from layer to layer of a stack. */
export const LAYER = {...TRAINING, ...BATCHES, balanceClasses};

/** The same for `fitDataset`. */
export const DATASET_LAYER = TRAINING;

/** Gives the learning rate of an epoch: at the step after so many of the machine's. */
export type RateSchedule = (epoch: number) => (steps: number) => number;

function readLearningRate(
  given: Schedule | undefined,
  where: string,
  {machine, estimator}: TrainingContext,
): RateSchedule {
  if (given === undefined) {
    const rate = defaultLearningRate(machine, estimator.type);
    return () => rate;
  }
  return steady(readSchedule(given, {where, bounds: {above: 0}}));
}

/** Makes a schedule one of rates that stay the same during an epoch. */
export function steady(rateOf: CheckedSchedule): RateSchedule {
  return (epoch) => {
    const rate = rateOf(epoch);
    return () => rate;
  };
}

/** When the event loop gets a turn. */
export interface YieldSettings {
  /** Milliseconds between its turns, 0 for one after each batch. */
  milliseconds: number;
  /** Whether it has one after each epoch. */
  isEachEpoch: boolean;
}

function readYieldEvery(given: EpochArgs['yieldEvery'], where: string): YieldSettings {
  if (typeof given === 'number') {
    return {milliseconds: checkNumber(given, {where, min: 0}), isEachEpoch: false};
  }
  const intervals = {auto: LONGEST_WAIT, batch: 0, epoch: Infinity, never: Infinity};
  const name = checkOneOf(given ?? 'auto', {where, options: ['auto', 'batch', 'epoch', 'never']});
  return {milliseconds: intervals[name], isEachEpoch: name === 'epoch'};
}

/** Rows that are not trained on, and their labels, as a user gave them. */
export interface GivenValidation {
  x: tf.Tensor;
  labels: tf.Tensor | undefined;
}

function readValidationData(given: ValidationData | undefined, where: string): GivenValidation {
  if (!Array.isArray(given)) return {x: given as tf.Tensor, labels: undefined};
  const [x, labels, ...more] = given as unknown as tf.Tensor[];
  if (x !== undefined && labels !== undefined && more.length === 0) return {x, labels};
  const condition = 'a tensor, or a pair of rows and their labels, [x, labels]';
  throw argumentError(TypeError, {where, condition, got: show(given)});
}
