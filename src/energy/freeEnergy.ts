import * as tf from '@tensorflow/tfjs-core';
import {hiddenInput} from './conditionals.js';
import {ownParameters, type Machine} from './Machine.js';

/**
 * Returns the free energy of each row, minus the log of the joint summed over every hidden state.
 *
 * ```
 * F(v) = visible.energy(v) - hidden.logPartition(c + seen(v) W)      p(v) = exp(-F(v)) / Z
 * ```
 *
 * @param visible - `[batch, numVisible]`
 * @returns `[batch]` in nats, owned by the caller.
 */
export function freeEnergy(machine: Machine, visible: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => {
    const own = machine.visible.kind.energy(visible, ownParameters(machine, 'visible'));
    const input = hiddenInput(machine, visible);
    return tf.sub(own, machine.hidden.kind.logNormalizer(input, ownParameters(machine, 'hidden')));
  });
}
