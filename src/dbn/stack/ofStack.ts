import * as tf from '@tensorflow/tfjs-core';
import {features, meanVisible} from '../../energy/conditionals.js';
import {classScores, seenData} from '../../energy/labels.js';
import {unscaled} from '../../energy/Scaling.js';
import {toData} from '../../rbm/data/states.js';
import {featuresOfData, reconstructionOfData} from '../../rbm/data/ofData.js';
import {topOf, type Stack} from './Stack.js';
import {belowGiven, wayDown} from './wayDown.js';

// What a stack says of data: upwards by the machines' own weights, downwards by those that up-down has untied, where it has.
// All of it is owned by the tidy around it.

/** Returns the features of states of the lowest units, `[rows, units of the last hidden layer]`; labels are summed out. */
export function featuresOfStack(stack: Stack, states: tf.Tensor2D): tf.Tensor2D {
  return featuresOfData(topOf(stack), belowTop(stack, states));
}

/** Returns what a stack makes of states, on the scale of the data: features up to the top, and means back down. */
export function reconstructionOfStack(stack: Stack, states: tf.Tensor2D): tf.Tensor2D {
  const top = topOf(stack);
  const below = belowTop(stack, states);
  // As an autoencoder does it; labels are summed out where there are any, which no autoencoder can.
  const first =
    top.numClasses > 0
      ? reconstructionOfData(top, below)
      : toData(top, meanVisible(top, features(top, below)));
  if (stack.rbms.length === 1) return first;
  const visible = wayDown(stack).reduce((above, layer) => belowGiven(layer, above).mean, first);
  return unscaled(visible, stack.rbms[0]!.machine.scaling);
}

/**
 * Returns p(y | v) of states, `[rows, labels]`: that of the top machine, by the free energies of the means that the
 * machines below make of the states, with each label.
 *
 * Source: Hinton, Osindero & Teh 2006, section 6.
 */
export function classesOfStack(stack: Stack, states: tf.Tensor2D): tf.Tensor2D {
  const top = topOf(stack);
  return classScores(top, seenData(top, belowTop(stack, states))).probabilities;
}

/** Returns what the machines below the top one make of states of the lowest units: what the top machine is shown. */
function belowTop({rbms}: Stack, states: tf.Tensor2D): tf.Tensor2D {
  return rbms.slice(0, -1).reduce((below, {machine}) => features(machine, below), states);
}
