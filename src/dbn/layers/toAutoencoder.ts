import {dispose} from '@tensorflow/tfjs-core';
import {input, layers, model, type LayersModel} from '@tensorflow/tfjs-layers';
import {xavierUniform} from '../../initializers/xavier.js';
import {decoderWeights, hiddenActivation, meanActivation, writeDenseWeights} from './denseLayer.js';
import {replaceInitializers} from './replaceInitializers.js';
import type {Stack} from '../stack/Stack.js';

type Layer = LayersModel['layers'][number];
type SymbolicTensor = LayersModel['outputs'][number];

/** A stack unrolled, as three models that share their layers: what one of them learns, the others know. */
export interface Autoencoder {
  /** From data, `[rows, numVisible]`, to codes, `[rows, units of the top layer]`. */
  encoder: LayersModel;
  /** From codes to data. */
  decoder: LayersModel;
  /** One behind the other: compile and fit this one. */
  autoencoder: LayersModel;
}

/**
 * Unrolls a stack into an encoder and a decoder: the layers up to the code, and the same with transposed weights and visible
 * biases back down.
 *
 * @param seed - Of the kernels' initializer, which counts only for a model that is made anew from a saved configuration.
 * @throws Error, before anything is made, when no dense layer computes what some of the units do.
 *
 * Source: Hinton & Salakhutdinov 2006, "Reducing the dimensionality of data with neural networks".
 */
export function toAutoencoder(stack: Stack, {seed}: {seed: number}): Autoencoder {
  const {rbms} = stack;
  const caller = 'toAutoencoder';
  const up = rbms.map((rbm) => hiddenActivation(rbm, {caller}));
  const down = rbms.map((rbm) => meanActivation(rbm, {caller}));
  const kernelInitializer = xavierUniform({seed});
  const top = rbms.length - 1;
  const encoding = rbms.map(({numHidden: units}, place) => {
    const name = place === top ? 'code' : `hidden${place + 1}`;
    return layers.dense({name, units, activation: up[place]!, kernelInitializer});
  });
  const decoding = rbms.map(({numVisible: units}, place) => {
    const name = place === 0 ? 'reconstruction' : `decoded${place}`;
    return layers.dense({name, units, activation: down[place]!, kernelInitializer});
  });
  const [data, coded, whole] = [rbms[0]!.numVisible, rbms[top]!.numHidden, rbms[0]!.numVisible].map((units) =>
    input({shape: [units]}),
  ) as [SymbolicTensor, SymbolicTensor, SymbolicTensor];
  const downwards = [...decoding].reverse();
  // Each layer is applied once for each model that it is part of: by that tfjs counts who must be disposed before it is.
  const encoder = model({inputs: data, outputs: through(encoding, data), name: 'encoder'});
  const decoder = model({inputs: coded, outputs: through(downwards, coded), name: 'decoder'});
  const outputs = through([...encoding, ...downwards], whole);
  const autoencoder = model({inputs: whole, outputs, name: 'autoencoder'});
  writeDenseWeights(rbms, encoding);
  decoding.forEach((layer, place) => {
    const weights = decoderWeights(stack, place);
    layer.setWeights(weights);
    dispose(weights);
  });
  // So that they are loaded where this package is not. This one has the layers of all.
  replaceInitializers(autoencoder);
  return {encoder, decoder, autoencoder};
}

/** What layers make of a tensor, one after the other. */
function through(chain: readonly Layer[], from: SymbolicTensor): SymbolicTensor {
  return chain.reduce((below, layer) => layer.apply(below) as SymbolicTensor, from);
}
