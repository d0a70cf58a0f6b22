import {dispose} from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import type {RBM} from '../../rbm/RBM.js';
import {denseWeights} from './denseWeights.js';

/** Writes the weights and hidden biases of machines into Dense layers that have been built, one for each. */
export function writeDenseWeights(
  rbms: readonly RBM[],
  layers: readonly Pick<LayersModel['layers'][number], 'setWeights'>[],
): void {
  rbms.forEach(({machine}, place) => {
    const weights = denseWeights(machine);
    layers[place]!.setWeights(weights);
    dispose(weights);
  });
}
