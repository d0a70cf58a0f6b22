import * as tf from '@tensorflow/tfjs-core';
import {checkBoolean, checkInteger} from '../check.js';
import {replaceParameters, type Machine} from '../energy/Machine.js';

/** How far a machine's training has come, as a saved file says it. */
type Counters = Pick<Machine, 'steps' | 'epochs' | 'hasLearned'>;

/** What a saved file says of a machine. */
export interface SavedMachine {
  counters: Counters;
  /** The values of the parameters, under their names in the file, which begin with `prefix`. */
  values: Record<string, Float32Array>;
  prefix?: string;
}

/** Returns how far a machine's training has come. */
export function savedCounters({steps, epochs, hasLearned}: Machine): Counters {
  return {steps, epochs, hasLearned};
}

/** Checks what a file says of how far training had come. */
export function checkCounters(counters: unknown, where: string): Counters {
  const {steps, epochs, hasLearned} = (counters ?? {}) as Record<string, unknown>;
  return {
    steps: checkInteger(steps, {where: `${where}.steps`, min: 0}),
    epochs: checkInteger(epochs, {where: `${where}.epochs`, min: 0}),
    hasLearned: checkBoolean(hasLearned, {where: `${where}.hasLearned`}),
  };
}

/** Returns a machine's parameters under the names that they have in a file, which begin with `prefix`. */
export function savedParameters({parameters}: Machine, prefix = ''): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [prefix + name, parameter]),
  );
}

/** Returns the shapes of a machine's parameters under the names that they have in a file. */
export function savedShapes(
  {numVisible, numHidden}: {numVisible: number; numHidden: number},
  prefix = '',
): Record<string, number[]> {
  return {
    [`${prefix}weights`]: [numVisible, numHidden],
    [`${prefix}visibleBias`]: [numVisible],
    [`${prefix}hiddenBias`]: [numHidden],
  };
}

/** Puts a machine where a saved one was. */
export function restoreMachine(machine: Machine, {counters, values, prefix = ''}: SavedMachine): void {
  const numVisible = machine.visible.units;
  const numHidden = machine.hidden.units;
  replaceParameters(machine, {
    weights: tf.tensor2d(values[`${prefix}weights`]!, [numVisible, numHidden]),
    visibleBias: tf.tensor1d(values[`${prefix}visibleBias`]!),
    hiddenBias: tf.tensor1d(values[`${prefix}hiddenBias`]!),
  });
  Object.assign(machine, counters);
}
