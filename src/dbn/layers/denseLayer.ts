import type {layers, LayersModel} from '@tensorflow/tfjs-layers';
import {argumentError} from '../../check.js';
import type {RBM} from '../../rbm/RBM.js';
import {serialization, type Tensor, type Tensor2D, dispose} from '@tensorflow/tfjs-core';
import {relu} from '../../energy/relu.js';
import * as tf from '@tensorflow/tfjs-core';
import {seenData} from '../../energy/labels.js';
import type {Machine} from '../../energy/Machine.js';
import {untiedOf, type Stack} from '../stack/Stack.js';

/** The name of an activation, as tfjs types it. */
export type ActivationIdentifier = NonNullable<Parameters<typeof layers.dense>[0]['activation']>;

/**
 * Returns the activation of the dense layer that computes a machine's features.
 *
 * @param context - `caller`: the function that the user called.
 * @throws Error when there is none.
 */
export function hiddenActivation({machine}: RBM, {caller}: {caller: string}): ActivationIdentifier {
  const {activation, type} = machine.hidden.kind;
  if (activation !== undefined) return activation;
  throw argumentError(Error, {
    where: `${caller}: hidden units`,
    condition: 'of a kind that a dense layer can compute',
    got: `several groups of ${type} units`,
  });
}

/**
 * The mean of rectified linear units as an activation of tfjs, `'reluMean'`: they count active copies of a binary unit, and so
 * their mean is about `log(1 + exp(input))`, to 0.011, and not the `max(0, input)` that a network computes upwards.
 *
 * Source: Nair & Hinton 2010, "Rectified linear units improve restricted Boltzmann machines", section 2.
 */
class ReluMean extends serialization.Serializable {
  // Not ReluMean: tfjs writes the name in snake case, and reads it in camel case.
  static readonly className = 'reluMean';

  apply(x: Tensor): Tensor {
    return relu.mean(x as Tensor2D);
  }

  getConfig(): serialization.ConfigDict {
    return {};
  }
}

serialization.registerClass(ReluMean);

/**
 * Returns the activation of the dense layer that computes the means of the units that a machine's data are of from their inputs.
 *
 * @param context - `caller`: the function that the user called.
 * @throws Error when there is none.
 */
export function meanActivation({machine}: RBM, {caller}: {caller: string}): ActivationIdentifier {
  const {kind} = machine.data;
  // tfjs's type knows its own names only.
  if (kind.mean === relu.mean) return ReluMean.className as string as ActivationIdentifier;
  if (kind.activation !== undefined) return kind.activation;
  throw argumentError(Error, {
    where: `${caller}: visible units`,
    condition: 'of a kind whose means a dense layer can compute',
    got: kind.type === 'mixed' ? 'units of several kinds' : `several groups of ${kind.type} units`,
  });
}

/**
 * Returns the kernel and the bias of a dense layer that computes the features of a machine from its data: with the
 * standardisation and the variances of its visible units folded in.
 *
 * ```
 * c + seen((x - mean) / deviation) W = (c - (mean / deviation) s W) + x (s W / deviation),   seen(v) = s v
 * ```
 *
 * Of a machine with label units, they are those of the features with no label at all, whose units are 0: no dense layer
 * computes the mean over the labels that a row may have.
 *
 * @returns `[columns of data, numHidden]` and `[numHidden]`, owned by the caller.
 */
function denseWeights(machine: Machine): [kernel: tf.Tensor2D, bias: tf.Tensor1D] {
  const {parameters, scaling, data, numClasses} = machine;
  return tf.tidy(() => {
    const ofData =
      numClasses === 0 ? parameters.weights : tf.slice(parameters.weights, [0, 0], [data.units, -1]);
    const factors = tf.reshape(seenData(machine, tf.ones([1, data.units])), [-1, 1]);
    const weights = data.kind.learnsVariance ? tf.mul<tf.Tensor2D>(ofData, factors) : ofData;
    if (scaling === undefined) return [tf.clone(weights), tf.clone(parameters.hiddenBias)];
    const kernel = tf.div<tf.Tensor2D>(weights, tf.expandDims(scaling.deviation, 1));
    return [kernel, tf.sub<tf.Tensor1D>(parameters.hiddenBias, tf.dot(scaling.mean, kernel))];
  });
}

/**
 * Returns the kernel and the bias of a dense layer that computes the inputs of the units that a machine's data are of from hidden
 * ones, for Gaussian units their means: on the scale of the data, where the machine standardises them. A variance takes no part
 * in it; the way down is that which up-down has untied, where it has.
 *
 * ```
 * mean + deviation (b + h W') = (mean + deviation b) + h (W' deviation)
 * ```
 *
 * @returns `[numHidden, columns of data]` and `[columns of data]`, owned by the caller.
 */
export function decoderWeights(stack: Stack, layer: number): [kernel: tf.Tensor2D, bias: tf.Tensor1D] {
  const {parameters, scaling, data} = stack.rbms[layer]!.machine;
  const {generativeWeights, generativeBias} = untiedOf(stack, layer) ?? {};
  return tf.tidy(() => {
    // The label units of a top machine are no data.
    const ofData = tf.slice(parameters.weights, [0, 0], [data.units, -1]);
    const weights = generativeWeights ? tf.clone(generativeWeights) : tf.transpose<tf.Tensor2D>(ofData);
    const bias = tf.slice(generativeBias ?? parameters.visibleBias, 0, data.units);
    if (scaling === undefined) return [weights, bias];
    const {mean, deviation} = scaling;
    return [tf.mul(weights, deviation), tf.add(mean, tf.mul(deviation, bias))];
  });
}

/** Writes the weights and hidden biases of machines into Dense layers that have been built, one for each. */
export function writeDenseWeights(
  rbms: readonly RBM[],
  layers: readonly Pick<LayersModel['layers'][number], 'setWeights'>[],
): void {
  rbms.forEach(({machine}, place) => {
    const weights = denseWeights(machine);
    layers[place]!.setWeights(weights);
    dispose(weights);
  });
}
