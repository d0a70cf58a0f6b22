import {layers, sequential, type LayersModel, type Sequential} from '@tensorflow/tfjs-layers';
import {argumentError, checkArgs, checkInteger, show} from '../../check.js';
import {xavierUniform} from '../../initializers/xavier.js';
import type {RBM} from '../../rbm/RBM.js';
import {hiddenActivation, writeDenseWeights} from './denseLayer.js';
import {replaceInitializers} from './replaceInitializers.js';

type Layer = LayersModel['layers'][number];

/** Options of a Dense layer, as `tf.layers.dense` takes them. */
export type DenseArgs = Parameters<typeof layers.dense>[0];

/** Options of {@link DBN.toSequential}. */
export interface ToSequentialArgs {
  /**
   * The rate of a Dropout layer behind each hidden layer, `'dropout1'` and so on: a number in [0, 1) for all of them, or a list
   * with one for each; behind those with 0 there is none. Weights are not rescaled: tfjs drops units in training only, and
   * divides the others by 1 - rate there.
   *
   * @defaultValue 0
   */
  dropout?: number | readonly number[];
  /**
   * The rate of a Dropout layer before the first hidden layer, `'inputDropout'`: a number in [0, 1). It makes inputs 0, which is
   * not the mean of data that the stack standardises.
   *
   * @defaultValue 0
   */
  inputDropout?: number;
  /** How many hidden layers, counted from the lowest, `fit` leaves as they are: an integer >= 0. @defaultValue 0 */
  frozen?: number;
}

/**
 * Makes a network of the stack: a Dense layer for each machine, of sigmoid units where it has binary ones, with its weights and
 * hidden biases, Dropout layers where they are asked for, and what is to be on top.
 *
 * @param output - The options of an output layer, whose kernel starts from Xavier's uniform distribution unless they say
 *   otherwise; or layers, which stay the caller's until the model is returned.
 * @param seed - What fixes that start.
 * @throws TypeError, RangeError when an option is wrong; what tfjs throws when one of the output layer's is, or layers do not
 *   fit.
 */
export function toSequential(
  rbms: readonly RBM[],
  output: DenseArgs | readonly Layer[] | undefined,
  {args, seed}: {args: ToSequentialArgs; seed: number},
): Sequential {
  const {rates, inputRate, frozen} = checkToSequentialArgs(rbms, args);
  const kernelInitializer = xavierUniform({seed});
  // The output layer first: it checks its options before anything is allocated.
  const top = isLayers(output) ? checkLayers(output) : outputLayer(output, {kernelInitializer});
  const activations = rbms.map((rbm) => hiddenActivation(rbm, {caller: 'toSequential'}));
  const inputShape = [rbms[0]!.numVisible];
  const own: Layer[] = [];
  const hidden: Layer[] = [];
  if (inputRate > 0) own.push(layers.dropout({name: 'inputDropout', rate: inputRate, inputShape}));
  rbms.forEach(({numHidden: units}, place) => {
    const dense = layers.dense({
      name: `hidden${place + 1}`,
      units,
      activation: activations[place]!,
      trainable: place >= frozen,
      // Overwritten below, and quicker than what tfjs would draw.
      kernelInitializer,
      ...(own.length === 0 ? {inputShape} : {}),
    });
    const rate = rates[place]!;
    hidden.push(dense);
    own.push(dense, ...(rate > 0 ? [layers.dropout({name: `dropout${place + 1}`, rate})] : []));
  });
  checkNames([...own, ...top]);
  try {
    const model = sequential({layers: [...own, ...top]});
    // Not by initialize, which would take what is on top of a linear layer for its activation.
    writeDenseWeights(rbms, hidden);
    // So that it is loaded where this package is not.
    replaceInitializers(model);
    return model;
  } catch (error) {
    // What a layer that was being built had of weights is not disposed by anybody else.
    const ours = isLayers(output) ? own : [...own, ...top];
    for (const weight of ours.flatMap((layer) => layer.weights)) weight.dispose();
    throw error;
  }
}

function checkToSequentialArgs(
  rbms: readonly RBM[],
  args: ToSequentialArgs,
): {rates: readonly number[]; inputRate: number; frozen: number} {
  const caller = 'toSequential';
  checkArgs(args, {where: caller, known: ['dropout', 'inputDropout', 'frozen']});
  const {dropout = 0, inputDropout = 0, frozen = 0} = args;
  checkInteger(frozen, {where: `${caller}: frozen`, min: 0, max: rbms.length});
  checkRate(inputDropout, `${caller}: inputDropout`);
  if (!Array.isArray(dropout)) {
    const rate = checkRate(dropout, `${caller}: dropout`);
    return {rates: rbms.map(() => rate), inputRate: inputDropout, frozen};
  }
  if (dropout.length !== rbms.length) {
    const condition = `a number, or a list of ${rbms.length}`;
    throw argumentError(RangeError, {where: `${caller}: dropout`, condition, got: show(dropout)});
  }
  const rates = dropout.map((rate: unknown, place) => checkRate(rate, `${caller}: dropout[${place}]`));
  return {rates, inputRate: inputDropout, frozen};
}

function checkRate(rate: unknown, where: string): number {
  if (typeof rate === 'number' && rate >= 0 && rate < 1) return rate;
  const ErrorClass = typeof rate === 'number' ? RangeError : TypeError;
  throw argumentError(ErrorClass, {where, condition: 'a number in [0, 1)', got: show(rate)});
}

function isLayers(output: unknown): output is readonly Layer[] {
  return Array.isArray(output);
}

function checkLayers(output: readonly Layer[]): readonly Layer[] {
  output.forEach((layer: Partial<Layer> | null, place) => {
    if (typeof layer?.apply === 'function' && typeof layer.getClassName === 'function') return;
    const condition = 'a layer of tf.layers';
    throw argumentError(TypeError, {
      where: `toSequential: output[${place}]`,
      condition,
      got: show(layer),
    });
  });
  return output;
}

function outputLayer(
  output: DenseArgs | undefined,
  {kernelInitializer}: Pick<DenseArgs, 'kernelInitializer'>,
): Layer[] {
  if (output === undefined) return [];
  const where = 'toSequential: output';
  if (typeof output !== 'object' || (output as unknown) === null) {
    const condition = 'the options of tf.layers.dense';
    throw argumentError(TypeError, {where, condition, got: show(output), advice: 'such as {units: 10}'});
  }
  checkInteger(output.units, {where: `${where}.units`, min: 1});
  return [layers.dense({name: 'output', kernelInitializer: kernelInitializer!, ...output})];
}

/** tfjs finds two layers of one name only when the model is first used. */
function checkNames(all: readonly Layer[]): void {
  const names = all.map(({name}) => name);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice === undefined) return;
  throw argumentError(Error, {
    where: 'toSequential: output',
    condition: 'layers whose names occur once in the model',
    got: `a second '${twice}'`,
  });
}
