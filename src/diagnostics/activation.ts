import * as tf from '@tensorflow/tfjs-core';
import type {Layer} from '../layers/denseStack.js';

/** What the units of a layer make of their sums. */
export interface Activation {
  name: string;
  /** z = f(s), both `[rows, units]`. */
  apply: (sums: tf.Tensor2D) => tf.Tensor2D;
  /** The largest |f'(s)| that any s has; of softmax, the largest |dz_k/ds_k|. */
  largestSlope: number;
  /** Only where a unit's output depends on the sums of the others: dz_k/ds_k, from the outputs `[rows, units]`. */
  ownSlope?: (outputs: tf.Tensor2D) => tf.Tensor2D;
}

type Shape = Pick<Activation, 'largestSlope' | 'ownSlope'>;

/** tfjs's activations by their names. */
const SHAPES: Partial<Record<string, Shape>> = {
  linear: {largestSlope: 1},
  sigmoid: {largestSlope: 1 / 4},
  hardSigmoid: {largestSlope: 1 / 5},
  tanh: {largestSlope: 1},
  softsign: {largestSlope: 1},
  relu: {largestSlope: 1},
  relu6: {largestSlope: 1},
  elu: {largestSlope: 1},
  // Just below 0: scale times alpha of Klambauer et al. 2017.
  selu: {largestSlope: 1.7580993408473766},
  softplus: {largestSlope: 1},
  swish: {largestSlope: 1.09984},
  mish: {largestSlope: 1.0885},
  gelu: {largestSlope: 1.128904},
  gelu_new: {largestSlope: 1.128993},
  softmax: {largestSlope: 1 / 4, ownSlope: (outputs) => tf.mul(outputs, tf.sub(1, outputs))},
  logSoftmax: {largestSlope: 1, ownSlope: (outputs) => tf.sub(1, tf.exp(outputs))},
};

/** The names of the activations that are known. */
export const ACTIVATIONS = Object.keys(SHAPES);

/** Layers that are an activation, by their class: what is known of each, if anything. */
const LAYERS: Partial<Record<string, (config: Record<string, unknown>) => Shape | undefined>> = {
  Activation: ({activation}) => SHAPES[activation as string],
  ReLU: () => ({largestSlope: 1}),
  LeakyReLU: ({alpha}) => ({largestSlope: Math.max(1, Math.abs(alpha as number))}),
  ELU: () => ({largestSlope: 1}),
  Softmax: ({axis}) => (axis === 1 || axis === -1 ? SHAPES['softmax'] : undefined),
};

/** What tfjs keeps of a Dense layer's activation, and its types hide. */
interface OwnActivation {
  activation: {apply: (sums: tf.Tensor) => tf.Tensor};
}

/** Returns the activation of a Dense layer; undefined where it is not known. */
export function ofDense(dense: Layer): Activation | undefined {
  const name = dense.getConfig()['activation'] as string;
  const shape = SHAPES[name];
  const {activation} = dense as unknown as OwnActivation;
  return shape && {name, apply: (sums) => activation.apply(sums) as tf.Tensor2D, ...shape};
}

/** Returns the activation that a layer is; undefined where it is none, or not a known one. */
export function ofLayer(layer: Layer): Activation | undefined {
  const [config, className] = [layer.getConfig() as Record<string, unknown>, layer.getClassName()];
  const shape = LAYERS[className]?.(config);
  const name = className === 'Activation' ? (config['activation'] as string) : className;
  return shape && {name, apply: (sums) => layer.call(sums, {}) as tf.Tensor2D, ...shape};
}
