import * as tf from '@tensorflow/tfjs-core';
import {hiddenInput} from './conditionals.js';
import type {Machine} from './Machine.js';

/**
 * Returns the free energy of each row, minus the log of the joint summed over every hidden state.
 *
 * ```
 * F(v) = visible.energy(v) - sum_j softplus(c_j + v W_j)      p(v) = exp(-F(v)) / Z
 * ```
 *
 * @param visible - `[batch, numVisible]`
 * @returns `[batch]` in nats, owned by the caller.
 */
export function freeEnergy(machine: Machine, visible: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => {
    const own = machine.visible.kind.energy(visible, machine.parameters.visibleBias);
    return tf.sub(own, tf.sum(tf.softplus(hiddenInput(machine, visible)), 1));
  });
}
