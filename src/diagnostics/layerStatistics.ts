import type * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {argumentError, checkArgs, checkInteger, show} from '../check.js';
import {checkRows} from './checkRows.js';
import {costOf} from './costOf.js';
import {denseChain} from './denseChain.js';
import {distribution, type Distribution} from './distribution.js';
import {meanSingularValue} from './meanSingularValue.js';
import {passRows} from './passRows.js';
import {weightGradients} from './weightGradients.js';

/** Options of {@link layerStatistics}. */
export interface LayerStatisticsArgs {
  /** How many bins the histograms have: an integer >= 1. @defaultValue 50 */
  bins?: number;
  /**
   * For how many rows, the first ones, the singular values of each layer's Jacobian are computed: an integer >= 0, and all rows
   * where there are fewer. A row takes two seconds for a layer of 1000 inputs and 1000 units, and 8 times as much for twice as
   * many; 0 leaves them out.
   *
   * @defaultValue 3
   */
  jacobianRows?: number;
  /**
   * What the predictions cost, `(y, predictions) => cost`: `[rows]`, or the mean over the rows, as `tf.metrics` and `tf.losses`
   * return it. @defaultValue what the model was compiled with
   */
  loss?: (y: tf.Tensor, predictions: tf.Tensor) => tf.Tensor;
}

/** What a Dense layer does, as {@link layerStatistics} measures it. */
export interface LayerStatistics {
  /** That of the Dense layer. */
  name: string;
  /** Of z = f(s), over rows and units: what the layer hands on, its activation applied. */
  activations: Distribution;
  /**
   * Of dC/ds, over rows and units, where s is what the activation is applied to and C the cost of the row alone, so that the number of
   * rows does not matter.
   */
  gradients: Distribution;
  /** Of the gradient of the mean cost by the kernel, without the penalties of regularizers, over inputs and units. */
  weightGradients: Distribution;
  /**
   * The share, of rows times units, of saturated ones: |f'(s)| is less than 5 % of the largest that f has anywhere. Of tanh
   * these are |z| > 0.975, of sigmoid z < 0.0127 and z > 0.9873, of relu the units that are off; of linear none. Of softmax, f' is
   * that of a unit by its own s, z (1 - z).
   */
  saturated: number;
  /**
   * The mean of all singular values, min(inputs, units) many, of the Jacobian dz/dz_below, over the first `jacobianRows` rows:
   * near 1, the layer keeps the length of what it hands back. Undefined where `jacobianRows` is 0.
   */
  meanSingularValue: number | undefined;
}

/**
 * Tells what the Dense layers of a model do with some rows: the instruments of Glorot & Bengio 2010, who took 300 rows that the
 * model was not trained on. Activations far out, gradients that shrink from layer to layer and singular values far from 1 are the
 * signs of a start from which a deep network does not learn.
 *
 * The model must be one path, `tf.sequential`, one in another, or `tf.model`, of Dense layers, with Dropout and noise (which do nothing
 * here, as in `predict`), Flatten before the first of them, and at most one activation behind each. It is left
 * as it is, and must not be trained meanwhile.
 *
 * Rows are passed a few at a time, and the event loop is not blocked; the values of all rows and units are in memory at a time.
 *
 * @param model - A model of tfjs-layers.
 * @param x - `[rows, ...input]`, what the model is to be given; finite.
 * @param y - `[rows, ...]`, what its loss is to be given with it: of the shape of the output, or for
 *   `'sparseCategoricalCrossentropy'` classes `[rows]` or `[rows, 1]`; finite.
 * @returns An entry for each Dense layer, from the lowest up: plain numbers, fit for JSON. `x` and `y` are left to the caller.
 * @throws TypeError, RangeError, when an argument is wrong; Error when the model is of another kind (the message names the layer), has no
 *   loss, or computes values that are not finite.
 *
 * Source: Glorot & Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks", sections 3 and 4.2.
 */
export async function layerStatistics(
  model: LayersModel,
  x: tf.Tensor,
  y: tf.Tensor,
  args: LayerStatisticsArgs = {},
): Promise<LayerStatistics[]> {
  return measureLayers(model, {x, y, args, caller: 'layerStatistics'});
}

/** What {@link layerStatistics} does, for another function that the user called. */
export async function measureLayers(
  model: LayersModel,
  {x, y, args, caller}: {x: tf.Tensor; y: tf.Tensor; args: LayerStatisticsArgs; caller: string},
): Promise<LayerStatistics[]> {
  const {bins, jacobianRows} = checkOptions(args, caller);
  const chain = denseChain(model, {caller});
  const {cost, labels} = costOf(model, {loss: args.loss, caller});
  await checkRows(
    {x, y},
    {inputShape: chain.inputShape, outputs: chain.layers.at(-1)!.kernel.shape[1], labels, caller},
  );
  const rows = x.shape[0];
  const {inputs, layers} = await passRows(chain, {x, y, cost, firstRows: Math.min(rows, jacobianRows)});
  const statistics: LayerStatistics[] = [];
  let below = inputs;
  for (const [place, units] of chain.layers.entries()) {
    const {outputs, gradients, sums, saturated} = layers[place]!;
    const where = `${caller}: layer '${units.name}'`;
    const described = (values: Float32Array, what: string): Promise<Distribution> =>
      distribution(values, {bins, where, what});
    statistics.push({
      name: units.name,
      activations: await described(outputs, 'activations'),
      gradients: await described(gradients, 'gradients'),
      weightGradients: await described(await weightGradients(below, {gradients, rows}), 'weight gradients'),
      saturated: saturated / outputs.length,
      meanSingularValue: await meanSingularValue(units, sums, {where}),
    });
    below = outputs;
  }
  return statistics;
}

/**
 * Checks the options.
 *
 * @returns Those that have a default, with it.
 * @throws TypeError, RangeError when one is wrong.
 */
export function checkOptions(
  args: LayerStatisticsArgs,
  caller: string,
): Required<Pick<LayerStatisticsArgs, 'bins' | 'jacobianRows'>> {
  checkArgs(args, {where: caller, known: ['bins', 'jacobianRows', 'loss']});
  const {bins = 50, jacobianRows = 3, loss} = args;
  checkInteger(bins, {where: `${caller}: bins`, min: 1});
  checkInteger(jacobianRows, {where: `${caller}: jacobianRows`, min: 0});
  if (loss !== undefined && typeof loss !== 'function') {
    throw argumentError(TypeError, {
      where: `${caller}: loss`,
      condition: 'a function',
      got: show(loss),
      advice: 'that of tf.metrics, such as tf.metrics.categoricalCrossentropy',
    });
  }
  return {bins, jacobianRows};
}
