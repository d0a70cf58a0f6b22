import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {argumentError} from '../check.js';
import type {Cost} from './backPropagate.js';

/** Of what shape a cost takes its labels: that of the outputs, the number of a class, or who knows. */
export type Labels = 'outputs' | 'class' | 'any';

/** The only one of tfjs's losses whose labels have another shape than the outputs. */
const SPARSE = 'sparseCategoricalCrossentropy';

/** What tfjs keeps of a model: a Sequential has a LayersModel inside, which has the functions, and its types hide it. */
interface OwnModel {
  model?: LayersModel | null;
}

/**
 * Returns what a model's predictions cost.
 *
 * @param args - `loss`: what the user gave, if anything.
 * @throws Error when there is none, and the model was not compiled with one.
 */
export function costOf(
  model: LayersModel,
  {loss, caller}: {loss: Cost | undefined; caller: string},
): {cost: Cost; labels: Labels} {
  if (loss !== undefined) return {cost: loss, labels: 'any'};
  const {lossFunctions} = (model as unknown as OwnModel).model ?? model;
  const cost = (lossFunctions as Cost[] | undefined)?.[0];
  if (cost === undefined) {
    throw argumentError(Error, {
      where: `${caller}: model`,
      condition: 'compiled with a loss',
      got: 'one without',
      advice: 'compile it, or give a loss',
    });
  }
  const name: unknown = typeof model.loss === 'object' ? Object.values(model.loss)[0] : model.loss;
  if (typeof name !== 'string') return {cost, labels: 'any'};
  if (name !== SPARSE) return {cost, labels: 'outputs'};
  // It takes classes as float32 only.
  return {cost: (y, outputs) => cost(tf.cast(y, 'float32'), outputs), labels: 'class'};
}
