import * as tf from '@tensorflow/tfjs-core';
import {checkBoolean, checkInteger} from '../../check.js';
import {damaged} from '../../io/archive.js';
import {replaceTrainingState, replaceParameters, replaceScaling, type Machine} from '../../energy/Machine.js';
import {checkLogVariances, parametersOf, parameterShapes} from './savedParameters.js';

/** How far a machine's training has come, as a saved file says it. */
export interface Progress extends Pick<Machine, 'steps' | 'epochs' | 'hasLearned'> {
  /** How many persistent chains the file has. */
  chains: number;
  /** Whether it has the centers of its units. */
  isCentered: boolean;
  /** Whether it has what the data are standardised by. */
  isScaled: boolean;
}

/** What a saved file says of a machine. */
export interface SavedMachine {
  progress: Progress;
  /** The values of its tensors, under their names in the file, which begin with `prefix`. */
  values: Record<string, Float32Array>;
  prefix?: string;
}

/** Returns how far a machine's training has come. */
export function savedProgress({steps, epochs, hasLearned, trainingState, scaling}: Machine): Progress {
  const chains = trainingState.chains?.shape[0] ?? 0;
  const isCentered = trainingState.visibleCenter !== undefined;
  return {steps, epochs, hasLearned, chains, isCentered, isScaled: scaling !== undefined};
}

/** Checks what a file says of how far training had come. */
export function checkProgress(progress: unknown, where: string): Progress {
  const {steps, epochs, hasLearned, chains, isCentered, isScaled} = (progress ?? {}) as Record<
    string,
    unknown
  >;
  return {
    steps: checkInteger(steps, {where: `${where}.steps`, min: 0}),
    epochs: checkInteger(epochs, {where: `${where}.epochs`, min: 0}),
    hasLearned: checkBoolean(hasLearned, {where: `${where}.hasLearned`}),
    chains: checkInteger(chains ?? 0, {where: `${where}.chains`, min: 0}),
    isCentered: checkBoolean(isCentered ?? false, {where: `${where}.isCentered`}),
    isScaled: checkBoolean(isScaled ?? false, {where: `${where}.isScaled`}),
  };
}

/** Returns a machine's tensors under the names that they have in a file, which begin with `prefix`. */
export function savedTensors(
  {parameters, trainingState, scaling}: Machine,
  prefix = '',
): Record<string, tf.Tensor> {
  const {chains, visibleCenter, hiddenCenter} = trainingState;
  const all: Record<string, tf.Tensor | undefined> = {
    ...parameters,
    ...{chains, visibleCenter, hiddenCenter},
    ...{dataMean: scaling?.mean, dataDeviation: scaling?.deviation},
  };
  const tensors: Record<string, tf.Tensor> = {};
  for (const [name, tensor] of Object.entries(all)) {
    if (tensor !== undefined) tensors[prefix + name] = tensor;
  }
  return tensors;
}

/** Returns the shapes of a machine's tensors under the names that they have in a file. */
export function savedShapes(
  {data, visible, hidden, progress}: Pick<Machine, 'data' | 'visible' | 'hidden'> & {progress: Progress},
  prefix = '',
): Record<string, number[]> {
  const shapes = {
    ...(progress.chains > 0 && {chains: [progress.chains, hidden.units]}),
    ...(progress.isCentered && {visibleCenter: [visible.units], hiddenCenter: [hidden.units]}),
    ...(progress.isScaled && {dataMean: [data.units], dataDeviation: [data.units]}),
  };
  const others = Object.entries(shapes).map(([name, shape]): [string, number[]] => [prefix + name, shape]);
  return {...parameterShapes({visible, hidden}, prefix), ...Object.fromEntries(others)};
}

/**
 * Checks what no machine could have saved: files are not to be trusted.
 *
 * @param where - Names the file in errors.
 */
export function checkSaved(
  {data, hidden}: Pick<Machine, 'data' | 'hidden'>,
  {progress, values, prefix = ''}: SavedMachine,
  where: string,
): void {
  const every = (name: string, isValid: (value: number) => boolean): boolean =>
    values[prefix + name]?.every(isValid) ?? true;
  if (progress.isScaled && data.kind.scaling === undefined) {
    throw damaged(where, 'a scale of data that are not standardised');
  }
  if (!every('dataDeviation', (value) => value > 0)) throw damaged(where, 'a deviation that is not > 0');
  checkLogVariances(values, {prefix, where});
  const {min: least = -Infinity, max: most = Infinity} = hidden.kind.accepts;
  const isState = (value: number): boolean =>
    hidden.kind.isBinary ? value === 0 || value === 1 : value >= least && value <= most;
  if (!every('chains', isState)) throw damaged(where, `chains that are not of ${hidden.kind.type} units`);
}

/** Puts a machine where a saved one was, once {@link checkSaved} has looked at it. */
export function restoreMachine(machine: Machine, {progress, values, prefix = ''}: SavedMachine): void {
  const {chains, isCentered, isScaled, ...counters} = progress;
  const vector = (name: string): tf.Tensor1D => tf.tensor1d(values[prefix + name]!);
  replaceParameters(machine, parametersOf(machine, {values, prefix}));
  replaceTrainingState(machine, {
    ...(chains > 0 && {chains: tf.tensor2d(values[`${prefix}chains`]!, [chains, machine.hidden.units])}),
    ...(isCentered && {visibleCenter: vector('visibleCenter'), hiddenCenter: vector('hiddenCenter')}),
  });
  if (isScaled) {
    replaceScaling(machine, {mean: vector('dataMean'), deviation: vector('dataDeviation')});
  }
  Object.assign(machine, counters);
}
