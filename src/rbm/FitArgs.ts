import type {Tensor} from '@tensorflow/tfjs-core';
import {
  argumentError,
  checkArgs,
  checkBoolean,
  checkInteger,
  checkNumber,
  checkOneOf,
  show,
} from '../check.js';
import type {UnitKind} from '../energy/UnitKind.js';
import type {Estimator, Reconstruction} from '../engine/Engine.js';
import type {EngineName} from '../engine/newEngine.js';
import type {Callbacks} from './callbackList.js';
import {LONGEST_WAIT} from '../nextTask.js';
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
  /**
   * How the gradient is estimated: by contrastive divergence, whose Gibbs chains start at the data, or by its persistent
   * form, whose chains go on from step to step: better for a model of the density, with a smaller learning rate
   * (Tieleman 2008).
   *
   * @defaultValue `'cd'`
   */
  estimator?: Estimator;
  /** How many persistent chains there are, an integer >= 1; only with `estimator: 'pcd'`. @defaultValue the batch size */
  chains?: number;
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
  /** Factor of the L1 penalty on the weights, >= 0; the biases have none. @defaultValue 0 */
  l1Decay?: number;
  /**
   * The mean that each hidden unit is drawn to, in (0, 1): 0.01 to 0.1 for sparse features (Hinton 2010, section 11).
   *
   * @defaultValue none
   */
  sparsityTarget?: number;
  /** Factor of the pull to that mean, >= 0: it adds `sparsityCost (target - mean)` to the gradient. @defaultValue 0.1 */
  sparsityCost?: number;
  /** Share that stays, from step to step, of the average that is compared with the target, in [0, 1). @defaultValue 0.9 */
  sparsityDecay?: number;
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
  /**
   * Who does the arithmetic: `'wasm'`, SIMD kernels on threads of their own, the fastest on a CPU; `'tensor'`, tf ops on
   * whatever backend is set. `'auto'` takes `'wasm'` where the backend computes on the CPU and the machine fits into a
   * WebAssembly memory of 4 GiB.
   *
   * @defaultValue `'auto'`
   */
  engine?: EngineName;
  /**
   * Threads of the wasm engine, an integer >= 1; they change the time and not the result. A page that is not cross-origin
   * isolated has none, and trains on its own thread between other events.
   *
   * @defaultValue as many as run at once, or none where a step takes less than a thread's start is worth
   */
  threads?: number;
  /** 1 shows a progress line: in Node.js on the standard error stream, in a browser on the console. 0 shows nothing. @defaultValue 1 */
  verbose?: 0 | 1;
  /**
   * When the event loop gets a turn during an epoch's batches: every so many milliseconds, after each batch, after each
   * epoch, or never. Checks and monitors give it one every 8 ms in any case.
   *
   * @defaultValue `'auto'`, at least every 8 ms where a batch does not take longer
   */
  yieldEvery?: 'auto' | 'batch' | 'epoch' | 'never' | number;
}

/** Options without a value that always fits. */
type Undecided = 'batchSize' | 'chains' | 'sparsityTarget' | 'threads';

/** Options of `fit`, checked and complete but for what is not checked here. */
export interface FitSettings extends Required<
  Omit<FitArgs, Undecided | 'learningRate' | 'momentum' | 'validationData' | 'callbacks' | 'yieldEvery'>
> {
  /** Undefined where the number of rows decides. */
  batchSize: number | undefined;
  /** Undefined where the batch size decides. */
  chains: number | undefined;
  /** Undefined for none. */
  sparsityTarget: number | undefined;
  /** Undefined where the machine decides. */
  threads: number | undefined;
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
  'validationData',
  'callbacks',
  'engine',
  'threads',
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
    estimator = 'cd',
    k = 1,
    reconstruction = 'sample',
    learningRate = visible.defaultLearningRate,
    momentum = HINTONS_SWITCH,
    weightDecay = 0.0002,
    l1Decay = 0,
    sparsityCost = 0.1,
    sparsityDecay = 0.9,
    engine = 'auto',
    biasFromData = true,
    verbose = 1,
    yieldEvery = 'auto',
  } = args;
  checkInteger(epochs, {where: `${where}: epochs`, min: 0});
  checkInteger(initialEpoch, {where: `${where}: initialEpoch`, min: 0, max: epochs});
  return {
    epochs,
    initialEpoch,
    batchSize: checkCount(args.batchSize, `${where}: batchSize`),
    estimator: checkOneOf(estimator, {where: `${where}: estimator`, options: ['cd', 'pcd']}),
    chains: checkChains(args.chains, {where: `${where}: chains`, estimator}),
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
    l1Decay: checkNumber(l1Decay, {where: `${where}: l1Decay`, min: 0}),
    sparsityTarget: checkSparsityTarget(args.sparsityTarget, `${where}: sparsityTarget`),
    sparsityCost: checkNumber(sparsityCost, {where: `${where}: sparsityCost`, min: 0}),
    sparsityDecay: checkShare(sparsityDecay, `${where}: sparsityDecay`),
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
  if (chains === undefined || estimator === 'pcd') return checkCount(chains, where);
  const advice = "persistent chains need estimator: 'pcd'";
  throw argumentError(RangeError, {where, condition: 'left out', got: show(chains), advice});
}

function checkSparsityTarget(target: unknown, where: string): number | undefined {
  if (target === undefined) return undefined;
  const checked = checkNumber(target, {where});
  if (checked > 0 && checked < 1) return checked;
  throw argumentError(RangeError, {where, condition: 'a number > 0 and < 1', got: show(target)});
}

function checkShare(share: unknown, where: string): number {
  const checked = checkNumber(share, {where});
  if (checked >= 0 && checked < 1) return checked;
  throw argumentError(RangeError, {where, condition: 'a number >= 0 and < 1', got: show(share)});
}
