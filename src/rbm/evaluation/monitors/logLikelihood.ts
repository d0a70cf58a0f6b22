import type * as tf from '@tensorflow/tfjs-core';
import {freeEnergy} from '../../../energy/freeEnergy.js';
import {machineKey, type Machine} from '../../../energy/Machine.js';
import {logDeviations} from '../../../energy/Scaling.js';
import {meanOverRows} from '../../../rows/visitChunks.js';
import {inverseTemperatures} from '../../../likelihood/inverseTemperatures.js';
import {findLogPartition} from '../../../likelihood/findLogPartition.js';
import {deriveKey} from '../../../random/Key.js';
import {score} from '../score.js';
import type {Metric} from './Metric.js';

/** Of annealing, which is to be quick here: a fifteenth of the temperatures that `logPartition` takes. */
const ANNEALING = {runs: 100, temperatures: 1000};

/** As many training rows say how likely the others are. */
const ROWS = 2000;

/**
 * The mean log-likelihood in nats a row: exactly where log Z can be enumerated, else by annealed importance sampling. Logged of the
 * training rows, evenly spaced ones, and of the validation rows, where label units count as visible ones; evaluated of data alone.
 */
export const LOG_LIKELIHOOD: Metric = {
  async monitor(machine, {training, validation}) {
    const {x} = training;
    const ofScaling = await logDeviations(machine);
    const {value} = await findLogPartition(
      machine,
      {
        method: 'auto',
        runs: ANNEALING.runs,
        inverses: inverseTemperatures(ANNEALING.temperatures),
        reverse: false,
        key: deriveKey(machineKey(machine, 'monitoring'), machine.steps),
        verbose: 0,
        base: machine.visible.kind.biasFromData(training),
        data: x,
      },
      {where: 'fit'},
    );
    return {
      logLikelihood: (await meanLog(machine, x, Math.min(ROWS, x.shape[0]))) - value - ofScaling,
      ...(validation && {
        val_logLikelihood: (await meanLog(machine, validation, validation.shape[0])) - value - ofScaling,
      }),
    };
  },
  evaluate: (machine, {x, trainingData = x, seed = machine.seed}) =>
    score(machine, x, {
      data: trainingData,
      inverseTemperatures: ANNEALING.temperatures,
      reverse: false,
      seed,
      verbose: 0,
    }),
};

async function meanLog(machine: Machine, x: tf.Tensor2D, count: number): Promise<number> {
  const {units} = machine.hidden;
  return -(await meanOverRows(x, (rows) => freeEnergy(machine, rows), {count, units}));
}
