import type {Tensor} from '@tensorflow/tfjs-core';
import type {Centering, Estimator, Objective, Reconstruction} from '../../engine/Engine.js';
import type {EngineName} from '../../engine/newEngine.js';
import type {Callbacks} from './callbackList.js';
import type {CheckpointArgs} from './checkCheckpoint.js';
import type {EarlyStoppingArgs} from './earlyStopping.js';
import type {MonitorArgs} from '../evaluation/monitors/monitors.js';
import type {Schedule} from './Schedule.js';

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
   * How the gradient is estimated. `'cd'`: by contrastive divergence, whose Gibbs chains start at the data. `'pcd'`: by its
   * persistent form, whose chains go on from step to step, and from one call of `fit` to the next; better for a model of the
   * density (Tieleman 2008). `'fpcd'`: the same with fast weights, which drive the chains on
   * (Tieleman & Hinton 2009). `'tempering'`: with chains at several temperatures that exchange their states (Desjardins et al.
   * 2010), the slowest and the best at distributions of several modes.
   *
   * The defaults of `learningRate`, `momentum` and `centering` depend on it: those of `'cd'` make a good start for
   * fine-tuning, those of the other three a good model of the density.
   *
   * @defaultValue `'cd'`
   */
  estimator?: Estimator;
  /**
   * How many persistent chains there are, an integer >= 1, at each temperature; not with `estimator: 'cd'`. Where the machine
   * has chains already it goes on with them, if they are as many.
   *
   * @defaultValue the batch size
   */
  chains?: number;
  /**
   * The temperatures of `estimator: 'tempering'`: how many, >= 2, with inverse temperatures evenly spaced from 0 to 1; or
   * the inverse temperatures, ascending, the last one 1. The logs' `swapRate` is the share of exchanges that were accepted,
   * `lowestSwapRate` that of the neighbours that did least: with less than about 0.2, take more temperatures.
   *
   * @defaultValue 10
   */
  inverseTemperatures?: number | readonly number[];
  /** Learning rate of the fast weights of `estimator: 'fpcd'`, > 0. @defaultValue the learning rate */
  fastLearningRate?: number;
  /** Gibbs steps a training step, an integer >= 1: the k of CD-k. @defaultValue 1 */
  k?: number;
  /**
   * Whether the negative phase shows sampled visible units, or their means, to the hidden ones. Means are less noisy and
   * a little further from the likelihood's gradient. With `'meanField'`, both layers show means (Welling & Hinton 2002).
   *
   * @defaultValue `'sample'`
   */
  reconstruction?: Reconstruction;
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
  /**
   * What is subtracted from the units in the gradient, so that they are centred: nothing; moving averages of the data and of
   * what they make of the hidden units; or averages over both phases. Centred machines learn faster and better models, and no
   * longer care whether pixels are inverted (Melchior, Fischer & Wiskott 2016). `'average'` with a `centeringRate` of 1
   * is the enhanced gradient (Cho, Raiko & Ilin 2011).
   *
   * @defaultValue `'off'` with `'cd'`; `'data'` with the other estimators
   */
  centering?: Centering;
  /** Share of a new batch in the moving averages of centred units, in (0, 1]. @defaultValue 0.01 */
  centeringRate?: number;
  /**
   * The longest that the vector of a hidden unit's weights may be, > 0: longer ones are shortened, with the biases as they are.
   *
   * @defaultValue no limit
   */
  maxNorm?: number;
  /**
   * Share of the hidden units that each row leaves out in training, in [0, 1); binary or rectified linear ones. Afterwards all
   * take part, so their weights count `1 - dropout` times as much as a reconstruction has them (Srivastava et al. 2014,
   * section 8).
   *
   * @defaultValue 0
   */
  dropout?: number;
  /**
   * Learning rate of the log-variances of Gaussian units that learn them, as a share of `learningRate`, >= 0. Variances stay
   * between exp(-6) and exp(4).
   *
   * @defaultValue 0.1
   */
  varianceRate?: number;
  /**
   * The class of each row: `[rows]` of integers from 0, or `[rows, classes]` with one 1 in each. A machine with label units
   * learns them with the data; any other uses them for `balanceClasses` alone. A machine that is to draw a class on demand
   * learns that best with `estimator: 'pcd'`.
   */
  labels?: Tensor;
  /**
   * What a machine with label units maximises: the likelihood of data and labels; that of the labels given the data, as a
   * classifier does; or both (Larochelle & Bengio 2008).
   *
   * @defaultValue `'generative'`
   */
  objective?: Objective;
  /** Factor of the generative gradient with `objective: 'hybrid'`, >= 0. @defaultValue 0.01 */
  generativeWeight?: number;
  /** Whether each batch has its share of every class; needs `labels`. @defaultValue true where there are labels, and `shuffle` */
  balanceClasses?: boolean;
  /** Rows that are not trained on, `[rows, numVisible]`, to be monitored after each epoch. */
  validationData?: Tensor;
  /** The classes of `validationData`, like `labels`. */
  validationLabels?: Tensor;
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
  /**
   * Stops the training at the next batch, once it is aborted: the call rejects with an `AbortError`, and the machine has the
   * parameters of the last step. With `checkpoint`, one more is saved.
   *
   * @defaultValue none
   */
  signal?: AbortSignal;
  /**
   * tfjs callbacks; the logs of an epoch hold what {@link RBM.fit} lists.
   * `tf.callbacks.earlyStopping({monitor: 'val_reconstructionError', patience: 10})` ends the training of one machine, with
   * the parameters of the last epoch, where `earlyStopping` gives back the best ones.
   */
  callbacks?: Callbacks;
  /**
   * Who does the arithmetic: `'wasm'`, SIMD kernels on threads of their own, the fastest on a CPU; `'tensor'`, tf ops on
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
  engine?: EngineName;
  /**
   * Threads of the wasm engine, an integer >= 1; they change the time and not the result. Where so many are refused there are fewer. A
   * page that is not cross-origin isolated has none, and trains on its own thread between other events.
   *
   * @defaultValue as many as run at once, or none where a step takes less than a thread's start is worth
   */
  threads?: number;
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
