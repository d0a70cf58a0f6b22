import * as tf from '@tensorflow/tfjs-core';
import {argumentError, show} from '../check.js';
import {breather} from '../platform/nextTask.js';
import {activationJacobian} from './backPropagate.js';
import type {Matrix} from './bidiagonalize.js';
import type {DenseUnits} from './denseChain.js';
import {singularValues} from './singularValues.js';

/**
 * Returns the mean of the singular values of a layer's Jacobian, over some rows: dz/dz_below = (dz/ds) W'.
 *
 * @param sums - Finite sums s of these rows, `[rows, units]`.
 * @param where - The function that the user called, and the layer.
 * @returns undefined where there are no rows.
 * @throws Error when a Jacobian is not finite, as where an infinite weight meets a saturated unit.
 */
export async function meanSingularValue(
  units: DenseUnits,
  sums: Float32Array,
  {where}: {where: string},
): Promise<number | undefined> {
  const width = units.kernel.shape[1];
  const kernel = await units.kernel.data();
  let [sum, count] = [0, 0];
  for (let start = 0; start < sums.length; start += width) {
    const ofActivation = tf.tidy(() =>
      activationJacobian(units, tf.tensor2d(sums.subarray(start, start + width), [1, width])),
    );
    try {
      const jacobian = await layerJacobian(await ofActivation.data(), {kernel, units: width});
      const wrong = jacobian.values.find((value) => !Number.isFinite(value));
      if (wrong !== undefined) {
        throw argumentError(Error, {where, condition: 'one whose Jacobian is finite', got: show(wrong)});
      }
      const values = await singularValues(jacobian);
      for (const value of values) sum += value;
      count += values.length;
    } finally {
      ofActivation.dispose();
    }
  }
  return count === 0 ? undefined : sum / count;
}

/** @param ofActivation - dz/ds, `[units]` where it is diagonal, else `[units, units]`. */
async function layerJacobian(
  ofActivation: tf.TypedArray,
  {kernel, units}: {kernel: tf.TypedArray; units: number},
): Promise<Matrix> {
  const inputs = kernel.length / units;
  const values = new Float64Array(units * inputs);
  const breathe = breather();
  for (let unit = 0; unit < units; ++unit) {
    for (let input = 0; input < inputs; ++input) {
      let value = 0;
      if (ofActivation.length === units) value = ofActivation[unit]! * kernel[input * units + unit]!;
      else {
        for (let other = 0; other < units; ++other) {
          value += ofActivation[unit * units + other]! * kernel[input * units + other]!;
        }
      }
      values[unit * inputs + input] = value;
    }
    await breathe();
  }
  return {values, rows: units, columns: inputs};
}
