import * as tf from '@tensorflow/tfjs-core';
import {checkBoolean, checkNumber} from '../../check.js';
import {changeTrainingState, type Machine, type Parameters} from '../../energy/Machine.js';
import {parametersOf, parameterShapes, parameterTensors} from './savedParameters.js';

/** What a checkpoint holds of a machine that a saved machine does not: with it, training goes on as if nothing had been. */
interface SavedTrainingState {
  hasVelocities: boolean;
  hasActivity: boolean;
  hasFastParameters: boolean;
  /** Null where there was no step. */
  lastLearningRate: number | null;
}

/** Returns what there is. */
export function savedTrainingState({trainingState, lastLearningRate}: Machine): SavedTrainingState {
  return {
    hasVelocities: trainingState.velocities !== undefined,
    hasActivity: trainingState.activity !== undefined,
    hasFastParameters: trainingState.fastParameters !== undefined,
    lastLearningRate: lastLearningRate ?? null,
  };
}

/** Checks what a file says that there is. */
export function checkTrainingState(trainingState: unknown, where: string): SavedTrainingState {
  const {hasVelocities, hasActivity, hasFastParameters, lastLearningRate} = (trainingState ?? {}) as Record<
    keyof SavedTrainingState,
    unknown
  >;
  return {
    hasVelocities: checkBoolean(hasVelocities, {where: `${where}.hasVelocities`}),
    hasActivity: checkBoolean(hasActivity, {where: `${where}.hasActivity`}),
    hasFastParameters: checkBoolean(hasFastParameters, {where: `${where}.hasFastParameters`}),
    lastLearningRate:
      lastLearningRate === null
        ? null
        : checkNumber(lastLearningRate, {where: `${where}.lastLearningRate`, min: 0}),
  };
}

/** Returns the tensors that belong to it, under the names that they have in a file, which begin with `prefix`. */
export function trainingStateTensors(
  {trainingState: {velocities, activity, fastParameters}}: Machine,
  prefix = '',
): Record<string, tf.Tensor> {
  return {
    ...(velocities && parameterTensors(velocities, `${prefix}velocities/`)),
    ...(activity && {[`${prefix}activity`]: activity}),
    ...(fastParameters && parameterTensors(fastParameters, `${prefix}fast/`)),
  };
}

/** Returns their shapes. */
export function trainingStateShapes(
  units: Pick<Machine, 'visible' | 'hidden'>,
  {trainingState, prefix = ''}: {trainingState: SavedTrainingState; prefix?: string},
): Record<string, number[]> {
  return {
    ...(trainingState.hasVelocities && parameterShapes(units, `${prefix}velocities/`)),
    ...(trainingState.hasActivity && {[`${prefix}activity`]: [units.hidden.units]}),
    ...(trainingState.hasFastParameters && parameterShapes(units, `${prefix}fast/`)),
  };
}

/** Gives it to a machine that has been restored. */
export function restoreTrainingState(
  machine: Machine,
  {
    trainingState,
    values,
    prefix = '',
  }: {trainingState: SavedTrainingState; values: Record<string, Float32Array>; prefix?: string},
): void {
  const {hasVelocities, hasActivity, hasFastParameters, lastLearningRate} = trainingState;
  const parameters = (part: string): Parameters =>
    parametersOf(machine, {values, prefix: `${prefix}${part}/`});
  changeTrainingState(machine, {
    ...(hasVelocities && {velocities: parameters('velocities')}),
    ...(hasActivity && {activity: tf.tensor1d(values[`${prefix}activity`]!)}),
    ...(hasFastParameters && {fastParameters: parameters('fast')}),
  });
  if (lastLearningRate !== null) machine.lastLearningRate = lastLearningRate;
}
