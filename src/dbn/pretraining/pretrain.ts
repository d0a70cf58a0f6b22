import * as tf from '@tensorflow/tfjs-core';
import type {CustomCallbackArgs, History} from '@tensorflow/tfjs-layers';
import type {Logs} from '../../rbm/training/callbackList.js';
import {checkMatrix, checkVisible, type CheckedVisible} from '../../rbm/data/checkVisible.js';
import {fit} from '../../rbm/training/fit.js';
import {checkLayerArgs} from './checkLayerArgs.js';
import {chooseEngines} from './chooseEngines.js';
import {featuresOf} from './featuresOf.js';
import {FIT_OPTIONS} from '../../rbm/training/checkFitArgs.js';
import type {FitArgs} from '../../rbm/training/FitArgs.js';
import {checkLabels} from '../../rbm/training/trainingRows.js';
import {trainLayers, type LayerData, type TrainableStack} from './trainLayers.js';

/** A tfjs callback that is also told where each layer begins and ends; layers count from 0. */
export interface PretrainCallback extends CustomCallbackArgs {
  onLayerBegin?: (layer: number, logs: Logs) => void | Promise<void>;
  onLayerEnd?: (layer: number, logs: Logs) => void | Promise<void>;
}

/** What may be different in one layer. */
export type LayerArgs = Omit<FitArgs, 'validationData' | 'callbacks' | 'checkpoint' | 'signal'>;

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

/**
 * Trains a stack of machines greedily, each on the mean activations of the one below.
 *
 * @param x - `[rows, numVisible]`; it stays the caller's.
 * @returns One History a layer that was trained.
 */
export async function pretrain(stack: TrainableStack, x: tf.Tensor, args: PretrainArgs): Promise<History[]> {
  const {rbms} = stack;
  const settings = checkLayerArgs(rbms, args, {caller: 'pretrain', known: FIT_OPTIONS});
  const {data: visible} = rbms[0]!.machine;
  const [samples] = checkMatrix(x, {where: 'pretrain: x', visible}).shape;
  const engines = await chooseEngines(rbms, {settings, samples, caller: 'pretrain'});
  const check = (rows: tf.Tensor, name: string): Promise<CheckedVisible> =>
    checkVisible(rows, {where: `pretrain: ${name}`, visible, engine: engines[0]!.engine});
  const checked = await check(x, 'x');
  const validationData = args.validationData && (await check(args.validationData, 'validationData')).x;
  for (const [layer, {machine}] of rbms.entries()) {
    const {labels, validationLabels} = settings[layer]!;
    await checkLabels(machine, labels, {name: 'labels', rows: checked.x, caller: 'pretrain'});
    if (validationData === undefined) continue;
    const rows = validationData;
    await checkLabels(machine, validationLabels, {name: 'validationLabels', rows, caller: 'pretrain'});
  }

  const layerData = (rows: Rows, owned: tf.Tensor[]): LayerData => ({
    fit: (trainee, fitArgs) =>
      fit({...trainee, checked: rows.checked}, rows.x, {
        ...fitArgs,
        ...(rows.validationData && {validationData: rows.validationData}),
      }),
    async up({machine}, layer) {
      const above: tf.Tensor2D[] = [];
      const make = async (of: tf.Tensor2D): Promise<tf.Tensor2D> => {
        const made = await featuresOf(machine, of, {engine: engines[layer]!, caller: 'pretrain'});
        above.push(made);
        return made;
      };
      try {
        const data = await make(rows.x);
        const validation = rows.validationData && (await make(rows.validationData));
        return layerData({x: data, validationData: validation, checked: undefined}, above);
      } catch (error) {
        tf.dispose(above);
        throw error;
      }
    },
    dispose: () => tf.dispose(owned),
  });
  return trainLayers(stack, layerData({x: checked.x, validationData, checked}, []), {
    settings,
    callbacks: args.callbacks,
    caller: 'pretrain',
  });
}

/** What a machine is trained on, and watched with. */
interface Rows {
  x: tf.Tensor2D;
  validationData: tf.Tensor2D | undefined;
  /** What is known of `x`, where it has been checked. */
  checked: CheckedVisible | undefined;
}
