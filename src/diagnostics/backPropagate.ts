import * as tf from '@tensorflow/tfjs-core';
import type {DenseChain, DenseUnits} from './denseChain.js';

/** What a model's predictions cost, `[rows]`, or its mean over the rows; from labels and predictions, as tfjs's losses take them. */
export type Cost = (y: tf.Tensor, predictions: tf.Tensor) => tf.Tensor;

/** What a layer does with some rows, `[rows, units]` each; a type, which tidy takes where it takes no interface. */
export type Passed = {
  /** s = z_below W + b */
  sums: tf.Tensor2D;
  /** z = f(s) */
  outputs: tf.Tensor2D;
  /** dC/ds, where C is the cost of the row alone. */
  gradients: tf.Tensor2D;
  /** dz_k/ds_k */
  slopes: tf.Tensor2D;
};

/** What back-propagation needs of the model. */
interface BackPropagateArgs {
  /** Of the rows, as the cost takes them. */
  y: tf.Tensor;
  cost: Cost;
  /** Each layer's kernel, transposed, `[units, inputs]`, in memory of its own: see {@link transposed}. */
  transposes: readonly tf.Tensor2D[];
}

/**
 * Passes rows through a chain, and the gradients of their costs back.
 *
 * Of s of the top layer, the gradient is that of the mean cost times the number of rows, since each row has a share of 1 / rows in it; of
 * the s below, dC/ds_i = f'(s_i) (W_{i+1} dC/ds_{i+1}), or for softmax the product with its Jacobian, by tfjs's gradient of f.
 *
 * @param inputs - Of the first Dense layer, `[rows, inputs]`.
 * @returns Of each layer, from the lowest up; to be called in a tidy.
 */
export function backPropagate(
  {layers}: Pick<DenseChain, 'layers'>,
  inputs: tf.Tensor2D,
  {y, cost, transposes}: BackPropagateArgs,
): Passed[] {
  const rows = inputs.shape[0];
  const forward: Pick<Passed, 'sums' | 'outputs'>[] = [];
  let below = inputs;
  for (const {kernel, bias, activation} of layers) {
    const product = tf.matMul<tf.Tensor2D>(below, kernel);
    const sums = bias === undefined ? product : tf.add<tf.Tensor2D>(product, bias);
    below = activation.apply(sums);
    forward.push({sums, outputs: below});
  }
  const passed: Passed[] = [];
  for (let place = layers.length - 1; place >= 0; --place) {
    const layer = layers[place]!;
    const {sums, outputs} = forward[place]!;
    const above = passed[0]?.gradients;
    const gradients =
      above === undefined
        ? tf.mul<tf.Tensor2D>(
            gradient((s) => tf.mean(cost(y, layer.activation.apply(s))), sums),
            rows,
          )
        : gradient(layer.activation.apply, sums, tf.matMul(above, transposes[place + 1]!));
    passed.unshift({sums, outputs, gradients, slopes: slopesOf(layer, {sums, outputs})});
  }
  return passed;
}

/**
 * Returns the Jacobian dz/ds of a layer's activation at one row: `[units]` where each unit's output depends on its own sum alone,
 * else `[units, units]`, the row k that of dz_k. To be called in a tidy.
 *
 * @param sums - `[1, units]`
 */
export function activationJacobian(layer: DenseUnits, sums: tf.Tensor2D): tf.Tensor {
  if (layer.activation.ownSlope === undefined) {
    return tf.reshape(slopesOf(layer, {sums, outputs: sums}), [-1]);
  }
  // As many copies of the row as it has units, and the gradient of another output in each.
  const units = sums.shape[1];
  return gradient(layer.activation.apply, tf.tile(sums, [units, 1]), tf.eye(units));
}

/** Returns a matrix transposed, and never as a view: the wasm backend keeps a matrix that was multiplied by, whatever its shape. */
export function transposed(matrix: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => tf.add<tf.Tensor2D>(tf.transpose(matrix), 0));
}

function slopesOf({activation}: DenseUnits, {sums, outputs}: Pick<Passed, 'sums' | 'outputs'>): tf.Tensor2D {
  if (activation.ownSlope !== undefined) return activation.ownSlope(outputs);
  return gradient(activation.apply, sums);
}

/**
 * The gradient at s of the sum of f(s), or of what f(s) times `outer` adds up to.
 *
 * Of f of a copy: tfjs has none for a function that returns what it is given, as 'linear' does.
 */
function gradient(f: (s: tf.Tensor2D) => tf.Tensor, s: tf.Tensor2D, outer?: tf.Tensor): tf.Tensor2D {
  return tf.grad((x) => f(tf.clone(x) as tf.Tensor2D))(s, outer) as tf.Tensor2D;
}
