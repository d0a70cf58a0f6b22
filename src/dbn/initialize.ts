import {dispose} from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {argumentError, show} from '../check.js';
import type {RBM} from '../rbm/RBM.js';
import {denseWeights} from './denseWeights.js';
import {hiddenActivation} from './hiddenActivation.js';

type Layer = LayersModel['layers'][number];

/**
 * Writes the weights and hidden biases of a stack into the first Dense layers of a model, the lowest machine's into the
 * first one, in the order of `model.layers`: each must feed the next. Layers of other kinds between them, such as Dropout,
 * and Dense layers after them are left as they are.
 *
 * @throws Error, before anything changes, when the model has too few Dense layers, or one of them does not match: the
 *   message names the layer.
 */
export function initialize(rbms: readonly RBM[], model: LayersModel): void {
  if (!Array.isArray((model as Partial<LayersModel> | null)?.layers)) {
    throw argumentError(TypeError, {
      where: 'initialize: model',
      condition: 'a tf.LayersModel',
      got: show(model),
    });
  }
  const dense = model.layers.filter((layer) => layer.getClassName() === 'Dense');
  if (dense.length < rbms.length) {
    throw argumentError(Error, {
      where: 'initialize: model',
      condition: `a model of at least ${String(rbms.length)} Dense layers`,
      got: String(dense.length),
    });
  }
  rbms.forEach((rbm, place) => {
    checkMatch(rbm, {layer: dense[place]!, place, model});
  });
  rbms.forEach(({machine}, place) => {
    const weights = denseWeights(machine);
    dense[place]!.setWeights(weights);
    dispose(weights);
  });
}

function checkMatch(
  rbm: RBM,
  {layer, place, model}: {layer: Layer; place: number; model: LayersModel},
): void {
  const where = `initialize: layer '${layer.name}', which rbms[${String(place)}] is for,`;
  const shapes = layer.getWeights().map(({shape}) => shape);
  const sides = [[rbm.numVisible, rbm.numHidden], [rbm.numHidden]];
  if (String(shapes) !== String(sides) || shapes.length !== sides.length) {
    const condition = `a Dense layer with a kernel of shape ${show(sides[0])} and a bias`;
    const got = `${shapes.map(show).join(' and ')}${shapes.length === 1 ? ' and no bias' : ''}`;
    throw argumentError(Error, {where, condition, got});
  }
  const activation = activationOf(layer, model);
  const expected = hiddenActivation(rbm, {caller: 'initialize'});
  if (activation !== expected) {
    throw argumentError(Error, {
      where,
      condition: `one with activation '${expected}'`,
      got: show(activation),
    });
  }
}

/** A Dense layer's activation, or that of an Activation layer right behind it. */
function activationOf(layer: Layer, {layers}: LayersModel): unknown {
  const own = layer.getConfig()['activation'];
  const next = layers[layers.indexOf(layer) + 1];
  return own === 'linear' && next?.getClassName() === 'Activation' ? next.getConfig()['activation'] : own;
}
