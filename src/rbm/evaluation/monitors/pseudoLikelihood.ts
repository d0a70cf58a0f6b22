import {machineKey} from '../../../energy/Machine.js';
import {pseudoLikelihood} from '../../../likelihood/pseudoLikelihood.js';
import {deriveKey} from '../../../random/Key.js';
import {checkBinary} from '../../data/checkRows.js';
import type {Metric} from './Metric.js';

/**
 * The mean log pseudo-likelihood of binary rows, in nats. Logged of the training rows and of the validation rows, estimated from one
 * random bit of each row.
 */
export const PSEUDO_LIKELIHOOD: Metric = {
  async monitor(machine, {training, validation}) {
    const key = deriveKey(machineKey(machine, 'monitoring'), machine.steps);
    const args = {bits: 'random', key} as const;
    return {
      pseudoLikelihood: await pseudoLikelihood(machine, training.x, args),
      ...(validation && {val_pseudoLikelihood: await pseudoLikelihood(machine, validation, args)}),
    };
  },
  async evaluate(machine, {x, bits, seed = machine.seed}) {
    await checkBinary(x, 'evaluate: x');
    return pseudoLikelihood(machine, x, {bits, key: machineKey({seed}, 'likelihood')});
  },
};
