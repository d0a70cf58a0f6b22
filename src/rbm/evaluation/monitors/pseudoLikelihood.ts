import {machineKey} from '../../../energy/Machine.js';
import {pseudoLikelihood} from '../../../likelihood/pseudoLikelihood.js';
import {deriveKey} from '../../../random/Key.js';
import type {Measure} from './monitors.js';

/**
 * Logs the mean log pseudo-likelihood of the training rows in nats, and of the validation rows, estimated from one random bit of
 * each row.
 */
export const measurePseudoLikelihood: Measure = async (machine, {training, validation}) => {
  const key = deriveKey(machineKey(machine, 'monitoring'), machine.steps);
  const args = {bits: 'random', key} as const;
  return {
    pseudoLikelihood: await pseudoLikelihood(machine, training.x, args),
    ...(validation && {val_pseudoLikelihood: await pseudoLikelihood(machine, validation, args)}),
  };
};
