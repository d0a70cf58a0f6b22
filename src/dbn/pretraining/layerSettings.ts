import {argumentError, show} from '../../check.js';
import {checkKnown, type AnyTable} from '../../options.js';
import type {RBM} from '../../rbm/RBM.js';

/** What the options of the layers of a stack are read with. */
interface LayerArgs<Options> {
  /** The function that the user called. */
  caller: string;
  /** The options that the function takes beside `layers`, and those of them that a layer may have of its own. */
  known: AnyTable;
  ofLayer: AnyTable;
  /** Options that a related function has, and why this one does not have them. */
  related?: {others: AnyTable; because: string};
  /** Reads the options of one layer; `nameOf` says how errors name an option. */
  read: (
    args: object,
    layer: {machine: RBM['machine']; layer: number; nameOf: (name: string) => string},
  ) => Options;
}

/**
 * Turns the options of a stack's training into settings for each layer: those that are for all, and what is different in one.
 *
 * @param args - What the user gave.
 * @throws TypeError, RangeError when an option is unknown, or has a wrong kind or value.
 */
export function layerSettings<Options>(
  rbms: readonly RBM[],
  args: object,
  {caller, known, ofLayer, related, read}: LayerArgs<Options>,
): Options[] {
  checkKnown({...known, layers: () => undefined}, args, caller, related);
  const {layers = [], ...common} = args as {layers?: readonly object[]};
  if (!Array.isArray(layers) || layers.length > rbms.length) {
    const condition = `a list of at most ${rbms.length} objects of options`;
    throw argumentError(TypeError, {where: `${caller}: layers`, condition, got: show(layers)});
  }
  return rbms.map(({machine}, layer) => {
    const own = (layers as readonly object[])[layer] ?? {};
    const where = `${caller}: layers[${layer}]`;
    checkKnown(ofLayer, own, where, {others: known, because: 'it is for all layers, and stands beside them'});
    // What is for all and wrong for the lowest machine is wrong for all.
    const nameOf = (name: string): string =>
      layer === 0 && !(name in own) ? `${caller}: ${name}` : `${where}: ${name}`;
    return read({...common, ...own}, {machine, layer, nameOf});
  });
}
