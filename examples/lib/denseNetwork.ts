import * as tf from '@tensorflow/tfjs';

type DenseArgs = Parameters<typeof tf.layers.dense>[0];

/** How layers start, and what they compute. */
interface DenseNetworkArgs {
  /** Of the hidden layers. */
  activation: NonNullable<DenseArgs['activation']>;
  /** Gives the initializer of each layer, counted from 0; one seed for two layers would give them the same weights. */
  initializer: (layer: number, fanIn: number) => NonNullable<DenseArgs['kernelInitializer']>;
}

/**
 * Makes a classifier of Dense layers, the last one softmax, with biases of 0; the caller disposes it.
 *
 * @param widths - Inputs, units of each hidden layer, classes.
 */
export function denseNetwork(
  widths: readonly number[],
  {activation, initializer}: DenseNetworkArgs,
): tf.Sequential {
  const layers = widths.slice(1).map((units, layer) =>
    tf.layers.dense({
      name: layer === widths.length - 2 ? 'output' : `hidden${layer + 1}`,
      units,
      activation: layer === widths.length - 2 ? 'softmax' : activation,
      kernelInitializer: initializer(layer, widths[layer]!),
      ...(layer === 0 && {inputShape: [widths[0]!]}),
    }),
  );
  return tf.sequential({layers});
}
