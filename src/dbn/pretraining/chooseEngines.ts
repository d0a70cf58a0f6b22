import {chooseEngine, type ChosenEngineArgs} from '../../engine/newEngine.js';
import type {RBM} from '../../rbm/RBM.js';
import {checkFitArgs} from '../../rbm/training/checkFitArgs.js';
import {engineArgs} from '../../rbm/training/engineArgs.js';
import type {FitArgs} from '../../rbm/training/FitArgs.js';

/**
 * Chooses the engine for each machine of a stack.
 *
 * @param args - `settings`: the options of each layer; `samples`: how many rows there will be; `caller`: the function that the user
 *   called.
 * @throws TypeError, RangeError when an option is wrong, or an engine that was asked for has no room for a machine.
 */
export function chooseEngines(
  rbms: readonly RBM[],
  {settings, samples, caller}: {settings: readonly FitArgs[]; samples: number; caller: string},
): Promise<ChosenEngineArgs[]> {
  return Promise.all(
    rbms.map(({machine}, layer) => {
      const where = `${caller}: layers[${layer}]`;
      const wanted = engineArgs(checkFitArgs(settings[layer]!, {where, machine}), samples);
      return chooseEngine(machine, wanted, {where});
    }),
  );
}
