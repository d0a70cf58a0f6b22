import type * as tf from '@tensorflow/tfjs-core';
import {argumentError, checkTensor, show} from '../../check.js';
import {LOG_VARIANCES} from '../../energy/gaussian.js';
import type {Machine, Parameters} from '../../energy/Machine.js';

/** The parameters in the order in which a user reads and gives them; log-variances only where they are learned. */
const ORDER = ['weights', 'visibleBias', 'hiddenBias', 'logVariance'] as const;

/** A machine's parameters in the order in which a user reads and gives them. */
export type WeightList = [
  weights: tf.Tensor2D,
  visibleBias: tf.Tensor1D,
  hiddenBias: tf.Tensor1D,
  ...logVariance: tf.Tensor1D[],
];

/** Returns a machine's parameters in the order in which a user reads them. */
export function weightList({parameters}: Machine): WeightList {
  const {weights, visibleBias, hiddenBias, logVariance} = parameters;
  return [weights, visibleBias, hiddenBias, ...(logVariance === undefined ? [] : [logVariance])];
}

/**
 * Checks parameters that a user gives for a machine.
 *
 * @throws TypeError, RangeError when a tensor is missing, has another shape or is not finite.
 */
export function checkWeights(machine: Machine, weights: readonly tf.Tensor[]): Parameters {
  const own = weightList(machine);
  const names = ORDER.slice(0, own.length);
  if (!Array.isArray(weights) || weights.length !== names.length) {
    const condition = `[${names.join(', ')}]`;
    throw argumentError(TypeError, {where: 'setWeights: weights', condition, got: show(weights)});
  }
  const checked = names.map((name, place) => {
    const where = `setWeights: ${name}`;
    const value = checkTensor(weights[place], {where, shape: own[place]!.shape});
    const values = value.dataSync();
    const {min, max} = LOG_VARIANCES;
    if (name === 'logVariance' && !values.every((log) => log >= min && log <= max)) {
      const outside = values.find((log) => !(log >= min && log <= max));
      const condition = `from ${min} to ${max}`;
      throw argumentError(RangeError, {where, condition, got: show(outside)});
    }
    if (values.every(Number.isFinite)) return [name, value];
    throw argumentError(RangeError, {where, condition: 'finite', got: 'NaN or infinity'});
  });
  return Object.fromEntries(checked) as Parameters;
}
