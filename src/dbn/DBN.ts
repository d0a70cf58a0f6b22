import * as tf from '@tensorflow/tfjs-core';
import type {History, layers, LayersModel, Sequential} from '@tensorflow/tfjs-layers';
import {argumentError, checkInteger, show} from '../check.js';
import {INITIAL_DEVIATION} from '../energy/Machine.js';
import {scaled} from '../energy/Scaling.js';
import {hiddenUnits, visibleUnits, type PartArgs} from '../energy/Units.js';
import {integer, number, readOptions, type OptionTable} from '../options.js';
import type {DBNArgs} from './DBNArgs.js';
import {loadArchive, saveArchive} from '../io/archive.js';
import {deriveKey, keyFromSeed, randomSeed} from '../random/Key.js';
import {sampleSettings, type SampleSettings} from '../rbm/sampling/sampleSettings.js';
import {checkAlive, checkIdle, checkScaling, whileTraining, type Trainable} from '../rbm/state/checkState.js';
import {checkVisibleSync} from '../rbm/data/checkVisible.js';
import {RBM} from '../rbm/RBM.js';
import type {DatasetArgs} from '../rbm/data/Dataset.js';
import {
  loadCheckpoint,
  saveCheckpoint,
  type PretrainCheckpoint,
  type StackInterruption,
} from './saving/checkpoint.js';
import {forModel, type ForModelArgs} from './layers/forModel.js';
import type {StackSampleArgs, StackSamplesArgs} from '../rbm/sampling/SampleArgs.js';
import {initializeModel} from './layers/initializeModel.js';
import {classesOfStack, featuresOfStack, reconstructionOfStack} from './stack/ofStack.js';
import {pretrain} from './pretraining/pretrain.js';
import type {PretrainArgs, PretrainDatasetArgs} from './pretraining/PretrainArgs.js';
import {pretrainDataset} from './pretraining/pretrainDataset.js';
import {describedStack, restoreStack, savedLayers, savedStack, stackShapes} from './saving/savedStack.js';
import {toAutoencoder, type Autoencoder} from './layers/toAutoencoder.js';
import {toSequential, type DenseArgs, type ToSequentialArgs} from './layers/toSequential.js';
import {sampleStack, stackChains} from './sampling/sampleStack.js';
import {freeRetied, freeUntied, topOf, type Untied} from './stack/Stack.js';
import {upDown} from './upDown/upDown.js';
import type {UpDownArgs} from './upDown/UpDownArgs.js';

/** What `new DBN()` accepts, and what it does by default. */
const DBN_OPTIONS = {
  visible: (given, where) => visibleUnits(given!, where),
  hidden(given: unknown, where) {
    if (Array.isArray(given) && given.length > 0) {
      return given.map((units: PartArgs, layer) => hiddenUnits(units, `${where}[${layer}]`));
    }
    const condition = 'a list of one or more layers';
    throw argumentError(TypeError, {where, condition, got: show(given)});
  },
  classes: (given, where) => (given === undefined || given === 0 ? 0 : checkInteger(given, {where, min: 2})),
  initialDeviation: number({above: 0, or: INITIAL_DEVIATION}),
  seed: integer({min: 0, or: randomSeed}),
} satisfies OptionTable<DBNArgs, unknown>;

/**
 * A deep belief network: a stack of restricted Boltzmann machines, each trained on what the one below makes of the data,
 * whose weights give a network of dense layers a good start.
 *
 * ```ts
 * const dbn = new DBN({visible: 784, hidden: [500, 500, 2000]});
 * await dbn.pretrain(images, {epochs: 10});
 * const model = dbn.toSequential({units: 10, activation: 'softmax'});
 * ```
 *
 * Methods do not dispose what they are given; tensors and models that they return belong to the caller. The parameters
 * live until {@link DBN.dispose}.
 *
 * Source: Hinton, Osindero & Teh 2006, "A fast learning algorithm for deep belief nets"; Bengio, Lamblin, Popovici &
 * Larochelle 2007, "Greedy layer-wise training of deep networks".
 */
export class DBN {
  /** The machines, the lowest first. They belong to the stack; do not dispose them. */
  readonly rbms: readonly RBM[];

  /** @internal What an interrupted pre-training had done, until it goes on. */
  interrupted: StackInterruption | undefined;

  /** @internal */
  readonly untied: (Untied | undefined)[] = [];

  readonly #stack: Trainable = {state: 'idle'};
  readonly #seed: number;
  #stopTraining = false;
  #samples = 0;

  /** @throws TypeError, RangeError when an option has a wrong kind or value. */
  constructor(args: DBNArgs) {
    const {visible, hidden, classes, initialDeviation, seed} = readOptions(DBN_OPTIONS, args, {where: 'DBN'});
    this.#seed = seed;
    const layers = [visible, ...hidden];
    this.rbms = hidden.map((units, layer) => {
      const [layerSeed] = deriveKey(keyFromSeed(seed), layer);
      return new RBM({
        visible: layers[layer]!.args,
        hidden: units.args as PartArgs,
        ...(layer === hidden.length - 1 && classes > 0 && {classes}),
        initialDeviation,
        seed: layerSeed,
      });
    });
  }

  /**
   * Makes a stack for the Dense layers of a model that exists already, all but the last one, which is the output: a machine for
   * each, of binary hidden units where the layer's activation is sigmoid, rectified linear ones for relu, Gaussian ones for
   * linear. Three lines pre-train the model:
   *
   * ```ts
   * const dbn = DBN.forModel(model);
   * await dbn.pretrain(x, {epochs: 10});
   * dbn.initializeModel(model);
   * ```
   *
   * `pretrain` takes the inputs of the first Dense layer, `[rows, inputs]`: behind a Flatten of 28 x 28 pixels, rows of 784.
   * What lies below that layer and is something else, such as convolutions, is left alone, and says what the rows are:
   *
   * ```ts
   * const below = tf.model({inputs: model.inputs, outputs: firstDense.input}); // not to be disposed: the layers are the model's
   * const rows = below.predict(images);
   * ```
   *
   * Between the layers that are pre-trained there may be Dropout and noise layers, and behind a linear one an Activation or a
   * ReLU of its own; layers of a model within the model count as if they stood there. The machines start anew: weights that the
   * model has are not read.
   *
   * @param model - A tf.Sequential, or a LayersModel whose Dense layers follow each other without branches. It does not change.
   * @returns A stack that the caller disposes; it holds nothing of the model.
   * @throws TypeError, RangeError when an option has a wrong kind or value; Error when the model has too few Dense layers, or one
   *   cannot be pre-trained, for its activation, its lack of a bias or what lies before it: the message names the layer.
   */
  static forModel(model: LayersModel, args: ForModelArgs = {}): DBN {
    return new DBN(forModel(model, args));
  }

  /** The number of classes, which is that of the label units of the top machine. */
  get numClasses(): number {
    return topOf(this).numClasses;
  }

  /** Set by a callback to end the pre-training after the batch, of this layer and of those above. */
  get stopTraining(): boolean {
    return this.#stopTraining;
  }

  set stopTraining(stop: boolean) {
    this.#stopTraining = stop;
    for (const rbm of this.rbms) rbm.stopTraining = stop;
  }

  /**
   * Trains the machines greedily by contrastive divergence, from the lowest up, each on the mean activations of the one
   * below; see {@link PretrainArgs} for the settings. `labels` go to every machine: the top one learns them where it has label
   * units, the others have batches with their share of every class, unless `balanceClasses` is false. A machine that up-down
   * has untied is tied again when it is trained.
   *
   * @param x - `[rows, numVisible]`; values in [0, 1] for binary units, which count as probabilities, any finite values
   *   for Gaussian ones.
   * @returns One History a layer that was trained; what it lists is described at {@link RBM.fit}.
   * @throws TypeError, RangeError, before anything changes, when an argument has a wrong kind or value; Error when the
   *   parameters would become NaN or infinite, with the last finite ones in place, or when the wasm engine fails, a thread of
   *   its for one, with those of the last completed epoch in place; an AbortError when `signal` stops it; what the handler of
   *   `checkpoint` throws.
   *
   * Source: Hinton, Osindero & Teh 2006, section 5; on mean activations as in Hinton & Salakhutdinov 2006.
   */
  async pretrain(x: tf.Tensor, args: PretrainArgs = {}): Promise<History[]> {
    this.#checkIdle('pretrain');
    return this.#training(() => pretrain(this, x, args));
  }

  /**
   * Trains the machines as {@link DBN.pretrain} does, on data that do not fit into memory, or come from elsewhere, batch by batch:
   * what an upper layer is trained on is found as it is needed, so that memory is the parameters and a few batches.
   *
   * The lowest machine reads all of an epoch once before it trains, see {@link RBM.fitDataset}; for the others, the first 1,000 rows
   * stand for all.
   *
   * @param dataset - Gives tensors `[rows, numVisible]`, or `{xs, ys}`; or a function of the epoch's number that returns it: see
   *   {@link RBM.fitDataset}. It is read once an epoch and layer.
   * @returns One History a layer that was trained.
   * @throws What {@link DBN.pretrain} throws, and RangeError when a batch has more rows than the first one.
   */
  async pretrainDataset(dataset: DatasetArgs, args: PretrainDatasetArgs = {}): Promise<History[]> {
    this.#checkIdle('pretrainDataset');
    return this.#training(() => pretrainDataset(this, dataset, args));
  }

  /**
   * Trains the whole stack as a generative model by the up-down algorithm, contrastive wake-sleep, which is for a stack that
   * {@link DBN.pretrain} has been through; see {@link UpDownArgs} for the settings.
   *
   * Every machine but the top one gets a way down of its own, which starts as its weights transposed and its visible bias, and
   * its weights and hidden bias become the way up. In each step the data drive states up, which the ways down learn to
   * predict; Gibbs steps of the top machine, with the labels if there are any, teach it by contrastive divergence; and from where
   * they end states are drawn down, which the ways up learn to predict. From then on {@link DBN.sample} and
   * {@link DBN.reconstruct} go down by the ways down, and everything else uses the ways up. A machine that is trained by anything
   * else, or given other weights, is tied again.
   *
   * A second call goes on from where the first one ended. With the next epoch as `initialEpoch`, and schedules that are the same,
   * two calls do what one does, bit for bit.
   *
   * @param x - `[rows, numVisible]`, as {@link DBN.pretrain} takes it; nothing may be missing.
   * @returns tfjs's History. The logs of an epoch hold `reconstructionError`, the squared difference between data and
   *   their means given the states of the first hidden layer that they drive, averaged over rows and units; of validation data
   *   `val_reconstructionError`, from means up to the top and back, and with label units `val_accuracy`, by
   *   {@link DBN.predict}; without validation data `accuracy`, of at most 2,000 training rows.
   * @throws TypeError, RangeError, before anything changes, when an argument has a wrong kind or value; Error when a layer is of
   *   rectified linear units, but for the last, or learns variances; or when the parameters would become NaN or infinite, with
   *   the last finite ones in place; an AbortError when `signal` stops it.
   *
   * Source: Hinton, Osindero & Teh 2006, section 5 and appendix B. It draws as the paper does, but for the hidden units of the
   * top machine in the statistics, which are means.
   */
  async upDown(x: tf.Tensor, args: UpDownArgs = {}): Promise<History> {
    this.#checkIdle('upDown');
    return this.#training(() => upDown(this, x, args));
  }

  /**
   * Returns the features of each row: the mean activations of the top layer; of rectified linear units `max(0, input)`. Labels
   * are summed out.
   *
   * @param x - `[rows, numVisible]`
   * @returns `[rows, units of the last hidden layer]`; nothing is sampled.
   * @throws TypeError, RangeError when `x` does not hold states of the visible units.
   */
  transform(x: tf.Tensor): tf.Tensor2D {
    return tf.tidy(() => featuresOfStack(this, this.#states(x, 'transform')));
  }

  /**
   * Returns what the stack makes of each row: mean activations up to the top, and back down.
   *
   * @param x - `[rows, numVisible]`
   * @returns `[rows, numVisible]`; nothing is sampled.
   * @throws TypeError, RangeError when `x` does not hold states of the visible units.
   */
  reconstruct(x: tf.Tensor): tf.Tensor2D {
    return tf.tidy(() => reconstructionOfStack(this, this.#states(x, 'reconstruct')));
  }

  /**
   * Returns how likely each class is, `p(y | h)` given the means h of the last but one layer: exact in the top machine, from
   * its free energies with each label.
   *
   * @param x - `[rows, numVisible]`
   * @returns `[rows, numClasses]`; each row sums to 1.
   * @throws Error when the stack has no label units; TypeError, RangeError when `x` does not hold states of the visible units.
   *
   * Source: Hinton, Osindero & Teh 2006, section 6.
   */
  predict(x: tf.Tensor): tf.Tensor2D {
    this.#checkAlive('predict');
    if (this.numClasses === 0) {
      const condition = 'a stack with label units';
      const advice = 'make it with new DBN({classes: …})';
      throw argumentError(Error, {where: 'predict: this', condition, got: 'one without', advice});
    }
    return tf.tidy(() => classesOfStack(this, this.#states(x, 'predict')));
  }

  /**
   * Draws from the distribution that the stack has learned: Gibbs chains in the top machine, with `labels` clamped if they are
   * given, then one pass down; see {@link StackSampleArgs}.
   *
   * @returns `[rows * draws, numVisible]`: the first states of all chains, then the second ones and so on.
   * @throws TypeError, RangeError when an option has a wrong kind or value.
   */
  async sample(args: StackSampleArgs = {}): Promise<tf.Tensor2D> {
    const settings = await this.#sampleSettings(args, 'sample');
    return sampleStack(this, {...settings, call: this.#samples++});
  }

  /**
   * Shows what {@link DBN.sample} draws as its chains go, for an animation; see {@link RBM.samples}.
   *
   * @returns `[rows, numVisible]` after every `thinning` Gibbs steps of the top machine, which the caller disposes.
   * @throws TypeError, RangeError when an option has a wrong kind or value.
   */
  async *samples(args: StackSamplesArgs = {}): AsyncGenerator<tf.Tensor2D, void, void> {
    const settings = await this.#sampleSettings(args, 'samples');
    yield* stackChains(this, {...settings, call: this.#samples++});
  }

  /**
   * Makes a network of the stack, to be fine-tuned by `model.compile()` and `model.fit()`: a Dense layer for
   * each machine, of sigmoid units where it has binary ones, with its weights and hidden biases, and an output layer on top. What
   * the data are standardised by, and variances that are learned, are folded into the first layer, which takes raw data; train
   * that layer with care, since its inputs are on their own scale. Label units are left out: the features of the model are
   * those of rows without a label, where {@link DBN.transform} has the mean over the labels.
   *
   * The hidden layers are named `'hidden1'` and so on, an output layer of options `'output'`. A model that tfjs saved loads where
   * this package is not: once the weights are drawn, tfjs's own initializers of the same deviation replace ours in every layer.
   *
   * @param output - The output layer, as `tf.layers.dense` takes it: `{units: 10, activation: 'softmax'}` to tell classes
   *   apart, `{units: 1}` for a number, `{units: 5, activation: 'sigmoid'}` for labels that do not exclude each other; its
   *   kernel starts from {@link xavierUniform} unless it says otherwise. Or a list of layers to put on top, which are part of the
   *   model from then on; where it throws, they stay the caller's. Without it, the model ends with the features.
   * @param args - Dropout, and layers that are not to be trained.
   * @returns A model with weights of its own, which the caller disposes.
   * @throws TypeError, RangeError when an option has a wrong kind or value; Error when layers have names that occur twice; what
   *   tfjs throws when a layer does not fit.
   */
  toSequential(output?: DenseArgs | readonly layers.Layer[], args: ToSequentialArgs = {}): Sequential {
    this.#checkIdle('toSequential');
    checkScaling(this.rbms[0]!.machine, {where: 'toSequential'});
    return toSequential(this.rbms, output, {args, seed: this.#seed});
  }

  /**
   * Writes the weights and hidden biases into the lowest Dense layers of a model that exists already, the lowest machine's
   * into the first one. What lies below it, such as convolutions, Dropout and noise between, and Dense layers above stay as they
   * are. See {@link DBN.forModel}, which finds the same layers.
   *
   * @throws Error, before anything changes, when the model has too few Dense layers, one of them does not match in shape or
   *   activation, `'sigmoid'` for binary units, or something else lies between them: the message names the layer.
   */
  initializeModel(model: LayersModel): void {
    this.#checkIdle('initializeModel');
    checkScaling(this.rbms[0]!.machine, {where: 'initializeModel'});
    initializeModel(this.rbms, model);
  }

  /**
   * Unrolls the stack into an autoencoder, to be fine-tuned by `autoencoder.compile()` and `autoencoder.fit(x, x)`:
   *
   * ```ts
   * const {encoder, decoder, autoencoder} = dbn.toAutoencoder();
   * ```
   *
   * The encoder has a layer for each machine, the last one, `'code'`, linear where the top machine has Gaussian hidden units;
   * the decoder has the transposed weights and the visible biases. Until it is fine-tuned, the autoencoder computes what
   * {@link DBN.reconstruct} does. Its outputs are means of the visible units, sigmoid for binary ones and linear for Gaussian
   * ones, on the scale of the data: what they are standardised by is folded in. Saved models load where this package is not,
   * except where rectified linear units are decoded: their mean is the activation `'reluMean'`, which this package registers.
   *
   * @returns Three models that share their layers, with weights of their own. The caller disposes all three, in any order: a
   *   layer's weights go with the last model that has it. Those that are left go on working.
   * @throws Error, before anything is made, when no dense layer computes the features of some hidden units or the means of the
   *   visible ones: of several groups of softmax units, and of units of several kinds.
   *
   * Source: Hinton & Salakhutdinov 2006, "Reducing the dimensionality of data with neural networks".
   */
  toAutoencoder(): Autoencoder {
    this.#checkIdle('toAutoencoder');
    checkScaling(this.rbms[0]!.machine, {where: 'toAutoencoder'});
    return toAutoencoder(this, {seed: this.#seed});
  }

  /**
   * Saves the stack through a tfjs IOHandler or to a URL; in plain Node.js to a folder with {@link fileSystem}.
   *
   * @throws TypeError when there is no handler for the target.
   */
  async save(target: tf.io.IOHandler | string): Promise<tf.io.SaveResult> {
    this.#checkAlive('save');
    return saveArchive(target, {className: 'DBN', ...savedStack(this, {seed: this.#seed})});
  }

  /**
   * Loads a stack that {@link DBN.save} saved, from a tfjs IOHandler or a URL.
   *
   * @returns A stack that the caller disposes.
   * @throws TypeError when there is no handler for the source; Error when what is there is damaged, or no DBN.
   */
  static async load(source: tf.io.IOHandler | string): Promise<DBN> {
    const loaded = await loadArchive(source, {className: 'DBN', caller: 'DBN.load'});
    const where = 'DBN.load: source';
    const described = describedStack(loaded.config, where);
    const layers = savedLayers(described, {values: loaded.values(stackShapes(described)), where});
    const dbn = new DBN(described.args);
    restoreStack(dbn, layers);
    return dbn;
  }

  /**
   * Loads the checkpoint of a pre-training that was interrupted, from a tfjs IOHandler or a URL: see `checkpoint` in
   * {@link PretrainArgs}. The next call of {@link DBN.pretrain} or {@link DBN.pretrainDataset}, whichever it was, with the same data and settings, does what was left to do, and
   * returns the histories of all layers; it ends bit for bit where the pre-training would have ended. Of one that had come to its
   * end, nothing is left.
   *
   * ```ts
   * const to = fileSystem('checkpoint');
   * const dbn = await DBN.resume(to);
   * await dbn.pretrain(images, {epochs: 10, checkpoint: {to}});
   * ```
   *
   * @returns A stack that the caller disposes.
   * @throws TypeError when there is no handler for the source; Error when what is there is damaged, or no checkpoint of a stack.
   */
  static async resume(source: tf.io.IOHandler | string): Promise<DBN> {
    return loadCheckpoint(source, (args) => new DBN(args));
  }

  /** Frees the parameters of every machine; the stack cannot be used after that. A second call does nothing. */
  dispose(): void {
    if (this.#stack.state === 'disposed') return;
    this.#checkIdle('dispose');
    for (const rbm of this.rbms) rbm.dispose();
    for (const own of this.untied) if (own !== undefined) freeUntied(own);
    this.#stack.state = 'disposed';
  }

  /** @internal Saves the stack in the midst of its training. */
  async saveCheckpoint(state: PretrainCheckpoint): Promise<void> {
    await saveCheckpoint(this, {...state, seed: this.#seed});
  }

  async #sampleSettings(args: StackSampleArgs, where: 'sample' | 'samples'): Promise<SampleSettings> {
    this.#checkAlive(where);
    checkScaling(this.rbms[0]!.machine, {where});
    const settings = await sampleSettings(topOf(this), args, {where, isStack: true});
    this.#checkAlive(where);
    return settings;
  }

  /** Runs a training of the stack, and frees what is only of machines that it has tied again. */
  async #training<T>(train: () => Promise<T>): Promise<T> {
    try {
      return await whileTraining(this.#trainables(), train);
    } finally {
      freeRetied(this);
    }
  }

  #trainables(): Trainable[] {
    return [this.#stack, ...this.rbms.map(({machine}) => machine)];
  }

  #checkAlive(where: string): void {
    for (const trainable of this.#trainables()) checkAlive(trainable, {where});
  }

  #checkIdle(where: string): void {
    for (const trainable of this.#trainables()) checkIdle(trainable, {where});
  }

  /** Checks rows of data, and returns them as states of the visible units, owned by the tidy around it. */
  #states(x: unknown, caller: string): tf.Tensor2D {
    this.#checkAlive(caller);
    const {machine} = this.rbms[0]!;
    checkScaling(machine, {where: caller});
    const {data: visible, scaling} = machine;
    return scaled(checkVisibleSync(x, {where: `${caller}: x`, visible}), scaling);
  }
}
