import type {CustomCallbackArgs} from '@tensorflow/tfjs-layers';
import {argumentError, show} from '../check.js';

/** What `fit` takes as callbacks: tfjs's own, such as `tf.callbacks.earlyStopping()`, and objects of functions. */
export type Callbacks = CustomCallbackArgs | readonly CustomCallbackArgs[];

/** Numbers about a batch, an epoch or a layer. */
export type Logs = Record<string, number>;

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

/** Calls every callback that has the hook, one after the other, and waits for each. */
export type CallHook = <Name extends keyof Hooks>(
  name: Name,
  ...args: Parameters<Hooks[Name]>
) => Promise<void>;

/**
 * Checks callbacks and makes them one function.
 *
 * @param context - `where` names the function in errors; `model` is what the callbacks may stop; `params` are the numbers
 *   that tfjs gives to its callbacks: epochs, steps, samples.
 * @throws TypeError when a callback is not an object.
 */
export function callbackList(
  callbacks: Callbacks | undefined,
  {where, model, params}: {where: string; model: Stoppable; params: Logs},
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
  return async (name, ...args) => {
    for (const callback of list) {
      await (callback[name] as ((...args: unknown[]) => unknown) | undefined)?.call(callback, ...args);
    }
  };
}

function isCallable(callback: object, hook: string): boolean {
  const value = (callback as Record<string, unknown>)[hook];
  return value === undefined || value === null || typeof value === 'function';
}

function isTfjsCallback(
  callback: object,
): callback is {setParams(params: Logs): void; model: Stoppable | null} {
  return 'setParams' in callback && 'setModel' in callback;
}
