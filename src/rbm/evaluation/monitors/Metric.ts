import type * as tf from '@tensorflow/tfjs-core';
import type {Machine} from '../../../energy/Machine.js';
import type {CheckedVisible} from '../../data/checkVisible.js';
import type {Logs} from '../Logs.js';

/** What can be measured of a machine, after an epoch of `fit` or by `evaluate`. */
export type MetricName =
  'reconstructionError' | 'freeEnergyGap' | 'pseudoLikelihood' | 'logLikelihood' | 'accuracy';

/** Something that can be measured of a machine. */
export interface Metric {
  /** Measures after an epoch: what the logs hold under its name, and with `val_` before it for validation data. */
  monitor: (
    machine: Machine,
    args: {training: CheckedVisible; validation: tf.Tensor2D | undefined},
  ) => Promise<Logs>;
  /** Measures rows that a user gives. */
  evaluate: (machine: Machine, args: EvaluatedRows) => Promise<number>;
}

/** What is evaluated. */
export interface EvaluatedRows {
  /** Rows of data, which have been checked. */
  x: tf.Tensor2D;
  /** States of all visible units, labels included if they were given. */
  states: CheckedVisible;
  /** Rows that the machine was trained on, if they were given. */
  trainingData: tf.Tensor | undefined;
  /** Fixes what is drawn; undefined for the machine's own. */
  seed: number | undefined;
  /** Which bits a pseudo-likelihood flips. */
  bits: 'all' | 'random';
}
