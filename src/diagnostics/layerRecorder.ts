import type * as tf from '@tensorflow/tfjs-core';
import {Callback} from '@tensorflow/tfjs-layers';
import {argumentError, checkArgs, checkInteger, checkOneOf, show} from '../check.js';
import {
  checkOptions,
  measureLayers,
  type LayerStatistics,
  type LayerStatisticsArgs,
} from './layerStatistics.js';

/** Options of {@link layerRecorder}. */
export interface LayerRecorderArgs extends LayerStatisticsArgs {
  /** The rows that are looked at each time, `[rows, ...input]`; held, and the caller's to dispose once the training is over. */
  x: tf.Tensor;
  /** What the loss is given with them, as {@link layerStatistics} takes it; held too. */
  y: tf.Tensor;
  /** After how many epochs, or batches, the layers are looked at again: an integer >= 1. @defaultValue 1 */
  every?: number;
  /** What `every` counts. @defaultValue `'epoch'` */
  per?: 'epoch' | 'batch';
}

/** What the layers did at a moment of a training. */
export interface LayerRecord {
  /** How many epochs the recorder had seen to their end. */
  epoch: number;
  /** How many batches the recorder had seen. */
  step: number;
  /** Of each Dense layer, from the lowest up. */
  layers: LayerStatistics[];
}

/** Who is to be named in errors. */
const CALLER = 'layerRecorder';

/** The options with their defaults. */
type CheckedArgs = LayerRecorderArgs & Required<Pick<LayerRecorderArgs, 'every' | 'per'>>;

/** A callback that keeps what layers do over a training; made by {@link layerRecorder}. */
export class LayerRecorder extends Callback {
  /** Of each moment that was looked at, in order: plain numbers, fit for JSON. */
  readonly records: LayerRecord[] = [];
  private epoch = 0;
  private step = 0;
  private readonly args: CheckedArgs;

  /** @internal */
  constructor(args: CheckedArgs) {
    super();
    this.args = args;
  }

  /** Records the start; that of a later `fit` with the same recorder is the end of the one before. */
  override async onTrainBegin(): Promise<void> {
    if (this.records.at(-1)?.step !== this.step) await this.record();
  }

  /** Records, where `per` is `'batch'`, every so many batches. */
  override async onBatchEnd(): Promise<void> {
    this.step++;
    const {every, per} = this.args;
    if (per === 'batch' && this.step % every === 0) await this.record();
  }

  /** Records, where `per` is `'epoch'`, every so many epochs. */
  override async onEpochEnd(): Promise<void> {
    this.epoch++;
    const {every, per} = this.args;
    if (per === 'epoch' && this.epoch % every === 0) await this.record();
  }

  private async record(): Promise<void> {
    const {x, y, every, per, ...args} = this.args;
    const {epoch, step} = this;
    const layers = await measureLayers(this.model, {x, y, args, caller: CALLER});
    this.records.push({epoch, step, layers});
  }
}

/**
 * Returns a callback that records what the Dense layers of a model do with some rows at the start of a training, and as it goes
 * on: `await model.fit(images, labels, {callbacks: recorder})`, and then `recorder.records`.
 *
 * The training waits for each record, and goes on as it would without. What a record costs is mostly `jacobianRows`.
 *
 * @param args - `x` and `y` must not be disposed before the training is over; the recorder disposes nothing, and has nothing to
 *   dispose.
 * @throws TypeError, RangeError, when an option is wrong. What is wrong with `x`, `y` or the model is found by `fit`, which rejects
 *   before the first batch; and it rejects later when a layer's values are no longer finite, since the training has diverged.
 *
 * Source: Glorot & Bengio 2010, section 3, figures 2 and 3.
 */
export function layerRecorder(args: LayerRecorderArgs): LayerRecorder {
  checkArgs(args, {where: CALLER, known: ['x', 'y', 'every', 'per', 'bins', 'jacobianRows', 'loss']});
  const {x, y, every = 1, per = 'epoch', ...rest} = args;
  for (const [name, tensor] of Object.entries({x, y}) as [string, unknown][]) {
    if (typeof tensor === 'object' && tensor !== null && 'dataId' in tensor) continue;
    throw argumentError(TypeError, {where: `${CALLER}: ${name}`, condition: 'a tensor', got: show(tensor)});
  }
  checkInteger(every, {where: `${CALLER}: every`, min: 1});
  checkOneOf(per, {where: `${CALLER}: per`, options: ['epoch', 'batch']});
  checkOptions(rest, CALLER);
  return new LayerRecorder({...args, every, per});
}
