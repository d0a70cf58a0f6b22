import type {LayersModel} from '@tensorflow/tfjs-layers';
import {argumentError, show} from '../../check.js';
import type {RBM} from '../../rbm/RBM.js';
import {denseStack, type StackLayer} from '../../layers/denseStack.js';
import {hiddenActivation, writeDenseWeights} from './denseLayer.js';

/**
 * Writes the weights and hidden biases of a stack into the lowest Dense layers of a model, the lowest machine's into the
 * first one: each must feed the next. What lies below them, and Dense layers above, are left as they are.
 *
 * @throws Error, before anything changes, when the model has too few Dense layers, one of them does not match, or something
 *   lies between them that changes what they are given: the message names the layer.
 */
export function initializeModel(rbms: readonly RBM[], model: LayersModel): void {
  const topActivation = hiddenActivation(rbms.at(-1)!, {caller: 'initializeModel'});
  const stack = denseStack(model, {caller: 'initializeModel', count: rbms.length, topActivation});
  rbms.forEach((rbm, place) => {
    checkMatch(rbm, {...stack[place]!, place});
  });
  writeDenseWeights(
    rbms,
    stack.map(({layer}) => layer),
  );
}

function checkMatch(rbm: RBM, {layer, activation, place}: StackLayer & {place: number}): void {
  const where = `initializeModel: layer '${layer.name}', which rbms[${place}] is for,`;
  const shapes = layer.getWeights().map(({shape}) => shape);
  const sides = [[rbm.numVisible, rbm.numHidden], [rbm.numHidden]];
  if (String(shapes) !== String(sides) || shapes.length !== sides.length) {
    const condition = `a Dense layer with a kernel of shape ${show(sides[0])} and a bias`;
    const got = `${shapes.map(show).join(' and ')}${shapes.length === 1 ? ' and no bias' : ''}`;
    throw argumentError(Error, {where, condition, got});
  }
  const expected = hiddenActivation(rbm, {caller: 'initializeModel'});
  if (activation !== expected) {
    throw argumentError(Error, {
      where,
      condition: `one with activation '${expected}'`,
      got: show(activation),
    });
  }
}
