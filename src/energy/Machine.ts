import * as tf from '@tensorflow/tfjs-core';
import {deriveKey, keyFromSeed, type Key} from '../random/Key.js';
import {normal} from '../random/normal.js';
import type {Units} from './Units.js';

/** What a restricted Boltzmann machine learns. */
// A type and not an interface: only that counts as a container of tensors for tidy and dispose.
export type Parameters = {
  /** `[numVisible, numHidden]`: the kernel of a dense layer as it stands. */
  weights: tf.Tensor2D;
  /** `[numVisible]` */
  visibleBias: tf.Tensor1D;
  /** `[numHidden]` */
  hiddenBias: tf.Tensor1D;
};

/**
 * A restricted Boltzmann machine as the functions here see it: units, parameters, and how far its training has come.
 *
 * `E(v, h) = visible.energy(v) - c h - v W h`, `p(v, h) = exp(-E(v, h)) / Z`.
 */
export interface Machine {
  readonly visible: Units;
  readonly hidden: Units;
  readonly seed: number;
  /** Owned by the machine. */
  parameters: Parameters;
  /** Mini-batches learned from so far: the next one's noise depends on it. */
  steps: number;
  /** Epochs begun so far: the next one's order of rows depends on it. */
  epochs: number;
  /** Whether the parameters come from a user, a file or training, so that data must not reset a bias. */
  hasLearned: boolean;
  /** What may be done with it. */
  state: 'idle' | 'training' | 'disposed';
}

/** What the streams of a machine's seed are for. */
const STREAMS = ['weights', 'training', 'shuffling', 'sampling', 'monitoring', 'chains'] as const;

/** Returns the key of one of the streams of a machine's random numbers. */
export function machineKey({seed}: {seed: number}, stream: (typeof STREAMS)[number]): Key {
  return deriveKey(keyFromSeed(seed), STREAMS.indexOf(stream));
}

/**
 * Makes a machine: weights from N(0, 0.01^2), biases 0 (Hinton 2010, section 8). The caller disposes its parameters.
 */
export function newMachine(args: Pick<Machine, 'visible' | 'hidden' | 'seed'>): Machine {
  const shape = {rows: args.visible.units, columns: args.hidden.units};
  const weights = normal(machineKey(args, 'weights'), shape).map((draw) => 0.01 * draw);
  return {
    ...args,
    parameters: {
      weights: tf.keep(tf.tensor2d(weights, [shape.rows, shape.columns], 'float32')),
      visibleBias: tf.keep(tf.zeros([shape.rows])),
      hiddenBias: tf.keep(tf.zeros([shape.columns])),
    },
    steps: 0,
    epochs: 0,
    hasLearned: false,
    state: 'idle',
  };
}

/** Gives the machine other parameters, which it owns from now on, and disposes those that it had. */
export function replaceParameters(machine: Machine, parameters: Parameters): void {
  const old = machine.parameters;
  machine.parameters = keepParameters(parameters);
  tf.dispose(old);
}

/** Returns the machine as it is now, with parameters that the caller disposes, whatever becomes of the original. */
export function copyMachine(machine: Machine): Machine {
  return {
    ...machine,
    parameters: keepParameters(mapParameters(machine.parameters, sameValues)),
  };
}

/** Returns another tensor of the same values, without copying them as `tf.clone` does on the wasm backend. */
export function sameValues(tensor: tf.Tensor): tf.Tensor {
  return tf.reshape(tensor, tensor.shape);
}

/** Keeps the parameters beyond the tidy around them, and returns them. */
export function keepParameters(parameters: Parameters): Parameters {
  Object.values(parameters).forEach((parameter) => tf.keep(parameter));
  return parameters;
}

/** Returns what `change` makes of each parameter. */
export function mapParameters(
  {weights, visibleBias, hiddenBias}: Parameters,
  change: (parameter: tf.Tensor, name: keyof Parameters) => tf.Tensor,
): Parameters {
  return {
    weights: change(weights, 'weights') as tf.Tensor2D,
    visibleBias: change(visibleBias, 'visibleBias') as tf.Tensor1D,
    hiddenBias: change(hiddenBias, 'hiddenBias') as tf.Tensor1D,
  };
}
