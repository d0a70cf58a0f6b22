import {tensor, type DataType, type serialization, type Tensor} from '@tensorflow/tfjs-core';
import {initializers} from '@tensorflow/tfjs-layers';
import {
  argumentError,
  checkArgs,
  checkBoolean,
  checkInteger,
  checkNumber,
  checkOneOf,
  show,
} from '../check.js';
import {deriveKey, keyFromSeed, randomSeed, type Key} from '../random/Key.js';
import {normal} from '../random/normal.js';
import {TRUNCATED_NORMAL_DEVIATION, truncatedNormal} from '../random/truncatedNormal.js';
import {uniform} from '../random/uniform.js';
import {calculateGain, NONLINEARITIES, type Nonlinearity} from './calculateGain.js';
import {computeFans, LAYOUTS, type Fans, type KernelLayout} from './computeFans.js';
import {Initializer} from './Initializer.js';

/** Which number of connections the variance is divided by: inputs a unit, outputs a unit, or their mean. */
export type FanMode = 'fanIn' | 'fanOut' | 'fanAvg';

/** Options of every initializer. */
export interface InitializerArgs {
  /**
   * An integer >= 0 that fixes the weights; 0 is a seed like any other. Two instances with the same seed give the same
   * weights; the kernels that one instance fills, and kernels of other shapes, are independent of each other.
   *
   * @defaultValue a new one for each instance
   */
  seed?: number;
  /**
   * Factor on the standard deviation, a number > 0 or a nonlinearity whose {@link calculateGain} is meant.
   *
   * @defaultValue 1 for Xavier; for He that of the rectifier, see {@link HeArgs}
   */
  gain?: number | Nonlinearity;
  /** How the kernel's axes are meant, see {@link computeFans}. @defaultValue `'standard'` */
  layout?: KernelLayout;
}

/** Options of the normal initializers. */
export interface NormalArgs extends InitializerArgs {
  /**
   * Draw from a normal distribution cut at two standard deviations, widened by 1 / 0.8796 so that the weights have the
   * deviation that the formula says.
   *
   * @defaultValue false
   */
  truncated?: boolean;
}

/** Options of the He initializers. */
export interface HeArgs extends InitializerArgs {
  /**
   * `'fanIn'` keeps the variance of the activations from layer to layer, `'fanOut'` that of the back-propagated
   * gradients, `'fanAvg'` is between them.
   *
   * @defaultValue `'fanIn'`
   */
  mode?: FanMode;
  /**
   * The slope of the rectifier for negative inputs: the gain is sqrt(2 / (1 + negativeSlope^2)). Not together with
   * `gain`.
   *
   * @defaultValue 0, the plain rectifier
   */
  negativeSlope?: number;
}

/** Everything that any of the initializers takes. */
interface VarianceScalingArgs extends NormalArgs, HeArgs {}

/**
 * Which stream of a seed the kernels are drawn from: none that a machine of the same seed has. And which of its streams the
 * seeds for tfjs come from: none that a kernel has.
 */
const STREAM = 2 ** 32 - 1;

/** What makes one initializer of the rule: its name, the options that it takes, and its own numbers. */
interface Rule {
  name: string;
  options: readonly Option[];
  mode: FanMode;
  gain: number;
  distribution: 'normal' | 'uniform';
}

type Option = keyof VarianceScalingArgs;

/** The options that each initializer takes. */
export const COMMON_OPTIONS: readonly Option[] = ['seed', 'gain', 'layout'];

/**
 * The rule behind every initializer here: weights of mean 0 and standard deviation `gain / sqrt(fan)`.
 *
 * A uniform distribution of that deviation reaches to `sqrt(3) gain / sqrt(fan)` on both sides.
 */
export abstract class VarianceScaling extends Initializer {
  readonly #args: VarianceScalingArgs;
  readonly #gain: number;
  readonly #mode: FanMode;
  readonly #distribution: 'normal' | 'uniform';
  readonly #key: Key;
  #kernels = 0;

  protected constructor(
    {name, options, mode, gain, distribution}: Rule,
    args: VarianceScalingArgs | undefined,
  ) {
    super();
    checkArgs(args ?? {}, {where: name, known: options});
    const given = Object.fromEntries(
      Object.entries(args ?? {}).filter(([, value]) => value !== undefined),
    ) as VarianceScalingArgs;
    if (given.seed !== undefined) checkInteger(given.seed, {where: `${name}: seed`, min: 0});
    if (given.truncated !== undefined) checkBoolean(given.truncated, {where: `${name}: truncated`});
    this.#mode = checkOneOf(given.mode ?? mode, {
      where: `${name}: mode`,
      options: ['fanIn', 'fanOut', 'fanAvg'],
    });
    this.#gain = resolveGain(name, given) ?? gain;
    if (given.layout !== undefined) checkOneOf(given.layout, {where: `${name}: layout`, options: LAYOUTS});
    this.#args = given;
    this.#distribution = distribution;
    this.#key = deriveKey(keyFromSeed(given.seed ?? randomSeed()), STREAM);
  }

  /**
   * Makes an initializer from a saved configuration, in which tfjs turns what is not set into null and adds keys of its
   * own.
   */
  static fromConfig<T extends serialization.Serializable>(
    cls: serialization.SerializableConstructor<T>,
    config: serialization.ConfigDict,
  ): T {
    const set = Object.entries(config).filter(([name, value]) => isOption(name) && value !== null);
    return new cls(Object.fromEntries(set));
  }

  /**
   * Draws a kernel. The caller owns the result.
   *
   * @param shape - The kernel's shape, channels last.
   * @param dtype - Only `'float32'`: rounded to integers such weights are all 0.
   */
  override apply(shape: number[], dtype: DataType = 'float32'): Tensor {
    if (dtype !== 'float32') {
      throw argumentError(TypeError, {where: 'apply: dtype', condition: `'float32'`, got: show(dtype)});
    }
    const deviation = this.#gain / Math.sqrt(this.#fan(computeFans(shape, this.#layout())));
    const key = deriveKey(this.#key, this.#kernels++, shape.length, ...shape);
    return tensor(this.#draw(key, shape, deviation), shape, 'float32');
  }

  /** Returns the options as given, from which `fromConfig` makes an equal initializer. */
  override getConfig(): serialization.ConfigDict {
    return {...this.#args};
  }

  /**
   * Returns tfjs's own initializer of the same distribution. tfjs cuts every normal one, and this one is as wide once it is cut.
   *
   * @param kernel - `shape`: that of the kernel, where it is known: tfjs has no layouts, and other fans for biases. `place`:
   *   which kernel of a model it is for, since tfjs draws the same numbers for all kernels of one seed.
   * @internal
   */
  toTfjs({
    shape,
    place,
  }: {
    shape: readonly number[] | undefined;
    place: number;
  }): InstanceType<typeof Initializer> {
    const {seed} = this.#args;
    const cut = this.#distribution === 'normal' ? TRUNCATED_NORMAL_DEVIATION : 1;
    const ratio =
      shape === undefined ? 1 : this.#fan(tfjsFans(shape)) / this.#fan(computeFans(shape, this.#layout()));
    return initializers.varianceScaling({
      scale: ratio * (this.#gain / cut) ** 2,
      mode: this.#mode,
      distribution: this.#distribution,
      // Not 0, which stands for no seed in tfjs.
      ...(seed !== undefined && {seed: 1 + (deriveKey(this.#key, STREAM, place)[0] >>> 2)}),
    });
  }

  #layout(): {layout: KernelLayout} {
    return {layout: this.#args.layout ?? 'standard'};
  }

  #fan({fanIn, fanOut}: Fans): number {
    return {fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2}[this.#mode];
  }

  #draw(key: Key, shape: readonly number[], deviation: number): Float32Array {
    const draws = {rows: 1, columns: shape.reduce((product, side) => product * side, 1)};
    if (this.#distribution === 'uniform') {
      const bound = Math.sqrt(3) * deviation;
      return uniform(key, draws).map((draw) => bound * (2 * draw - 1));
    }
    if (this.#args.truncated === true) {
      return truncatedNormal(key, draws).map((draw) => (draw * deviation) / TRUNCATED_NORMAL_DEVIATION);
    }
    return normal(key, draws).map((draw) => draw * deviation);
  }
}

/** The fans that tfjs computes. */
function tfjsFans(shape: readonly number[]): Fans {
  if (shape.length > 1) return computeFans(shape);
  const fan = Math.sqrt(shape[0] ?? 1);
  return {fanIn: fan, fanOut: fan};
}

function resolveGain(name: string, {gain, negativeSlope}: VarianceScalingArgs): number | undefined {
  if (negativeSlope !== undefined) {
    checkNumber(negativeSlope, {where: `${name}: negativeSlope`});
    if (gain !== undefined) {
      throw argumentError(TypeError, {
        where: `${name}: gain`,
        condition: 'left out where negativeSlope is given',
        got: show(gain),
      });
    }
    return calculateGain('leakyRelu', {negativeSlope});
  }
  if (gain === undefined) return undefined;
  if (typeof gain !== 'number')
    return calculateGain(checkOneOf(gain, {where: `${name}: gain`, options: NONLINEARITIES}));
  if (gain <= 0 || !Number.isFinite(gain)) {
    throw argumentError(RangeError, {where: `${name}: gain`, condition: 'a number > 0', got: show(gain)});
  }
  return gain;
}

function isOption(name: string): boolean {
  return [...COMMON_OPTIONS, 'truncated', 'mode', 'negativeSlope'].includes(name);
}
