import type * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {argumentError, show} from '../check.js';
import {checkModel, isDense, walkDown, type Layer} from '../layers/denseStack.js';
import {ACTIVATIONS, ofDense, ofLayer, type Activation} from './activation.js';

/** A Dense layer and its activation: z = f(s), s = x W + b. */
export interface DenseUnits {
  name: string;
  /** W, `[inputs, units]`; the model's own, never disposed here. */
  kernel: tf.Tensor2D;
  /** b, `[units]`; the model's own. */
  bias: tf.Tensor1D | undefined;
  activation: Activation;
}

/** A model that is one path of Dense layers. */
export interface DenseChain {
  /** Of one row of the model's input. */
  inputShape: number[];
  /** From inputs `[rows, ...inputShape]` to those of the first Dense layer, `[rows, inputs]`; to be called in a tidy. */
  enter: (x: tf.Tensor) => tf.Tensor2D;
  /** From the lowest up, at least one. */
  layers: DenseUnits[];
}

/** Layers that hand on what they are given, once training is over. */
const TRANSPARENT = ['InputLayer', 'Dropout', 'AlphaDropout', 'GaussianDropout', 'GaussianNoise'];

/**
 * Takes a model apart into Dense layers, each of which feeds the next one, with an activation at most.
 *
 * @param args - `caller`: the function that the user called.
 * @throws TypeError when it is no model; Error when it is another kind of network: the message names the layer.
 */
export function denseChain(model: LayersModel, {caller}: {caller: string}): DenseChain {
  const path = pathOf(model, caller);
  const first = path.findIndex(isDense);
  if (first === -1) {
    throw argumentError(Error, {
      where: `${caller}: model`,
      condition: 'one with a Dense layer',
      got: 'one without',
    });
  }
  const inputShape = model.inputs[0]!.shape.slice(1) as number[];
  const below = path.slice(0, first).filter((layer) => !TRANSPARENT.includes(layer.getClassName()));
  const isFlattened = below.some((layer) => layer.getClassName() === 'Flatten');
  for (const layer of below) {
    if (layer.getClassName() !== 'Flatten' && ofLayer(layer) === undefined) throw strange(layer, caller);
  }
  if (!isFlattened && inputShape.length !== 1) {
    throw argumentError(Error, {
      where: `${caller}: layer '${path[first]!.name}'`,
      condition: 'one with inputs of shape [rows, inputs]',
      got: show([null, ...inputShape]),
      advice: 'put a Flatten layer before it',
    });
  }
  const places = path.flatMap((layer, place) => (isDense(layer) ? [place] : []));
  return {
    inputShape,
    enter: (x) => below.reduce((inputs, layer) => layer.call(inputs, {}) as tf.Tensor, x) as tf.Tensor2D,
    layers: places.map((place, dense) =>
      unitsOf(path[place]!, {behind: path.slice(place + 1, places[dense + 1]), caller}),
    ),
  };
}

/** The layers from the model's input to its output, those of models that are layers too. */
function pathOf(model: LayersModel, caller: string): Layer[] {
  checkModel(model, caller);
  if (model.inputs.length !== 1) {
    throw argumentError(Error, {
      where: `${caller}: model`,
      condition: 'one with a single input',
      got: String(model.inputs.length),
    });
  }
  const path: Layer[] = [];
  if (!walkDown(model.outputs[0]!, path)) {
    const condition = 'one with a single input';
    throw argumentError(Error, {
      where: `${caller}: layer '${path.at(-1)!.name}'`,
      condition,
      got: 'one where branches meet',
    });
  }
  path.reverse();
  const twice = path.find((layer, place) => isDense(layer) && path.indexOf(layer, place + 1) !== -1);
  if (twice === undefined) return path;
  throw argumentError(Error, {
    where: `${caller}: layer '${twice.name}'`,
    condition: 'one that the model has in one place',
    got: 'one in several',
  });
}

function unitsOf(dense: Layer, {behind, caller}: {behind: Layer[]; caller: string}): DenseUnits {
  let activation = ofDense(dense);
  if (activation === undefined) throw strange(dense, caller);
  for (const layer of behind) {
    if (TRANSPARENT.includes(layer.getClassName())) continue;
    const next = ofLayer(layer);
    if (next === undefined) throw strange(layer, caller);
    if (next.name === 'linear') continue;
    if (activation.name !== 'linear') {
      throw argumentError(Error, {
        where: `${caller}: layer '${layer.name}'`,
        condition: `the first activation behind '${dense.name}'`,
        got: `one more, '${next.name}' after '${activation.name}'`,
      });
    }
    activation = next;
  }
  const [kernel, bias] = dense.getWeights() as [tf.Tensor2D, tf.Tensor1D?];
  return {name: dense.name, kernel, bias, activation};
}

function strange(layer: Layer, caller: string): Error {
  const className = layer.getClassName();
  const {activation} = layer.getConfig();
  const where = `${caller}: layer '${layer.name}'`;
  if (isDense(layer) || className === 'Activation') {
    const condition = `one with an activation of ${ACTIVATIONS.join(', ')}`;
    return argumentError(Error, {where, condition, got: show(activation)});
  }
  const axis = className === 'Softmax' ? ` along axis ${show(layer.getConfig()['axis'])}` : '';
  return argumentError(Error, {
    where,
    condition: 'Dense, Dropout, noise, Flatten or an activation of each unit',
    got: `${className}${axis}`,
  });
}
