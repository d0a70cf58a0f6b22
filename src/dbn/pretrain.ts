import type * as tf from '@tensorflow/tfjs-core';
import type {CustomCallbackArgs, History} from '@tensorflow/tfjs-layers';
import {argumentError, checkArgs, show} from '../check.js';
import {EngineFailure} from '../engine/Engine.js';
import {chooseEngine} from '../engine/newEngine.js';
import {transform} from '../engine/transform.js';
import {assembleRows} from '../rbm/data/assembleRows.js';
import {callbackList, isStopped, type Logs} from '../rbm/training/callbackList.js';
import {checkMatrix, checkVisible, type CheckedVisible} from '../rbm/data/checkVisible.js';
import {explained, fit, fitEngineArgs} from '../rbm/training/fit.js';
import {checkFitArgs, FIT_OPTIONS} from '../rbm/training/checkFitArgs.js';
import type {FitArgs} from '../rbm/training/FitArgs.js';
import {checkLabels} from '../rbm/training/trainingRows.js';
import type {RBM} from '../rbm/RBM.js';

/** A tfjs callback that is also told where each layer begins and ends; layers count from 0. */
export interface PretrainCallback extends CustomCallbackArgs {
  onLayerBegin?: (layer: number, logs: Logs) => void | Promise<void>;
  onLayerEnd?: (layer: number, logs: Logs) => void | Promise<void>;
}

/** What may be different in one layer. */
export type LayerArgs = Omit<FitArgs, 'validationData' | 'callbacks'>;

/** Options of `pretrain`: those of `fit`, for every layer, and what is different in one of them. */
export interface PretrainArgs extends Omit<FitArgs, 'callbacks'> {
  /**
   * What is different in each layer, the lowest first; `{}` where nothing is. A list shorter than the stack leaves the
   * upper layers as they are.
   *
   * @defaultValue `[]`
   */
  layers?: readonly LayerArgs[];
  /** tfjs callbacks, called in every layer: their logs hold `layer`. They may have `onLayerBegin` and `onLayerEnd`. */
  callbacks?: PretrainCallback | readonly PretrainCallback[];
}

const LAYER_OPTIONS = FIT_OPTIONS.filter((name) => name !== 'validationData' && name !== 'callbacks');

/** A stack of machines. */
interface Stack {
  /** The lowest first. */
  rbms: readonly RBM[];
  /** What a callback may set, to end the training of the stack. */
  stopTraining: boolean;
}

/**
 * Trains a stack of machines greedily, each on the mean activations of the one below.
 *
 * @param x - `[rows, numVisible]`; it stays the caller's.
 * @returns One History a layer that was trained.
 */
export async function pretrain(stack: Stack, x: tf.Tensor, args: PretrainArgs): Promise<History[]> {
  const {rbms} = stack;
  const settings = layerArgs(rbms, args);
  const {data: visible} = rbms[0]!.machine;
  const [samples] = checkMatrix(x, {where: 'pretrain: x', visible}).shape;
  const engines = await Promise.all(
    rbms.map(async ({machine}, layer) => {
      const where = `pretrain: layers[${String(layer)}]`;
      const engineArgs = fitEngineArgs(machine, settings[layer]!, {where, samples});
      return {...engineArgs, engine: await chooseEngine(machine, engineArgs, {where})};
    }),
  );
  const check = (rows: tf.Tensor, name: string): Promise<CheckedVisible> =>
    checkVisible(rows, {where: `pretrain: ${name}`, visible, engine: engines[0]!.engine});
  const checked = await check(x, 'x');
  let data = checked.x;
  let validationData = args.validationData && (await check(args.validationData, 'validationData')).x;
  for (const [layer, {machine}] of rbms.entries()) {
    const {labels, validationLabels} = settings[layer]!;
    await checkLabels(machine, labels, {name: 'labels', rows: checked.x, caller: 'pretrain'});
    if (validationData === undefined) continue;
    const rows = validationData;
    await checkLabels(machine, validationLabels, {name: 'validationLabels', rows, caller: 'pretrain'});
  }
  const call = callbackList(args.callbacks, {where: 'pretrain', model: stack, params: {}});
  const histories: History[] = [];
  const owned: tf.Tensor2D[] = [];

  stack.stopTraining = false;
  try {
    for (const [layer, rbm] of rbms.entries()) {
      const {machine} = rbm;
      await call('onLayerBegin', layer, {layer});
      if (isStopped(stack)) break;
      const fitArgs = {...settings[layer]!, ...(validationData === undefined ? {} : {validationData})};
      const trainee = {machine, model: rbm, caller: 'pretrain', layer, ...(layer === 0 && {checked})};
      histories.push(await fit(trainee, data, fitArgs));
      await call('onLayerEnd', layer, {layer});
      if (isStopped(stack) || layer === rbms.length - 1) break;
      const below = owned.length;
      const up = async (rows: tf.Tensor2D): Promise<tf.Tensor2D> => {
        const states = await assembleRows(machine, rows, {classes: undefined});
        try {
          return await transform(machine, states, engines[layer]!);
        } catch (error) {
          throw error instanceof EngineFailure ? explained(error, 'pretrain') : error;
        } finally {
          if (states !== rows) states.dispose();
        }
      };
      owned.push((data = await up(data)));
      if (validationData !== undefined) owned.push((validationData = await up(validationData)));
      owned.splice(0, below).forEach((tensor) => tensor.dispose());
    }
  } finally {
    owned.forEach((tensor) => tensor.dispose());
  }
  return histories;
}

/** Checks the options of every layer, and returns them, with the validation data of the lowest. */
function layerArgs(rbms: readonly RBM[], args: PretrainArgs): FitArgs[] {
  checkArgs(args, {where: 'pretrain', known: [...FIT_OPTIONS, 'layers']});
  const {layers = [], ...common} = args;
  if (!Array.isArray(layers) || layers.length > rbms.length) {
    const condition = `a list of at most ${String(rbms.length)} objects of options`;
    throw argumentError(TypeError, {where: 'pretrain: layers', condition, got: show(layers)});
  }
  checkFitArgs(common, {where: 'pretrain', machine: rbms[0]!.machine});
  return rbms.map(({machine}, layer) => {
    const own = (layers as readonly LayerArgs[])[layer] ?? {};
    const where = `pretrain: layers[${String(layer)}]`;
    checkArgs(own, {where, known: LAYER_OPTIONS});
    const merged = {...common, ...own};
    checkFitArgs(merged, {where, machine});
    return merged;
  });
}
