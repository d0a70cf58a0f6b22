import * as tf from '@tensorflow/tfjs-core';
import {argumentError} from '../../check.js';
import type {Machine} from '../../energy/Machine.js';
import type {ScalingValues} from '../../energy/Scaling.js';
import {checkedStates} from '../data/states.js';
import {checkVisible, type CheckedVisible} from '../data/checkVisible.js';
import {classLabels} from '../data/classLabels.js';
import {trainedRows, type GivenValidation} from './fitOptions.js';

/** Rows, and what is known of them. */
export interface Rows {
  checked: CheckedVisible;
  /** The class of each row, where that is known. */
  classes: Int32Array | undefined;
}

/** Rows of data, as they were given, that a machine is trained on and watched with. */
export interface GivenRows {
  training: Rows;
  validation: Rows | undefined;
}

/** What a training works with: states of the visible units, `[rows, numVisible]`, labels included. */
export interface TrainingRows extends GivenRows {
  /** What the data were standardised by, where the machine has yet to learn it. */
  newScaling: ScalingValues | undefined;
  /** Frees what was made of the rows. */
  dispose: () => void;
}

/** What a user gave to train with. */
interface RowsArgs {
  x: tf.Tensor2D;
  labels: tf.Tensor | undefined;
  validationData: GivenValidation | undefined;
  /** Share of the rows that are kept for validation, the last ones. */
  validationSplit: number;
}

/** Who asks: the machine that the rows are for, and the function that the user called. */
interface Asker {
  machine: Pick<Machine, 'data' | 'numClasses'>;
  caller: string;
  engine: 'wasm' | 'tensor';
}

/**
 * Checks the rows that a user gives for a training, and their labels, and keeps some for validation. Changes nothing.
 *
 * @returns The rows, and what frees those that were kept apart.
 * @throws TypeError, RangeError, Error when they do not fit the machine.
 */
export async function checkRows(
  {x, labels, validationData, validationSplit}: RowsArgs,
  {machine, caller, engine}: Asker,
): Promise<GivenRows & {dispose: () => void}> {
  const check = (rows: tf.Tensor, name: string, firstNumber = 0): Promise<CheckedVisible> =>
    checkVisible(rows, {where: `${caller}: ${name}`, visible: machine.data, firstNumber, engine});
  const [rows] = x.shape;
  if (validationSplit === 0) {
    const training = await check(x, 'x');
    const validation = validationData && (await check(validationData.x, 'validationData'));
    return {
      training: {
        checked: training,
        classes: await checkLabels(machine, labels, {where: `${caller}: labels`, rows}),
      },
      validation: validation && {
        checked: validation,
        classes: await checkLabels(machine, validationData.labels, {
          where: `${caller}: labels of validationData`,
          rows: validation.x.shape[0],
        }),
      },
      dispose: () => undefined,
    };
  }
  const kept = trainedRows(rows, validationSplit);
  const classes = await checkLabels(machine, labels, {where: `${caller}: labels`, rows});
  const parts = [tf.slice(x, 0, kept), tf.slice(x, kept)] as const;
  try {
    return {
      training: {checked: await check(parts[0], 'x'), classes: classes?.subarray(0, kept)},
      validation: {
        checked: await check(parts[1], 'x', kept),
        classes: classes?.subarray(kept),
      },
      dispose: () => tf.dispose([...parts]),
    };
  } catch (error) {
    tf.dispose([...parts]);
    throw error;
  }
}

/**
 * Makes states of the visible units of rows: standardised, and with labels, where the machine asks for it. Changes nothing.
 *
 * @throws RangeError when states of the machine cannot be made of them.
 */
export async function trainingRows(
  machine: Machine,
  {training, validation}: GivenRows,
  {caller, engine}: Omit<Asker, 'machine'>,
): Promise<TrainingRows> {
  const newScaling =
    machine.scaling === undefined ? machine.data.kind.scaling?.(training.checked) : undefined;
  const owned: tf.Tensor[] = [];
  const assemble = async ({checked: rows, classes}: Rows, name: string): Promise<Rows> => {
    const where = `${caller}: ${name}`;
    const own = {classes: machine.numClasses === 0 ? undefined : classes, scaling: newScaling, where, engine};
    const checked = await checkedStates(machine, rows, own);
    if (checked !== rows) owned.push(checked.x);
    return {checked, classes};
  };
  try {
    return {
      training: await assemble(training, 'x'),
      validation: validation && (await assemble(validation, 'validationData')),
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
  {numClasses}: Pick<Machine, 'numClasses'>,
  labels: tf.Tensor | undefined,
  {where, rows}: {where: string; rows: number},
): Promise<Int32Array | undefined> {
  if (labels !== undefined) {
    return classLabels(labels, {where, rows, classes: numClasses === 0 ? undefined : numClasses});
  }
  if (numClasses === 0) return undefined;
  const condition = `a tensor of the classes of ${rows} rows for a machine with label units`;
  throw argumentError(TypeError, {where, condition, got: 'undefined'});
}
