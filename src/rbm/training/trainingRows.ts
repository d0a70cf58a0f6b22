import * as tf from '@tensorflow/tfjs-core';
import {argumentError} from '../../check.js';
import type {Machine} from '../../energy/Machine.js';
import type {ScalingValues} from '../../energy/Scaling.js';
import {checkedStates} from '../data/checkedStates.js';
import {checkVisible, type CheckedVisible} from '../data/checkVisible.js';
import {classLabels} from '../data/classLabels.js';
import type {FitArgs} from './FitArgs.js';

/** Rows that a machine is trained on, or watched with. */
export interface Rows {
  /** States of the visible units, `[rows, numVisible]`, labels included, and what is known of them. */
  checked: CheckedVisible;
  /** The class of each row, where that is known. */
  classes: Int32Array | undefined;
}

/** What a training works with. */
export interface TrainingRows {
  training: Rows;
  validation: Rows | undefined;
  /** What the data were standardised by, where the machine has yet to learn it. */
  newScaling: ScalingValues | undefined;
  /** Frees what was made of the user's tensors. */
  dispose: () => void;
}

/** Where rows come from, and who asks. */
interface RowsArgs extends Pick<FitArgs, 'labels' | 'validationData' | 'validationLabels'> {
  x: tf.Tensor;
  /** What is known of `x`, where it has been checked. */
  checked: CheckedVisible | undefined;
  /** The function that the user called. */
  caller: string;
  engine: 'wasm' | 'tensor';
}

/**
 * Checks the rows that a user gives for a training, and makes states of the visible units of them: standardised, and with
 * labels, where the machine asks for it. Changes nothing.
 *
 * @throws TypeError, RangeError, Error when they do not fit the machine.
 */
export async function trainingRows(machine: Machine, args: RowsArgs): Promise<TrainingRows> {
  const {x, caller, engine, labels, validationData, validationLabels} = args;
  const check = (rows: tf.Tensor, name: string): Promise<CheckedVisible> =>
    checkVisible(rows, {where: `${caller}: ${name}`, visible: machine.data, engine});
  const raw = args.checked ?? (await check(x, 'x'));
  const rawValidation = validationData && (await check(validationData, 'validationData'));
  const classes = await checkLabels(machine, labels, {name: 'labels', rows: raw.x, caller});
  const validationClasses =
    rawValidation &&
    (await checkLabels(machine, validationLabels, {name: 'validationLabels', rows: rawValidation.x, caller}));
  const newScaling = machine.scaling === undefined ? machine.data.kind.scaling?.(raw) : undefined;
  const owned: tf.Tensor[] = [];
  const assemble = async (
    rows: CheckedVisible,
    {of, name}: {of: Int32Array | undefined; name: string},
  ): Promise<Rows> => {
    const where = `${caller}: ${name}`;
    const checked = await checkedStates(machine, rows, {classes: of, scaling: newScaling, where, engine});
    if (checked !== rows) owned.push(checked.x);
    return {checked, classes: of};
  };
  try {
    return {
      training: await assemble(raw, {of: classes, name: 'x'}),
      validation:
        rawValidation && (await assemble(rawValidation, {of: validationClasses, name: 'validationData'})),
      newScaling,
      dispose: () => tf.dispose(owned),
    };
  } catch (error) {
    tf.dispose(owned);
    throw error;
  }
}

/**
 * Checks the labels of rows and returns the class of each, where there are labels.
 *
 * @throws TypeError, RangeError when they are no labels, or are missing for a machine with label units.
 */
export async function checkLabels(
  machine: Machine,
  labels: tf.Tensor | undefined,
  {name, rows, caller}: {name: string; rows: tf.Tensor2D; caller: string},
): Promise<Int32Array | undefined> {
  const where = `${caller}: ${name}`;
  if (labels !== undefined) {
    const classes = machine.numClasses === 0 ? undefined : machine.numClasses;
    return classLabels(labels, {where, rows: rows.shape[0], classes});
  }
  if (machine.numClasses === 0) return undefined;
  const condition = `a tensor of the classes of ${rows.shape[0]} rows for a machine with label units`;
  throw argumentError(TypeError, {where, condition, got: 'undefined'});
}
