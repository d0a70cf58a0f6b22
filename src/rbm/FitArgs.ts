import type {Tensor} from '@tensorflow/tfjs-core';
import {checkArgs, checkBoolean, checkInteger, checkNumber, checkOneOf} from '../check.js';
import type {UnitKind} from '../energy/UnitKind.js';
import type {Reconstruction} from '../engine/Engine.js';
import type {Callbacks} from './callbackList.js';
import {LONGEST_WAIT} from './nextTask.js';
import {checkSchedule, type CheckedSchedule, type Schedule} from './Schedule.js';

/** Options of `fit`. */
export interface FitArgs {
  /** The epoch to stop before, an integer >= 0. @defaultValue 10 (tfjs's models: 1) */
  epochs?: number;
  /** The first epoch's number, an integer from 0 to `epochs`. @defaultValue 0 */
  initialEpoch?: number;
  /**
   * Rows a training step, an integer >= 1; the last batch of an epoch has what is left. A machine needs steps rather than
   * epochs: its reconstruction error often stays at that of the column means for the first hundred.
   *
   * @defaultValue a hundredth of the rows, but at least 10 and at most 100
   */
  batchSize?: number;
  /** Whether each epoch takes the rows in a new random order. @defaultValue true */
  shuffle?: boolean;
  /** Gibbs steps a training step, an integer >= 1: the k of CD-k. @defaultValue 1 */
  k?: number;
  /**
   * Whether the negative phase shows sampled visible units, or their means, to the hidden ones. Means are less noisy and
   * a little further from the likelihood's gradient.
   *
   * @defaultValue `'sample'`
   */
  reconstruction?: Reconstruction;
  /**
   * Size of a step along the velocity, > 0; see {@link Schedule}.
   *
   * @defaultValue 0.1 for binary visible units, 0.01 for Gaussian ones
   */
  learningRate?: Schedule;
  /**
   * Share of the velocity that stays from step to step, in [0, 1); see {@link Schedule}. The learning rate is not part
   * of the velocity, so a change of it acts at once.
   *
   * @defaultValue `[[0, 0.5], [5, 0.9]]`, Hinton's switch
   */
  momentum?: Schedule;
  /** Factor of the L2 penalty on the weights, >= 0; the biases have none. @defaultValue 0.0002 */
  weightDecay?: number;
  /**
   * Whether a machine that has not learned anything yet starts with the visible biases that the data's means ask for;
   * for binary units log(p / (1 - p)).
   *
   * @defaultValue true
   */
  biasFromData?: boolean;
  /** Rows that are not trained on, `[rows, numVisible]`, to be monitored after each epoch. */
  validationData?: Tensor;
  /**
   * tfjs callbacks; the logs of an epoch hold what {@link RBM.fit} lists.
   * `tf.callbacks.earlyStopping({monitor: 'val_reconstructionError', patience: 10})` ends the training of one machine; give
   * it patience, since the error starts on a plateau.
   */
  callbacks?: Callbacks;
  /** 1 shows a progress line: in Node.js on the standard error stream, in a browser on the console. 0 shows nothing. @defaultValue 1 */
  verbose?: 0 | 1;
  /**
   * When the event loop gets a turn during an epoch's batches: every so many milliseconds, after each batch, after each
   * epoch, or never. Checks and monitors give it one every 16 ms in any case.
   *
   * @defaultValue `'auto'`, at least every 16 ms where a batch does not take longer
   */
  yieldEvery?: 'auto' | 'batch' | 'epoch' | 'never' | number;
}

/** Options of `fit`, checked and complete but for what is not checked here. */
export interface FitSettings extends Required<
  Omit<FitArgs, 'batchSize' | 'learningRate' | 'momentum' | 'validationData' | 'callbacks' | 'yieldEvery'>
> {
  /** Undefined where the number of rows decides. */
  batchSize: number | undefined;
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
  'k',
  'reconstruction',
  'learningRate',
  'momentum',
  'weightDecay',
  'biasFromData',
  'validationData',
  'callbacks',
  'verbose',
  'yieldEvery',
];

const HINTONS_SWITCH: Schedule = [
  [0, 0.5],
  [5, 0.9],
];

/**
 * Checks the options of `fit` and fills in the defaults; `validationData` and `callbacks` are left to those who use them.
 *
 * @param context - `where` is the function that the user called; `visible` is the kind of the visible units.
 * @throws TypeError, RangeError when an option is unknown, or has a wrong kind or value.
 */
export function checkFitArgs(
  args: FitArgs,
  {where, visible}: {where: string; visible: UnitKind},
): FitSettings {
  checkArgs(args, {where, known: FIT_OPTIONS});
  const {
    epochs = 10,
    initialEpoch = 0,
    shuffle = true,
    k = 1,
    reconstruction = 'sample',
    learningRate = visible.defaultLearningRate,
    momentum = HINTONS_SWITCH,
    weightDecay = 0.0002,
    biasFromData = true,
    verbose = 1,
    yieldEvery = 'auto',
  } = args;
  checkInteger(epochs, {where: `${where}: epochs`, min: 0});
  checkInteger(initialEpoch, {where: `${where}: initialEpoch`, min: 0, max: epochs});
  return {
    epochs,
    initialEpoch,
    batchSize:
      args.batchSize === undefined
        ? undefined
        : checkInteger(args.batchSize, {where: `${where}: batchSize`, min: 1}),
    shuffle: checkBoolean(shuffle, {where: `${where}: shuffle`}),
    k: checkInteger(k, {where: `${where}: k`, min: 1}),
    reconstruction: checkOneOf(reconstruction, {
      where: `${where}: reconstruction`,
      options: ['sample', 'mean'],
    }),
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
