import * as tf from '@tensorflow/tfjs-core';
import type {History} from '@tensorflow/tfjs-layers';
import {argumentError, checkInteger} from '../check.js';
import {classScores, seenData, withLabels} from '../energy/labels.js';
import {
  freeMachine,
  INITIAL_DEVIATION,
  mapParameters,
  newMachine,
  replaceTrainingState,
  replaceParameters,
  type Machine,
} from '../energy/Machine.js';
import {scaled} from '../energy/Scaling.js';
import {hiddenUnits, visibleUnits, type PartArgs, type UnitsArgs} from '../energy/Units.js';
import {integer, number, readOptions, type OptionTable} from '../options.js';
import {loadArchive, saveArchive} from '../io/archive.js';
import type {LogPartition} from '../likelihood/findLogPartition.js';
import {randomSeed} from '../random/Key.js';
import {checkAlive, checkIdle, checkScaling, whileTraining} from './state/checkState.js';
import {sampleSettings} from './sampling/sampleSettings.js';
import {checkWeights, weightList, type WeightList} from './state/checkWeights.js';
import {checkVisibleSync} from './data/checkVisible.js';
import {withStates} from './data/states.js';
import {onCopy} from './state/onCopy.js';
import type {DatasetArgs} from './data/Dataset.js';
import {fit} from './training/fit.js';
import {fitDataset} from './training/fitDataset.js';
import type {Trainee} from './training/trainEpoch.js';
import type {FitArgs, FitDatasetArgs} from './training/FitArgs.js';
import {gibbsChains} from './sampling/gibbsChains.js';
import {health} from './evaluation/health/health.js';
import {updateRatio} from './evaluation/health/measures.js';
import type {HealthReport} from './evaluation/health/HealthReport.js';
import {logPartition, type LogPartitionArgs} from './evaluation/logPartition.js';
import {featuresOfData, freeEnergyOfData, reconstructionOfData} from './data/ofData.js';
import {evaluate, type EvaluateArgs} from './evaluation/evaluate.js';
import {sample, samplingKey} from './sampling/sample.js';
import type {SampleArgs, SamplesArgs} from './sampling/SampleArgs.js';
import {loadCheckpoint, saveCheckpoint} from './saving/checkpoint.js';
import {checkSaved, restoreMachine, savedShapes} from './saving/savedMachine.js';
import {describedRBM, savedRBM} from './saving/savedRBM.js';
import type {Interruption} from './saving/Position.js';
import {logLikelihood, score, type ScoreArgs} from './evaluation/score.js';

/** A matrix of more weights does not fit into the memory of any backend. */
const MOST_WEIGHTS = 2 ** 30;

/** Options of {@link RBM}. */
export interface RBMArgs {
  /**
   * The visible units: a number of binary ones, `{units, type}` for others, or a list of both for data of several kinds, side
   * by side.
   */
  visible: UnitsArgs;
  /** The hidden units: a number of binary ones, or `{units, type}`. */
  hidden: PartArgs;
  /**
   * How many classes the data have, an integer >= 2: label units beside the visible ones, of which one is 1, make the
   * machine a classifier (Larochelle & Bengio 2008).
   *
   * @defaultValue none
   */
  classes?: number;
  /**
   * The standard deviation of the normal distribution, of mean 0, that the first weights are drawn from, a number > 0.
   *
   * @defaultValue 0.01 (Hinton 2010, section 8)
   */
  initialDeviation?: number;
  /** An integer >= 0 that fixes the first weights and all noise; 0 is a seed like any other. @defaultValue a new one */
  seed?: number;
}

/** What `new RBM()` accepts, and what it does by default. */
const RBM_OPTIONS = {
  visible: (given, where) => visibleUnits(given!, where),
  hidden: (given, where) => hiddenUnits(given!, where),
  classes: (given, where) => (given === undefined || given === 0 ? 0 : checkInteger(given, {where, min: 2})),
  initialDeviation: number({above: 0, or: INITIAL_DEVIATION}),
  seed: integer({min: 0, or: randomSeed}),
} satisfies OptionTable<RBMArgs, unknown>;

/**
 * A restricted Boltzmann machine: visible and hidden units, joined by weights, that learn the distribution of the data.
 *
 * ```
 * E(v, h) = -b v - c h - v W h      p(v, h) = exp(-E(v, h)) / Z
 * ```
 *
 * for binary and softmax units. Gaussian ones have (v - b)^2 / (2 s^2) in place of -b v, and show v / s^2 to the other layer, with
 * a variance s^2 of 1 unless it is learned: standardise the data, or have the machine do it by `standardize: true`. Rectified
 * linear ones are counts n of copies of a binary unit, with n^2 / 2 - b n and a function of n alone (Nair & Hinton 2010). The
 * weights start as draws from N(0, 0.01^2), the biases at 0.
 *
 * Methods do not dispose what they are given; tensors that they return belong to the caller. The parameters live until
 * {@link RBM.dispose}.
 *
 * Source: Smolensky 1986; Hinton 2002; for the recipe Hinton 2010, "A practical guide to training restricted Boltzmann
 * machines".
 */
export class RBM {
  /** Set by a callback to end the training after the batch; `tf.callbacks.earlyStopping()` does so. */
  stopTraining = false;

  /** @internal */
  readonly machine: Machine;

  /** @internal Where its training goes on, if one was interrupted. */
  interrupted: Interruption | undefined;

  #samples = 0;

  /** @throws TypeError, RangeError when an option has a wrong kind or value. */
  constructor(args: RBMArgs) {
    const {
      visible: data,
      hidden,
      classes: numClasses,
      ...others
    } = readOptions(RBM_OPTIONS, args, {
      where: 'RBM',
    });
    const visible = withLabels(data, numClasses);
    checkInteger(visible.units * hidden.units, {where: 'RBM: visible times hidden', max: MOST_WEIGHTS});
    this.machine = newMachine({data, visible, hidden, numClasses, ...others});
  }

  /** The number of visible units, those for labels not counted. */
  get numVisible(): number {
    return this.machine.data.units;
  }

  /** The number of hidden units. */
  get numHidden(): number {
    return this.machine.hidden.units;
  }

  /** The number of classes, which is that of the label units. */
  get numClasses(): number {
    return this.machine.numClasses;
  }

  /**
   * Learns from data, by contrastive divergence unless `estimator` or `objective` say otherwise; see {@link FitArgs}.
   *
   * A second call goes on from where the first one ended, with its velocity, chains and centres, and other noise. With the next
   * epoch as `initialEpoch`, which schedules depend on, two calls do what one does, bit for bit.
   *
   * @param x - `[rows, numVisible]`; values in [0, 1] for binary units, which count as probabilities, numbers >= 0 for rectified
   *   linear ones, any finite numbers for Gaussian ones, one 1 in each group for softmax ones, or zeros where it is missing.
   * @returns tfjs's History, whose `params` name the `engine` and its `threads`. The logs of an epoch hold `reconstructionError`,
   *   the squared difference between data and their mean reconstruction, averaged over rows and units; with tempered chains
   *   `swapRate` and `lowestSwapRate`; and what the monitors measure.
   * @throws TypeError, RangeError, before anything changes, when an argument has a wrong kind or value, but for the name of an
   *   early-stopping monitor where callbacks may add it; Error when the parameters would become NaN or infinite, with the last
   *   finite ones in place, or when the wasm engine fails, a thread of its for one, with those of the last completed epoch in
   *   place; an AbortError when `signal` stops it; what the handler of `checkpoint` throws.
   *
   * Source: Hinton 2002; Tieleman 2008; Larochelle & Bengio 2008; settings as in Hinton 2010.
   */
  async fit(x: tf.Tensor, args: FitArgs = {}): Promise<History> {
    checkIdle(this.machine, {where: 'fit'});
    return whileTraining([this.machine], () => fit(this.#trainee('fit'), x, args));
  }

  /**
   * Learns from data that do not fit into memory, or come from elsewhere, batch by batch: as {@link RBM.fit} does, with the
   * batches of a `tf.data.Dataset` in their order.
   *
   * A machine that has not learned anything yet reads all of an epoch once before it trains: the rows are checked, and their means
   * and deviations become its biases and its scale. After that, rows are checked as they come, and one that is wrong ends the
   * training. The first 1,000 rows stand for all where training rows are monitored.
   *
   * ```ts
   * const images = tf.data.csv(url).map(toTensor).batch(100);
   * await rbm.fitDataset(images, {epochs: 5});
   * ```
   *
   * @param dataset - Gives tensors `[rows, numVisible]`, or `{xs, ys}` with the labels that a machine with label units needs; each
   *   batch is disposed when it has been learned from. A function of the epoch's number returns that epoch's data set: with an
   *   order that depends on nothing else, a training that goes on after an interruption ends bit for bit as it would have.
   * @returns tfjs's History, as of {@link RBM.fit}.
   * @throws What {@link RBM.fit} throws, and RangeError when a batch has more rows than the first one.
   */
  async fitDataset(dataset: DatasetArgs, args: FitDatasetArgs = {}): Promise<History> {
    checkIdle(this.machine, {where: 'fitDataset'});
    return whileTraining([this.machine], () => fitDataset(this.#trainee('fitDataset'), dataset, args));
  }

  /**
   * Returns the features of each row: the mean of each hidden unit, `p(h = 1 | v) = sigmoid(c + v W)` of binary ones, or
   * `max(0, c + v W)` of rectified linear ones, as a network computes it. Labels are summed out.
   *
   * @param x - `[rows, numVisible]`
   * @returns `[rows, numHidden]`; the same for the same rows, nothing is sampled.
   * @throws TypeError, RangeError when `x` does not hold states of the visible units.
   */
  transform(x: tf.Tensor): tf.Tensor2D {
    return tf.tidy(() => featuresOfData(this.machine, this.#states(x, 'transform')));
  }

  /**
   * Returns what the machine makes of each row: the mean of the visible units given the means of the hidden ones.
   *
   * @param x - `[rows, numVisible]`
   * @returns `[rows, numVisible]`; nothing is sampled.
   * @throws TypeError, RangeError when `x` does not hold states of the visible units.
   */
  reconstruct(x: tf.Tensor): tf.Tensor2D {
    return tf.tidy(() => reconstructionOfData(this.machine, this.#states(x, 'reconstruct')));
  }

  /**
   * Returns the free energy of each row: `p(v) = exp(-F(v)) / Z`.
   *
   * ```
   * F(v) = -b v - sum_j log(1 + exp(c_j + v W_j))
   * ```
   *
   * for binary units, and likewise with the energies of others; labels are summed out. Of data that the machine standardises, it is
   * that of the standardised ones, where {@link RBM.score} is about the data themselves.
   *
   * @param x - `[rows, numVisible]`
   * @returns `[rows]`, in nats.
   * @throws TypeError, RangeError when `x` does not hold states of the visible units.
   */
  freeEnergy(x: tf.Tensor): tf.Tensor1D {
    return tf.tidy(() => freeEnergyOfData(this.machine, this.#states(x, 'freeEnergy')));
  }

  /**
   * Returns how likely each class is, `p(y | v)`, exactly, from the free energies of each row with each label.
   *
   * @param x - `[rows, numVisible]`
   * @returns `[rows, numClasses]`; each row sums to 1.
   * @throws Error when the machine has no label units; TypeError, RangeError when `x` does not hold states of the visible units.
   *
   * Source: Larochelle & Bengio 2008, section 2.
   */
  predict(x: tf.Tensor): tf.Tensor2D {
    checkAlive(this.machine, {where: 'predict'});
    if (this.numClasses === 0) {
      const condition = 'a machine with label units';
      const advice = 'make it with new RBM({classes: …})';
      throw argumentError(Error, {where: 'predict: this', condition, got: 'one without', advice});
    }
    return tf.tidy(() => {
      const states = this.#states(x, 'predict');
      return classScores(this.machine, seenData(this.machine, states)).probabilities;
    });
  }

  /**
   * Finds the log of the partition function, `log Z`, which turns free energies into probabilities: `log p(v) = -F(v) - log Z`.
   *
   * Small machines' is found exactly, others' is estimated by annealed importance sampling from both ends of a path of machines;
   * see {@link LogPartitionArgs}. When these estimates disagree, a warning says so.
   *
   * @throws TypeError, RangeError when an option has a wrong kind or value; Error when the machine has no finite Z.
   *
   * Source: Neal 2001; Salakhutdinov & Murray 2008; Burda, Grosse & Salakhutdinov 2015.
   */
  async logPartition(args: LogPartitionArgs = {}): Promise<LogPartition> {
    checkAlive(this.machine, {where: 'logPartition'});
    return logPartition(this.machine, args, 'logPartition');
  }

  /**
   * Returns the mean log-likelihood of rows, `-F(v) - log Z`; see {@link ScoreArgs}.
   *
   * Grey values of binary units count as probabilities of 1: the score is then at most the mean over rows drawn with them.
   *
   * @param x - `[rows, numVisible]`
   * @returns In nats a row. (scikit-learn's `score_samples` is a pseudo-likelihood of one random bit.)
   * @throws TypeError, RangeError when `x` or an option has a wrong kind or value; Error when the machine has no finite Z.
   */
  async score(x: tf.Tensor, args: ScoreArgs = {}): Promise<number> {
    checkAlive(this.machine, {where: 'score'});
    return score(this.machine, x, args);
  }

  /**
   * Returns the log-likelihood of each row, as {@link RBM.score} does of all.
   *
   * @param x - `[rows, numVisible]`
   * @returns `[rows]`, in nats; owned by the caller.
   * @throws What {@link RBM.score} throws.
   */
  async logLikelihood(x: tf.Tensor, args: ScoreArgs = {}): Promise<tf.Tensor1D> {
    checkAlive(this.machine, {where: 'logLikelihood'});
    return logLikelihood(this.machine, x, args);
  }

  /**
   * Measures the machine on rows: reconstruction error, accuracy, free-energy gap, pseudo-likelihood or log-likelihood; see
   * {@link EvaluateArgs}. The same numbers as the monitors of `fit` log.
   *
   * @param x - `[rows, numVisible]`
   * @returns The value of each metric, by its name.
   * @throws TypeError, RangeError when `x` or an option has a wrong kind or value, or a metric needs something that is not given;
   *   Error when the machine is not of a kind that a metric is for.
   */
  async evaluate(x: tf.Tensor, args: EvaluateArgs = {}): Promise<Record<string, number>> {
    checkAlive(this.machine, {where: 'evaluate'});
    return evaluate(this.machine, x, args);
  }

  /**
   * Tells what is wrong with the machine, and what helps: dead, saturated and duplicate hidden units, constant columns of the
   * data, steps of a wrong size, weights and free energies that explode. `fit` shows the same of some rows when it ends.
   *
   * @param x - `[rows, numVisible]`, what it was trained on; of fewer than 10 rows nothing is said that is about rows.
   * @throws TypeError, RangeError when `x` does not hold states of the visible units.
   *
   * Source: Hinton 2010, sections 6, 7 and 16.
   */
  async health(x: tf.Tensor): Promise<HealthReport> {
    checkAlive(this.machine, {where: 'health'});
    const ratio = updateRatio(this.machine);
    return onCopy(this.machine, (machine) =>
      withStates(machine, x, {where: 'health: x', use: (states) => health(machine, states, {ratio})}),
    );
  }

  /**
   * Draws from the distribution that the machine has learned, by Gibbs chains; see {@link SampleArgs}.
   *
   * @returns `[rows * draws, numVisible]`: the first states of all chains, then the second ones and so on. Clamped units show
   *   their values.
   * @throws TypeError, RangeError when an option has a wrong kind or value.
   */
  async sample(args: SampleArgs = {}): Promise<tf.Tensor2D> {
    checkAlive(this.machine, {where: 'sample'});
    checkScaling(this.machine, {where: 'sample'});
    const settings = await sampleSettings(this.machine, args, {where: 'sample'});
    checkAlive(this.machine, {where: 'sample'});
    const key = samplingKey(this.machine, {...settings, call: this.#samples++});
    return sample(this.machine, {...settings, key});
  }

  /**
   * Shows Gibbs chains as they go, for an animation; see {@link SamplesArgs}.
   *
   * ```ts
   * for await (const states of rbm.samples({rows: 25, thinning: 5})) {
   *   await draw(states);
   *   states.dispose();
   *   if (isOver) break;
   * }
   * ```
   *
   * The chains belong to the machine as it is when the loop begins, and it may be trained or disposed meanwhile. Leaving the
   * loop frees them; who calls `next()` without a loop ends with `return()`.
   *
   * @returns `[rows, numVisible]` after every `thinning` steps, which the caller disposes. The options are checked, and
   *   read, when the loop begins.
   * @throws TypeError, RangeError when an option has a wrong kind or value.
   */
  async *samples(args: SamplesArgs = {}): AsyncGenerator<tf.Tensor2D, void, void> {
    checkAlive(this.machine, {where: 'samples'});
    checkScaling(this.machine, {where: 'samples'});
    const settings = await sampleSettings(this.machine, args, {where: 'samples'});
    checkAlive(this.machine, {where: 'samples'});
    const key = samplingKey(this.machine, {...settings, call: this.#samples++});
    yield* gibbsChains(this.machine, {...settings, key});
  }

  /**
   * Returns copies of the parameters: weights `[numVisible, numHidden]`, visible bias `[numVisible]`, hidden bias
   * `[numHidden]`, and where variances are learned their logarithms `[numVisible]`. Label units count as visible ones here:
   * the last rows of the weights are theirs.
   */
  getWeights(): WeightList {
    checkAlive(this.machine, {where: 'getWeights'});
    return weightList(this.machine).map((parameter) => tf.clone(parameter)) as WeightList;
  }

  /**
   * Copies parameters into the machine, in the order in which {@link RBM.getWeights} returns them. What training would go on from
   * is forgotten; what the data are standardised by stays.
   *
   * @throws TypeError, RangeError, before anything changes, when a tensor is missing, has another shape or is not finite.
   */
  setWeights(weights: readonly tf.Tensor[]): void {
    checkIdle(this.machine, {where: 'setWeights'});
    const given = checkWeights(this.machine, weights);
    replaceParameters(
      this.machine,
      mapParameters(given, (value) => tf.cast(value, 'float32')),
    );
    // What training would go on from belongs to the parameters that are gone.
    replaceTrainingState(this.machine, {});
    this.machine.hasLearned = true;
    this.interrupted = undefined;
  }

  /**
   * Saves the machine through a tfjs IOHandler or to a URL; in plain Node.js to a folder with {@link fileSystem}.
   *
   * What training goes on from is saved too, chains and centres, but for the velocity.
   *
   * @throws TypeError when there is no handler for the target.
   */
  async save(target: tf.io.IOHandler | string): Promise<tf.io.SaveResult> {
    checkAlive(this.machine, {where: 'save'});
    return saveArchive(target, {className: 'RBM', ...savedRBM(this.machine)});
  }

  /**
   * Loads a machine that {@link RBM.save} saved, from a tfjs IOHandler or a URL.
   *
   * @returns A machine that the caller disposes.
   * @throws TypeError when there is no handler for the source; Error when what is there is damaged, or no RBM.
   */
  static async load(source: tf.io.IOHandler | string): Promise<RBM> {
    const loaded = await loadArchive(source, {className: 'RBM', caller: 'RBM.load'});
    const where = 'RBM.load: source';
    const described = describedRBM(loaded.config, where);
    const {args, progress} = described;
    const saved = {progress, values: loaded.values(savedShapes(described))};
    checkSaved(described, saved, where);
    const rbm = new RBM(args);
    restoreMachine(rbm.machine, saved);
    return rbm;
  }

  /**
   * Loads the checkpoint of a training that was interrupted, from a tfjs IOHandler or a URL: see `checkpoint` in
   * {@link FitArgs}. The next call of `fit` or `fitDataset`, whichever it was, with the same data and settings, does what was left to do, and returns the history
   * of all epochs; it ends bit for bit where the training would have ended. Of a training that had come to its end, nothing is
   * left.
   *
   * ```ts
   * const rbm = await RBM.resume(fileSystem('checkpoint'));
   * await rbm.fit(x, {epochs: 100, checkpoint: {to: fileSystem('checkpoint')}});
   * ```
   *
   * @returns A machine that the caller disposes.
   * @throws TypeError when there is no handler for the source; Error when what is there is damaged, or no checkpoint of a machine.
   */
  static async resume(source: tf.io.IOHandler | string): Promise<RBM> {
    return loadCheckpoint(source, (args) => new RBM(args));
  }

  /** Frees the parameters; the machine cannot be used after that. A second call does nothing. */
  dispose(): void {
    if (this.machine.state === 'disposed') return;
    checkIdle(this.machine, {where: 'dispose'});
    freeMachine(this.machine);
    this.machine.state = 'disposed';
  }

  #trainee(caller: string): Trainee {
    const {machine, interrupted} = this;
    return {
      machine,
      model: this,
      interrupted,
      caller,
      saveCheckpoint: (state) => saveCheckpoint(machine, state),
    };
  }

  /** Checks rows of data, and returns them as states of the visible units, owned by the tidy around it. */
  #states(x: unknown, caller: string): tf.Tensor2D {
    checkAlive(this.machine, {where: caller});
    checkScaling(this.machine, {where: caller});
    const {data, scaling} = this.machine;
    return scaled(checkVisibleSync(x, {where: `${caller}: x`, visible: data}), scaling);
  }
}
