import {layers, sequential, type Sequential} from '@tensorflow/tfjs-layers';
import {argumentError, checkInteger, show} from '../check.js';
import {xavierUniform} from '../initializers/xavier.js';
import type {RBM} from '../rbm/RBM.js';
import {hiddenActivation} from './hiddenActivation.js';
import {initialize} from './initialize.js';

/** Options of a Dense layer, as `tf.layers.dense` takes them. */
export type DenseArgs = Parameters<typeof layers.dense>[0];

/**
 * Makes a network of the stack: a Dense layer for each machine, of sigmoid units where it has binary ones, with its weights and
 * hidden biases, and
 * the output layer on top if there is one.
 *
 * @param output - The output layer; its kernel starts from Xavier's uniform distribution unless it says otherwise.
 * @param seed - What fixes that start.
 * @throws What tfjs throws when an option of the output layer is wrong.
 */
export function toSequential(
  rbms: readonly RBM[],
  output: DenseArgs | undefined,
  {seed}: {seed: number},
): Sequential {
  if (output !== undefined) {
    const where = 'toSequential: output';
    if (typeof output !== 'object' || (output as unknown) === null) {
      const condition = 'the options of tf.layers.dense';
      throw argumentError(TypeError, {where, condition, got: show(output), advice: 'such as {units: 10}'});
    }
    checkInteger(output.units, {where: `${where}.units`, min: 1});
  }
  const kernelInitializer = xavierUniform({seed});
  // The output layer first: it checks its options before anything is allocated.
  const top = output === undefined ? [] : [layers.dense({name: 'output', kernelInitializer, ...output})];
  const activations = rbms.map((rbm) => hiddenActivation(rbm, {caller: 'toSequential'}));
  const hidden = rbms.map(({numVisible, numHidden}, place) =>
    layers.dense({
      name: `hidden${String(place + 1)}`,
      units: numHidden,
      activation: activations[place]!,
      // Overwritten below, and quicker than what tfjs would draw.
      kernelInitializer,
      ...(place === 0 ? {inputShape: [numVisible]} : {}),
    }),
  );
  const all = [...hidden, ...top];
  try {
    const model = sequential({layers: all});
    initialize(rbms, model);
    return model;
  } catch (error) {
    // What a layer that was being built had of weights is not disposed by anybody else.
    for (const weight of all.flatMap((layer) => layer.weights)) weight.dispose();
    throw error;
  }
}
