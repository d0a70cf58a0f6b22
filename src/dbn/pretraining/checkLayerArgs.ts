import {argumentError, checkArgs, show} from '../../check.js';
import type {RBM} from '../../rbm/RBM.js';
import {checkFitArgs} from '../../rbm/training/checkFitArgs.js';
import {checkLogged} from '../../rbm/training/fit.js';
import type {FitArgs} from '../../rbm/training/FitArgs.js';
import type {LayerArgs, PretrainArgs} from './pretrain.js';

/** The options that are for the whole stack. */
const OF_STACK: readonly string[] = ['validationData', 'callbacks', 'checkpoint', 'signal'];

/**
 * Checks the options of every layer, and returns them complete with those that are for all.
 *
 * @param context - `caller`: the function that the user called; `known`: the options of `fit` that it takes.
 */
export function checkLayerArgs(
  rbms: readonly RBM[],
  args: PretrainArgs,
  {caller, known}: {caller: string; known: readonly string[]},
): FitArgs[] {
  checkArgs(args, {where: caller, known: [...known, 'layers']});
  const {layers = [], ...common} = args;
  if (!Array.isArray(layers) || layers.length > rbms.length) {
    const condition = `a list of at most ${rbms.length} objects of options`;
    throw argumentError(TypeError, {where: `${caller}: layers`, condition, got: show(layers)});
  }
  checkFitArgs(common, {where: caller, machine: rbms[0]!.machine});
  return rbms.map(({machine}, layer) => {
    const own = (layers as readonly LayerArgs[])[layer] ?? {};
    const where = `${caller}: layers[${layer}]`;
    checkArgs(own, {where, known: known.filter((name) => !OF_STACK.includes(name))});
    const merged = {...common, ...own};
    checkLogged(merged, checkFitArgs(merged, {where, machine}), {caller: where});
    return merged;
  });
}
