import * as tf from '@tensorflow/tfjs-core';
import {checkBoolean, checkNumber} from '../../check.js';
import {changeTrainingState, type Machine, type Parameters} from '../../energy/Machine.js';
import {parametersOf, parameterShapes, parameterTensors} from './savedParameters.js';

/** What a checkpoint holds of a machine that a saved machine does not: with it, training goes on as if nothing had been. */
interface Motion {
  hasVelocities: boolean;
  hasActivity: boolean;
  hasFastParameters: boolean;
  /** Null where there was no step. */
  lastLearningRate: number | null;
}

/** Returns what there is. */
export function savedMotion({trainingState, lastLearningRate}: Machine): Motion {
  return {
    hasVelocities: trainingState.velocities !== undefined,
    hasActivity: trainingState.activity !== undefined,
    hasFastParameters: trainingState.fastParameters !== undefined,
    lastLearningRate: lastLearningRate ?? null,
  };
}

/** Checks what a file says that there is. */
export function checkMotion(motion: unknown, where: string): Motion {
  const {hasVelocities, hasActivity, hasFastParameters, lastLearningRate} = (motion ?? {}) as Record<
    keyof Motion,
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
export function motionTensors(
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
export function motionShapes(
  units: Pick<Machine, 'visible' | 'hidden'>,
  {motion, prefix = ''}: {motion: Motion; prefix?: string},
): Record<string, number[]> {
  return {
    ...(motion.hasVelocities && parameterShapes(units, `${prefix}velocities/`)),
    ...(motion.hasActivity && {[`${prefix}activity`]: [units.hidden.units]}),
    ...(motion.hasFastParameters && parameterShapes(units, `${prefix}fast/`)),
  };
}

/** Gives it to a machine that has been restored. */
export function restoreMotion(
  machine: Machine,
  {motion, values, prefix = ''}: {motion: Motion; values: Record<string, Float32Array>; prefix?: string},
): void {
  const {hasVelocities, hasActivity, hasFastParameters, lastLearningRate} = motion;
  const parameters = (part: string): Parameters =>
    parametersOf(machine, {values, prefix: `${prefix}${part}/`});
  changeTrainingState(machine, {
    ...(hasVelocities && {velocities: parameters('velocities')}),
    ...(hasActivity && {activity: tf.tensor1d(values[`${prefix}activity`]!)}),
    ...(hasFastParameters && {fastParameters: parameters('fast')}),
  });
  if (lastLearningRate !== null) machine.lastLearningRate = lastLearningRate;
}
