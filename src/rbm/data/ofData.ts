import type * as tf from '@tensorflow/tfjs-core';
import {features, meanHidden, meanVisible} from '../../energy/conditionals.js';
import {freeEnergy} from '../../energy/freeEnergy.js';
import {freeEnergyWithoutLabels, meanOverClasses, seenData} from '../../energy/labels.js';
import type {Machine} from '../../energy/Machine.js';
import {toData} from './states.js';

// What a machine says of data alone: where it has label units, the mean over the labels that they may have.

/** Returns the features of states of the units for the data, `[rows, numHidden]`, owned by the tidy around it. */
export function featuresOfData(machine: Machine, states: tf.Tensor2D): tf.Tensor2D {
  if (machine.numClasses === 0) return features(machine, states);
  const {kind} = machine.hidden;
  return meanOverClasses(
    machine,
    seenData(machine, states),
    (input) => kind.features?.(input) ?? kind.mean(input),
  );
}

/** Returns what a machine makes of states, on the scale of the data, `[rows, columns]`, owned by the tidy around it. */
export function reconstructionOfData(machine: Machine, states: tf.Tensor2D): tf.Tensor2D {
  const {numClasses, hidden} = machine;
  const means =
    numClasses === 0
      ? meanHidden(machine, states)
      : meanOverClasses(machine, seenData(machine, states), (input) => hidden.kind.mean(input));
  return toData(machine, meanVisible(machine, means));
}

/** Returns the free energy of states of the units for the data, `[rows]`, owned by the tidy around it. */
export function freeEnergyOfData(machine: Machine, states: tf.Tensor2D): tf.Tensor1D {
  return machine.numClasses === 0 ? freeEnergy(machine, states) : freeEnergyWithoutLabels(machine, states);
}
