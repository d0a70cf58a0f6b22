import * as tf from '@tensorflow/tfjs-core';
import type {History} from '@tensorflow/tfjs-layers';
import {checkMatrix, checkVisible} from '../../rbm/data/checkVisible.js';
import {fitRows} from '../../rbm/training/fit.js';
import {FIT, fitSettings, LAYER, readFitOptions, type ReadFitOptions} from '../../rbm/training/fitOptions.js';
import {checkRows, type GivenRows, type Rows} from '../../rbm/training/trainingRows.js';
import {topOf} from '../stack/Stack.js';
import {featuresOf} from './featuresOf.js';
import {layerSettings} from './layerSettings.js';
import type {PretrainArgs} from './PretrainArgs.js';
import {trainLayers, type LayerData, type TrainableStack} from './trainLayers.js';

/**
 * Trains a stack of machines greedily, each on the mean activations of the one below.
 *
 * @param x - `[rows, numVisible]`; it stays the caller's.
 * @returns One History a layer that was trained.
 */
export async function pretrain(stack: TrainableStack, x: tf.Tensor, args: PretrainArgs): Promise<History[]> {
  const caller = 'pretrain';
  const {rbms} = stack;
  const {data} = rbms[0]!.machine;
  const matrix = checkMatrix(x, {where: `${caller}: x`, visible: data});
  const [rows] = matrix.shape;
  const options = layerSettings<ReadFitOptions>(rbms, args, {
    caller,
    known: FIT,
    ofLayer: LAYER,
    read: (own, layer) => readFitOptions(own, {caller, rows, ...layer}),
  });
  const settings = await Promise.all(
    options.map((own, layer) => {
      const {machine} = rbms[layer]!;
      return fitSettings(own, {machine, rows, where: `${caller}: layers[${layer}]`});
    }),
  );
  const given = await checkRows(
    {...options[0]!, x: matrix},
    // Whose labels the top machine learns.
    {machine: {data, numClasses: topOf(stack).numClasses}, caller, engine: settings[0]!.engine.type},
  );

  /** The data of a layer: rows that are given, or `owned` here. */
  const layerData = (of: GivenRows, owned: tf.Tensor[]): LayerData => ({
    fit: (trainee, layer) => fitRows(trainee, of, settings[layer]!),
    async up(layer) {
      const above: tf.Tensor[] = [];
      const make = async ({checked: {x: below}, classes}: Rows): Promise<Rows> => {
        const {machine} = rbms[layer]!;
        const made = await featuresOf(machine, below, {settings: settings[layer]!, caller});
        above.push(made);
        const visible = rbms[layer + 1]!.machine.data;
        const engine = settings[layer + 1]!.engine.type;
        return {checked: await checkVisible(made, {where: `${caller}: x`, visible, engine}), classes};
      };
      try {
        const training = await make(of.training);
        return layerData({training, validation: of.validation && (await make(of.validation))}, above);
      } catch (error) {
        tf.dispose(above);
        throw error;
      }
    },
    dispose: () => tf.dispose(owned),
  });
  try {
    return await trainLayers(stack, layerData(given, []), {settings, callbacks: args.callbacks, caller});
  } finally {
    given.dispose();
  }
}
