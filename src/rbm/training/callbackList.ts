import {Callback, type CustomCallbackArgs} from '@tensorflow/tfjs-layers';
import {argumentError, show} from '../../check.js';
import type {Logs} from '../evaluation/Logs.js';

/** What `fit` takes as callbacks: tfjs's own, such as `tf.callbacks.earlyStopping()`, and objects of functions. */
export type Callbacks = CustomCallbackArgs | readonly CustomCallbackArgs[];

/** What tfjs tells its callbacks of a training, and a History of them. */
export type TrainingParams = Record<string, number | string>;

/** What a callback may stop, by setting `stopTraining` to true. */
export interface Stoppable {
  stopTraining: boolean;
}

/** Tells whether a callback has asked for the end: the compiler does not see that one may have. */
export function isStopped({stopTraining}: Stoppable): boolean {
  return stopTraining;
}

/** The moments at which callbacks are called. */
interface Hooks {
  onTrainBegin(logs: Logs): unknown;
  onTrainEnd(logs: Logs): unknown;
  onEpochBegin(epoch: number, logs: Logs): unknown;
  onEpochEnd(epoch: number, logs: Logs): unknown;
  onBatchBegin(batch: number, logs: Logs): unknown;
  onBatchEnd(batch: number, logs: Logs): unknown;
  onYield(epoch: number, batch: number, logs: Logs): unknown;
  /** Only in a stack of machines. */
  onLayerBegin(layer: number, logs: Logs): unknown;
  onLayerEnd(layer: number, logs: Logs): unknown;
}

const HOOKS: readonly (keyof Hooks)[] = [
  'onTrainBegin',
  'onTrainEnd',
  'onEpochBegin',
  'onEpochEnd',
  'onBatchBegin',
  'onBatchEnd',
  'onYield',
  'onLayerBegin',
  'onLayerEnd',
];

/** The callbacks of a training, as one. */
export interface CallHook {
  /** Calls every callback that has the hook, one after the other, and waits for each. */
  <Name extends keyof Hooks>(name: Name, ...args: Parameters<Hooks[Name]>): Promise<void>;
  /** Whether a user's own callback has one of the hooks; those that tfjs's callbacks inherit do nothing. */
  isListening(...names: (keyof Hooks)[]): boolean;
}

/**
 * Checks callbacks and makes them one function.
 *
 * @param context - `where` names the function in errors; `model` is what the callbacks may stop; `params` is what
 *   tfjs tells its callbacks: epochs, steps, samples.
 * @throws TypeError when a callback is not an object.
 */
export function callbackList(
  callbacks: Callbacks | undefined,
  {where, model, params}: {where: string; model: Stoppable; params: TrainingParams},
): CallHook {
  const list = [callbacks ?? []].flat() as Partial<Hooks>[];
  for (const callback of list as unknown[]) {
    if (
      typeof callback === 'object' &&
      callback !== null &&
      HOOKS.every((hook) => isCallable(callback, hook))
    )
      continue;
    throw argumentError(TypeError, {
      where: `${where}: callbacks`,
      condition: 'an object of functions, a tfjs callback or a list of them',
      got: show(callback),
    });
  }
  for (const callback of list) {
    if (!isTfjsCallback(callback)) continue;
    callback.setParams(params);
    // Not by setModel: tfjs's Callback refuses there what is not a LayersModel, and only uses its stopTraining.
    callback.model = model;
  }
  const call = async (name: keyof Hooks, ...args: unknown[]): Promise<void> => {
    for (const callback of list) {
      await (callback[name] as ((...args: unknown[]) => unknown) | undefined)?.call(callback, ...args);
    }
  };
  return Object.assign(call, {
    isListening: (...names: (keyof Hooks)[]) =>
      list.some((callback) => names.some((name) => (callback[name] ?? INHERITED[name]) !== INHERITED[name])),
  });
}

/** What tfjs's own callbacks inherit: functions that do nothing. */
const INHERITED = Callback.prototype as unknown as Partial<Hooks>;

function isCallable(callback: object, hook: string): boolean {
  const value = (callback as Record<string, unknown>)[hook];
  return value === undefined || value === null || typeof value === 'function';
}

function isTfjsCallback(
  callback: object,
): callback is {setParams(params: TrainingParams): void; model: Stoppable | null} {
  return 'setParams' in callback && 'setModel' in callback;
}
