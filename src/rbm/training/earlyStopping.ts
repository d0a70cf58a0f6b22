import * as tf from '@tensorflow/tfjs-core';
import {argumentError, checkOneOf, show} from '../../check.js';
import {
  changeTrainingState,
  copyParameters,
  replaceParameters,
  type Machine,
  type Parameters,
} from '../../energy/Machine.js';
import {flag, group, integer, number} from '../../options.js';
import type {Logs} from '../evaluation/Logs.js';
import {parametersOf} from '../saving/savedParameters.js';
import type {BestEpoch, Interruption} from '../saving/Position.js';

/** When training ends before its last epoch, and what the machine is then. */
export interface EarlyStoppingArgs {
  /** The name in the epochs' logs of the value that is watched; `'val_reconstructionError'` for one. */
  monitor: string;
  /**
   * Epochs without a better value after which training ends, an integer >= 0; 0 is as 1. A machine needs patience: its error
   * starts on a plateau.
   *
   * @defaultValue 10 (tfjs and Keras: 0)
   */
  patience?: number;
  /** What a value must be better by to count as better, >= 0. @defaultValue 0 */
  minDelta?: number;
  /** The first epoch that is judged, an integer >= 0: those before it are warm-up, as in Keras. @defaultValue 0 */
  startFromEpoch?: number;
  /**
   * Whether small or large values are better.
   *
   * @defaultValue `'auto'`: `'max'` for names that end in `Likelihood` or hold `acc`, `'min'` for all others
   */
  mode?: 'auto' | 'min' | 'max';
  /**
   * Whether the machine gets the parameters of its best epoch when training ends, be it early or after the last epoch. What
   * training had of its own by then, the velocity, is gone.
   *
   * @defaultValue true (Keras: false; tfjs cannot)
   */
  restoreBest?: boolean;
}

/** The same, checked and complete. */
export type EarlyStoppingSettings = ReturnType<typeof readEarlyStopping>;

/** Judges the epochs of a training. */
export interface EarlyStopping {
  /**
   * Tells whether training is to end after this epoch. Epochs at which the value was not measured are not judged.
   *
   * @throws RangeError when the first epoch has no such value.
   */
  isOver(epoch: number, logs: Logs): boolean;
  /** Gives the machine the parameters of its best epoch, if it is to have them, and says so if that is not the last one. */
  restore(): string | undefined;
  /** The best epoch so far, if there is one, and its parameters, where the machine is to have them back. */
  readonly best: BestEpoch | undefined;
  readonly parameters: Parameters | undefined;
  dispose(): void;
}

/** Judges nothing. */
const NONE: EarlyStopping = {
  isOver: () => false,
  restore: () => undefined,
  best: undefined,
  parameters: undefined,
  dispose: () => undefined,
};

/** Reads when training ends before its last epoch. */
export const readEarlyStopping = group<EarlyStoppingArgs, {monitor: string}>()({
  monitor(given, where) {
    if (typeof given === 'string') return given;
    throw argumentError(TypeError, {where, condition: 'a name', got: show(given)});
  },
  patience: integer({min: 0, or: 10}),
  minDelta: number({min: 0, or: 0}),
  startFromEpoch: integer({min: 0, or: 0}),
  mode: (given, where, {monitor}) => {
    const mode = checkOneOf(given ?? 'auto', {where, options: ['auto', 'min', 'max']});
    return mode === 'auto' ? (/ikelihood$|acc/.test(monitor) ? 'max' : 'min') : mode;
  },
  restoreBest: flag({or: true}),
});

/**
 * Checks that the value that is watched will be in the logs, where that is known before training.
 *
 * @param logged - The names that there will be; what callbacks add is not among them.
 * @throws RangeError when it is another.
 */
export function checkWatched(
  settings: EarlyStoppingSettings | undefined,
  {logged, where}: {logged: readonly string[]; where: string},
): void {
  if (settings === undefined || logged.includes(settings.monitor)) return;
  throw argumentError(RangeError, {
    where: `${where}.monitor`,
    condition: `one of ${logged.join(', ')}`,
    got: show(settings.monitor),
    advice: 'the option monitors adds others',
  });
}

/**
 * Makes what judges the epochs of a training, which the caller disposes.
 *
 * @param args - `settings`: undefined where every epoch is to be run; `where`: function and argument; `interrupted`: what was
 *   judged before an interruption.
 */
export function earlyStopping(
  machine: Machine,
  {
    settings,
    where,
    interrupted,
  }: {settings: EarlyStoppingSettings | undefined; where: string; interrupted: Interruption | undefined},
): EarlyStopping {
  if (settings === undefined) return NONE;
  const {monitor, patience, minDelta, startFromEpoch, mode, restoreBest} = settings;
  const sign = mode === 'max' ? -1 : 1;
  let best = interrupted?.position.best;
  let parameters = interrupted?.best && parametersOf(machine, interrupted.best);
  let lastEpoch = interrupted?.position.history.epoch.at(-1) ?? -1;
  const forget = (): void => {
    if (parameters !== undefined) tf.dispose(parameters);
    parameters = undefined;
  };
  return {
    isOver(epoch, logs) {
      lastEpoch = epoch;
      if (epoch < startFromEpoch) return false;
      const value = logs[monitor];
      if (value === undefined) {
        if (best !== undefined) return false;
        const names = Object.keys(logs).filter((name) => name !== 'layer');
        const condition = `one of ${names.join(', ')}`;
        throw argumentError(RangeError, {where: `${where}.monitor`, condition, got: show(monitor)});
      }
      if (best === undefined || Number.isNaN(best.value) || sign * (best.value - value) > minDelta) {
        best = {epoch, value};
        forget();
        if (restoreBest) parameters = copyParameters(machine);
        return false;
      }
      return epoch - best.epoch >= Math.max(1, patience);
    },

    restore() {
      if (best === undefined) return undefined;
      const {epoch: bestEpoch} = best;
      const since = `${monitor} has not become better since epoch ${bestEpoch + 1}`;
      if (parameters === undefined) return bestEpoch === lastEpoch ? undefined : since;
      replaceParameters(machine, parameters);
      parameters = undefined;
      // The direction of later steps is of no use here; chains and averages are.
      changeTrainingState(machine, {velocities: undefined, fastParameters: undefined});
      return bestEpoch === lastEpoch ? undefined : `${since}, whose parameters are back`;
    },

    get best() {
      return best;
    },

    get parameters() {
      return parameters;
    },

    dispose: forget,
  };
}
