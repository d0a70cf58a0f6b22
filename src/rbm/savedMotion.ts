import * as tf from '@tensorflow/tfjs-core';
import {checkBoolean, checkNumber} from '../check.js';
import {mapParameters, replaceMemory, type Machine, type Parameters} from '../energy/Machine.js';

/** What a checkpoint holds of a machine that a saved machine does not: with it, training goes on as if nothing had been. */
interface Motion {
  hasVelocities: boolean;
  hasActivity: boolean;
  hasFastParameters: boolean;
  /** Null where there was no step. */
  lastLearningRate: number | null;
}

/** Returns what there is. */
export function savedMotion({memory, lastLearningRate}: Machine): Motion {
  return {
    hasVelocities: memory.velocities !== undefined,
    hasActivity: memory.activity !== undefined,
    hasFastParameters: memory.fastParameters !== undefined,
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
  {memory: {velocities, activity, fastParameters}}: Machine,
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
    mapParameters(machine.parameters, ({shape}, name) =>
      tf.tensor(values[`${prefix}${part}/${name}`]!, shape, 'float32'),
    );
  const {chains, visibleOffset, hiddenOffset} = machine.memory;
  // What was restored stays what it is, under another name: replaceMemory disposes the old one.
  machine.memory = {};
  replaceMemory(machine, {
    ...{chains, visibleOffset, hiddenOffset},
    ...(hasVelocities && {velocities: parameters('velocities')}),
    ...(hasActivity && {activity: tf.tensor1d(values[`${prefix}activity`]!)}),
    ...(hasFastParameters && {fastParameters: parameters('fast')}),
  });
  if (lastLearningRate !== null) machine.lastLearningRate = lastLearningRate;
}

/** Returns parameters, or what has their shapes, under names in a file. */
export function parameterTensors(parameters: Parameters, prefix: string): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, tensor]) =>
      tensor === undefined ? [] : [[prefix + name, tensor as tf.Tensor]],
    ),
  );
}

/** Returns the shapes of parameters under names in a file. */
export function parameterShapes(
  {visible, hidden}: Pick<Machine, 'visible' | 'hidden'>,
  prefix: string,
): Record<string, number[]> {
  return {
    [`${prefix}weights`]: [visible.units, hidden.units],
    [`${prefix}visibleBias`]: [visible.units],
    [`${prefix}hiddenBias`]: [hidden.units],
    ...(visible.kind.learnsVariance && {[`${prefix}logVariance`]: [visible.units]}),
  };
}
