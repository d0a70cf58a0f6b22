import * as tf from '@tensorflow/tfjs-core';
import {LOG_VARIANCES} from '../../energy/gaussian.js';
import {mapParameters, type Machine, type Parameters} from '../../energy/Machine.js';
import {damaged} from '../../io/archive.js';

// What has the shapes of a machine's parameters, in a file: the parameters themselves, their velocities, those of the best epoch.

/** Returns parameters under the names that they have in a file, which begin with `prefix`. */
export function parameterTensors(parameters: Parameters, prefix: string): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, tensor]) =>
      tensor === undefined ? [] : [[prefix + name, tensor as tf.Tensor]],
    ),
  );
}

/** Returns their shapes. */
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

/**
 * Checks the log-variances among them, if there are any.
 *
 * @param where - Names the file in errors.
 */
export function checkLogVariances(
  values: Record<string, Float32Array>,
  {prefix, where}: {prefix: string; where: string},
): void {
  const {min, max} = LOG_VARIANCES;
  if (values[`${prefix}logVariance`]?.every((value) => value >= min && value <= max) !== false) return;
  throw damaged(where, `a log-variance that is not from ${min} to ${max}`);
}

/**
 * Makes them of the values in a file.
 *
 * @returns Tensors of the shapes of the machine's own, owned by the caller.
 */
export function parametersOf(
  {parameters}: Machine,
  {values, prefix}: {values: Record<string, Float32Array>; prefix: string},
): Parameters {
  return mapParameters(parameters, ({shape}, name) => tf.tensor(values[prefix + name]!, shape, 'float32'));
}
