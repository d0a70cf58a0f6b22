import type {LayersModel} from '@tensorflow/tfjs-layers';
import {argumentError, show} from '../check.js';

export type Layer = LayersModel['layers'][number];
type SymbolicTensor = LayersModel['outputs'][number];

/** A Dense layer of a model, and what its units make of their inputs. */
export interface StackLayer {
  layer: Layer;
  /** Its own activation, or where that is linear the one of an Activation layer behind it. */
  activation: string;
}

/** Layers that hand on what they are given, once training is over; Flatten, where it lies before the first Dense layer. */
const TRANSPARENT = ['InputLayer', 'Flatten', 'Dropout', 'AlphaDropout', 'GaussianDropout', 'GaussianNoise'];

/**
 * Finds the lowest Dense layers of a model, each of which feeds the next one. Whatever lies below the first of them, and
 * behind the last one's activation, may be anything.
 *
 * @param args - `caller`: the function that the user called; `count`: how many Dense layers, all but the model's last one
 *   where undefined; `topActivation`: that of the last of them, where it is known.
 * @throws TypeError when it is no model; Error when there are too few such layers, or something lies between them that is
 *   not understood: the message names it.
 */
export function denseStack(
  model: LayersModel,
  {
    caller,
    count,
    topActivation,
  }: {caller: string; count?: number | undefined; topActivation?: string | undefined},
): StackLayer[] {
  checkModel(model, caller);
  const path: Layer[] = [];
  const isWhole = walkDown(model.outputs[0]!, path);
  path.reverse();
  const dense = path.filter(isDense);
  const stray = allLayers(model).find((layer) => isDense(layer) && !dense.includes(layer));
  if (!isWhole && stray !== undefined) {
    throw argumentError(Error, {
      where: `${caller}: layer '${path[0]!.name}'`,
      condition: `one with a single input, since Dense layers lie below it, '${stray.name}' for one`,
      got: 'one where branches meet',
    });
  }
  checkCount(dense.length, {caller, count});
  const stack = dense.slice(0, count ?? -1);
  const twice = stack.find((layer, place) => dense.indexOf(layer, place + 1) !== -1);
  if (twice !== undefined) {
    throw argumentError(Error, {
      where: `${caller}: layer '${twice.name}'`,
      condition: 'one that the model has in one place',
      got: 'one in several',
    });
  }
  return stack.map((layer, place) => {
    const next = dense[place + 1];
    const behind = path.slice(path.indexOf(layer) + 1, next === undefined ? undefined : path.indexOf(next));
    const isTop = place === stack.length - 1;
    // Behind a top layer that is to be linear, there may be anything.
    const own = isTop && topActivation === 'linear' ? [] : behind;
    return {layer, activation: activationOf(layer, {behind: own, isTop, caller})};
  });
}

export function checkModel(model: LayersModel, caller: string): void {
  const where = `${caller}: model`;
  const {layers, outputs} = (model as Partial<LayersModel> | null) ?? {};
  if (!Array.isArray(layers)) {
    throw argumentError(TypeError, {where, condition: 'a tf.LayersModel', got: show(model)});
  }
  if (outputs === undefined || outputs.length === 0) {
    throw argumentError(Error, {where, condition: 'built', got: 'one without layers'});
  }
  if (outputs.length !== 1) {
    const condition = 'one with a single output';
    throw argumentError(Error, {where, condition, got: String(outputs.length)});
  }
}

function checkCount(found: number, {caller, count}: {caller: string; count: number | undefined}): void {
  if (found >= (count ?? 2)) return;
  const where = `${caller}: model`;
  const condition = `a model of at least ${count ?? 2} Dense layers`;
  throw argumentError(Error, {
    where,
    condition: count === undefined ? `${condition}, the last of which is the output` : condition,
    got: String(found),
    ...(count === undefined && found > 0 && {advice: 'if that one is to be pre-trained, say layers: 1'}),
  });
}

/**
 * Follows a tensor to where it comes from, into models that are layers too, and adds the layers on the way to `path`.
 *
 * @returns Whether it came to an input, not to where branches meet.
 */
export function walkDown(tensor: SymbolicTensor, path: Layer[]): boolean {
  for (let from = tensor; ;) {
    const {sourceLayer: layer, nodeIndex, tensorIndex} = from;
    const {inboundLayers, inputTensors} = layer.inboundNodes[nodeIndex]!;
    if (!isModel(layer)) path.push(layer);
    else if (!walkDown(layer.outputs[tensorIndex]!, path)) return false;
    if (inboundLayers.length !== 1) return inboundLayers.length === 0;
    from = inputTensors[0]!;
  }
}

/** The name of what the units of a Dense layer make of their inputs. */
function activationOf(
  dense: Layer,
  {behind, isTop, caller}: {behind: Layer[]; isTop: boolean; caller: string},
): string {
  let activation = dense.getConfig()['activation'] as string;
  for (const layer of behind) {
    // What comes behind the features is trained by nobody here.
    if (isTop && activation !== 'linear') break;
    const own = TRANSPARENT.includes(layer.getClassName()) ? 'linear' : ownActivation(layer);
    if (own === 'linear') continue;
    if (own === undefined || activation !== 'linear') {
      throw argumentError(Error, {
        where: `${caller}: layer '${layer.name}'`,
        condition: `Dense, Dropout, noise or a first Activation, since it lies behind '${dense.name}', which is pre-trained`,
        got: own === undefined ? layer.getClassName() : `a second activation, '${own}'`,
      });
    }
    activation = own;
  }
  return activation;
}

/** What a layer that is nothing but an activation computes. */
function ownActivation(layer: Layer): string | undefined {
  const config = layer.getConfig();
  if (layer.getClassName() === 'Activation') return config['activation'] as string;
  return layer.getClassName() === 'ReLU' && (config['maxValue'] ?? null) === null ? 'relu' : undefined;
}

export function isDense(layer: Layer): boolean {
  return layer.getClassName() === 'Dense';
}

function isModel(layer: Layer | LayersModel): layer is LayersModel {
  return 'layers' in layer && 'outputs' in layer;
}

/** Every layer of a model, those of models that are layers too. */
function allLayers({layers}: LayersModel): Layer[] {
  return layers.flatMap((layer) => (isModel(layer) ? allLayers(layer) : [layer]));
}
