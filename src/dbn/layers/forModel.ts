import type {LayersModel} from '@tensorflow/tfjs-layers';
import {argumentError, checkArgs, checkInteger, show} from '../../check.js';
import {visibleUnits, type PartArgs} from '../../energy/Units.js';
import type {UnitType} from '../../energy/UnitKind.js';
import type {DBNArgs} from '../DBNArgs.js';
import {denseStack} from '../../layers/denseStack.js';

/** Options of {@link DBN.forModel}. */
export interface ForModelArgs {
  /**
   * What the inputs of the first Dense layer are: a type of unit, or what {@link DBNArgs.visible} takes but for the number of
   * units, `{type: 'gaussian', standardize: true}` for instance.
   *
   * @defaultValue `'bernoulli'`, for values in [0, 1]
   */
  visible?: UnitType | Omit<Exclude<PartArgs, number>, 'units'>;
  /**
   * How many Dense layers, counted from the lowest, are pre-trained: an integer >= 1.
   *
   * @defaultValue all but the last one, which is the output
   */
  layers?: number;
  /** An integer >= 0 that fixes the first weights and all noise. @defaultValue a new one */
  seed?: number;
}

/** The hidden units whose features a layer with an activation computes. */
const UNITS: Partial<Record<string, UnitType>> = {sigmoid: 'bernoulli', relu: 'relu', linear: 'gaussian'};

/**
 * Returns the options of the stack that pre-trains the Dense layers of a model.
 *
 * @throws TypeError, RangeError when an option is wrong; Error when a layer cannot be pre-trained: the message names it.
 */
export function forModel(model: LayersModel, args: ForModelArgs): DBNArgs {
  const caller = 'forModel';
  checkArgs(args, {where: caller, known: ['visible', 'layers', 'seed']});
  const {visible = 'bernoulli', layers, seed} = args;
  if (layers !== undefined) checkInteger(layers, {where: `${caller}: layers`, min: 1});
  if (seed !== undefined) checkInteger(seed, {where: `${caller}: seed`, min: 0});
  const own = typeof visible === 'string' ? {type: visible} : visible;
  checkArgs(own, {where: `${caller}: visible`, known: ['type', 'variance', 'standardize', 'categories']});

  const stack = denseStack(model, {caller, count: layers});
  let below: {units: number; name: string} | undefined;
  const sizes = stack.map(({layer}) => {
    const where = `${caller}: layer '${layer.name}'`;
    const [kernel, bias] = layer.getWeights();
    if (bias === undefined) {
      throw argumentError(Error, {where, condition: 'a Dense layer with a bias', got: 'one without'});
    }
    const [inputs, units] = kernel!.shape as [number, number];
    if (below !== undefined && inputs !== below.units) {
      const condition = `a Dense layer with an input for each of the ${below.units} units of '${below.name}'`;
      throw argumentError(Error, {where, condition, got: String(inputs)});
    }
    below = {units, name: layer.name};
    return {inputs, units};
  });
  const hidden = stack.map(({layer, activation}, place): PartArgs => {
    const type = UNITS[activation];
    if (type !== undefined) return {units: sizes[place]!.units, type};
    throw argumentError(Error, {
      where: `${caller}: layer '${layer.name}'`,
      condition: `one with activation ${Object.keys(UNITS).map(show).join(', ')}, to be pre-trained`,
      got: show(activation),
    });
  });
  const units = visibleUnits({...own, units: sizes[0]!.inputs}, `${caller}: visible`);
  return {visible: units.args, hidden, ...(seed !== undefined && {seed})};
}
