import type {Tensor} from '@tensorflow/tfjs-core';
import type {LearningArgs} from '../../engine/LearningArgs.js';
import type {EngineChoiceArgs} from '../../engine/newEngine.js';
import type {MonitorArgs} from '../evaluation/monitors/monitors.js';
import type {Callbacks} from './callbackList.js';
import type {CheckpointArgs} from './checkCheckpoint.js';
import type {EarlyStoppingArgs} from './earlyStopping.js';
import type {Schedule} from './Schedule.js';

/** How long a training takes, and what it shows. */
export interface EpochArgs {
  /** The epoch to stop before, an integer >= 0. @defaultValue 10 (tfjs's models: 1) */
  epochs?: number;
  /** The first epoch's number, an integer from 0 to `epochs`. @defaultValue 0 */
  initialEpoch?: number;
  /**
   * 1 shows a progress line, and at the end what {@link RBM.health} finds: in Node.js on the standard error stream, in a browser on the
   * console. 0 shows nothing.
   *
   * @defaultValue 1
   */
  verbose?: 0 | 1;
  /**
   * When the event loop gets a turn during an epoch's batches: every so many milliseconds, after each batch, after each
   * epoch, or never. Checks and monitors give it one every 8 ms in any case.
   *
   * @defaultValue `'auto'`, at least every 8 ms where a batch does not take longer
   */
  yieldEvery?: 'auto' | 'batch' | 'epoch' | 'never' | number;
}

/** How the rows of a tensor become batches. */
export interface BatchArgs {
  /**
   * Rows a training step, an integer >= 1; the last batch of an epoch has what is left. A machine needs steps rather than
   * epochs: its reconstruction error often stays at that of the column means for the first hundred.
   *
   * @defaultValue a hundredth of the rows, but at least 10 and at most 100
   */
  batchSize?: number;
  /** Whether each epoch takes the rows in a new random order. @defaultValue true */
  shuffle?: boolean;
}

/** What a training may be given beside its rows, and what may stop it. */
export interface CallArgs {
  /** Rows that are not trained on, to be monitored after each epoch: `[rows, numVisible]`, or `[x, labels]` with their classes. */
  validationData?: ValidationData;
  /**
   * Stops the training at the next batch, once it is aborted: the call rejects with an `AbortError`, and the machine has the
   * parameters of the last step. With `checkpoint`, one more is saved.
   *
   * @defaultValue none
   */
  signal?: AbortSignal;
}

/** Rows that are not trained on: `[rows, numVisible]`, or a pair of them and their labels. */
export type ValidationData = Tensor | readonly [x: Tensor, labels: Tensor];

/** The classes of rows, and what they are used for. */
export type LabelArgs =
  | {
      /**
       * The class of each row: `[rows]` of integers from 0, or `[rows, classes]` with one 1 in each. A machine with label units
       * learns them with the data; any other uses them for `balanceClasses` alone. A machine that is to draw a class on demand
       * learns that best with `estimator: 'pcd'`.
       */
      labels: Tensor;
      /** Whether each batch has its share of every class. @defaultValue true where there is `shuffle` */
      balanceClasses?: boolean;
    }
  | {labels?: Tensor; balanceClasses?: undefined};

/** Options of the training of one machine, wherever its rows come from. */
export interface TrainingArgs extends LearningArgs, EpochArgs {
  /**
   * Size of a step along the velocity, > 0; see {@link Schedule}.
   *
   * @defaultValue 0.1 for binary and softmax units; 0.01 where one layer is of Gaussian or rectified linear ones; 0.001 where both
   *   are, or where variances are learned. With `'pcd'`, `'fpcd'` and `'tempering'` it starts there and falls with the machine's
   *   steps, to a half after 500 of them: `rate / (1 + steps / 500)`
   */
  learningRate?: Schedule;
  /**
   * Share of the velocity that stays from step to step, in [0, 1); see {@link Schedule}. The learning rate is not part
   * of the velocity, so a change of it acts at once.
   *
   * @defaultValue `[[0, 0.5], [5, 0.9]]`, Hinton's switch, with `'cd'`; 0 with the other estimators
   */
  momentum?: Schedule;
  /**
   * Whether a machine that has not learned anything yet starts with the visible biases that the data's means ask for;
   * for binary units log(p / (1 - p)).
   *
   * @defaultValue true
   */
  biasFromData?: boolean;
  /**
   * What is measured after each epoch, or after every so many, and put into its logs: `'reconstructionError'` is that of the
   * validation data, since training always reports its own; `'freeEnergyGap'` needs validation data; `'pseudoLikelihood'` is of
   * one random bit of each row, and needs binary rows; `'logLikelihood'` is exact, or annealed with 1,000 temperatures, and needs
   * complete rows; `'accuracy'` is the share of rows whose likeliest class is theirs. Those of validation data have `val_` before
   * their names. Of a machine with label units, all but the last are of data and labels together. `{name, every}` measures
   * after the first epoch, after every so many from there, and after the last of `epochs`.
   *
   * @defaultValue `['reconstructionError', 'freeEnergyGap']` with validation data, and `'accuracy'` with label units
   */
  monitors?: readonly MonitorArgs[];
  /**
   * Ends the training of a machine when a value of the logs has not become better for some epochs, and gives the machine the
   * parameters of its best epoch; see {@link EarlyStoppingArgs}. In a stack, each layer ends by itself.
   *
   * @defaultValue none
   */
  earlyStopping?: EarlyStoppingArgs;
  /**
   * Who does the arithmetic, a name or `{type, threads}`: `'wasm'`, SIMD kernels on threads of their own, the fastest on a CPU; `'tensor'`, tf ops on
   * whatever backend is set. `'auto'` takes `'wasm'` where the backend computes on the CPU, the machine fits into a WebAssembly
   * memory of 4 GiB, all units are binary or Gaussian, and the training is one of `'cd'` and `'pcd'`, neither mean-field nor
   * discriminative.
   *
   * Where threads or shared memory are refused, the wasm engine trains on the caller's thread, to the same weights, bit for bit. Where
   * its kernels cannot run, `'auto'` takes `'tensor'`, and `'wasm'` rejects with the reason. The `params` of the history say which
   * engine trained, and on how many threads.
   *
   * @defaultValue `'auto'`
   */
  engine?: EngineChoiceArgs;
}

/** Options of a training that can be saved as it goes. */
export interface CheckpointedArgs extends CallArgs {
  /**
   * Saves the training as it goes, so that it can go on where it stopped when the process ends: {@link RBM.resume} and
   * `DBN.resume` load what is there, and the same call of `fit`, `fitDataset`, `pretrain` or `pretrainDataset` does what is left. With the same data, settings and
   * engine it ends bit for bit where it would have ended; schedules and callbacks may be others, at the user's own risk.
   *
   * The first checkpoint is saved before the first step: where it cannot be, the call rejects at once, and nothing has changed. It
   * replaces what is there: to go on with an earlier training, resume it first.
   *
   * @defaultValue none
   */
  checkpoint?: CheckpointArgs;
}

/** Options of a training on rows of a tensor that are kept for validation. */
export interface SplitArgs {
  /**
   * Share of the rows, in [0, 1), that are not trained on, and monitored after each epoch: the last ones, before any shuffling, as in
   * tfjs. Not together with `validationData`.
   *
   * @defaultValue 0
   */
  validationSplit?: number;
}

/** Options of `fit` but for labels. */
export interface FitOptions extends TrainingArgs, BatchArgs, CheckpointedArgs, SplitArgs {
  /**
   * tfjs callbacks; the logs of an epoch hold what {@link RBM.fit} lists.
   * `tf.callbacks.earlyStopping({monitor: 'val_reconstructionError', patience: 10})` ends the training of one machine, with
   * the parameters of the last epoch, where `earlyStopping` gives back the best ones.
   */
  callbacks?: Callbacks;
}

/** Options of `fit`. */
export type FitArgs = FitOptions & LabelArgs;

/** Options of `fitDataset`: those of `fit`, except what the data set decides, its batches, their order and their labels. */
export interface FitDatasetArgs extends TrainingArgs, CheckpointedArgs {
  /**
   * Batches an epoch, an integer >= 1; needed for a data set without an end.
   *
   * @defaultValue all that there are
   */
  batchesPerEpoch?: number;
  /**
   * tfjs callbacks; the logs of an epoch hold what {@link RBM.fit} lists.
   * `tf.callbacks.earlyStopping({monitor: 'val_reconstructionError', patience: 10})` ends the training of one machine, with
   * the parameters of the last epoch, where `earlyStopping` gives back the best ones.
   */
  callbacks?: Callbacks;
}
