import * as tf from '@tensorflow/tfjs-core';
import {hiddenInput, seen} from './conditionals.js';
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
    return tf.sub(own, machine.hidden.kind.logPartition(input, ownParameters(machine, 'hidden')));
  });
}

/**
 * Returns the part of the joint energy that joins the layers, `-seen(v) W seen(h)`, of each row.
 *
 * @param states - `[batch, numVisible]` and `[batch, numHidden]`
 * @returns `[batch]` in nats, owned by the caller.
 */
export function interaction(
  machine: Machine,
  {visible, hidden}: {visible: tf.Tensor2D; hidden: tf.Tensor2D},
): tf.Tensor1D {
  const {weights} = machine.parameters;
  return tf.tidy(() => {
    const fromVisible = tf.matMul(seen(machine, 'visible', visible), weights);
    return tf.neg(tf.sum(tf.mul(fromVisible, seen(machine, 'hidden', hidden)), 1));
  });
}
