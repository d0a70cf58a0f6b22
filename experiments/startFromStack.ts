import * as tf from '@tensorflow/tfjs';
import type {DBN} from 'tfjs-dbn';

/**
 * Gives a network the weights of a stack of binary units, whatever the range of its inputs and units.
 *
 * A binary unit is on with probability σ(a), a = v W + c. Where the input is x = low + (high - low) v, a = x W / (high - low) + c - low
 * ΣW / (high - low), summed over the inputs of a unit. A unit of tanh is one from -1 to 1, 2 σ(a) - 1 = tanh(a / 2): so what comes to it
 * is a / 2, exactly. A unit of softsign gets the same, which is right near 0 only.
 *
 * @param model - Of Dense layers, the hidden ones of the sizes of the stack's first ones; the last one is left as it is.
 * @param range - The smallest and the largest input of the network, which were 0 and 1 to the stack.
 */
export function startFromStack(
  model: tf.Sequential,
  dbn: DBN,
  {activation, range}: {activation: 'sigmoid' | 'tanh' | 'softsign'; range: readonly [number, number]},
): void {
  const scale = activation === 'sigmoid' ? 1 : 1 / 2;
  dbn.rbms.slice(0, model.layers.length - 1).forEach((rbm, layer) => {
    const [low, high] = layer === 0 ? range : activation === 'sigmoid' ? [0, 1] : [-1, 1];
    const parameters = rbm.getWeights();
    const [weights, , bias] = parameters;
    const moved = tf.tidy(() => {
      const kernel = tf.div(weights, high - low);
      const shift = tf.mul(tf.sum(kernel, 0), low);
      return [tf.mul(kernel, scale), tf.mul(tf.sub(bias, shift), scale)];
    });
    model.layers[layer]!.setWeights(moved);
    tf.dispose([parameters, moved]);
  });
}
