import * as tf from '@tensorflow/tfjs-core';
import {argumentError, show} from '../check.js';
import type {Machine} from '../energy/Machine.js';
import type {Scaling} from '../energy/Scaling.js';
import type {Estimator} from '../engine/Engine.js';
import {assembleRows} from './assembleRows.js';
import {checkVisible, type CheckedVisible} from './checkVisible.js';
import {classLabels} from './classLabels.js';
import type {FitArgs} from './FitArgs.js';

/** Rows that a machine is trained on, or watched with. */
export interface Rows {
  /** States of the visible units, `[rows, numVisible]`, labels included. */
  states: tf.Tensor2D;
  /** The class of each row, where that is known. */
  classes: Int32Array | undefined;
}

/** What a training works with. */
export interface TrainingRows {
  training: Rows;
  validation: Rows | undefined;
  /** What is known of the training's states. */
  checked: CheckedVisible;
  /** What the data were standardised by. */
  scaling: Scaling | undefined;
  /** Frees what was made of the user's tensors, but for the scaling. */
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
  estimator: Estimator;
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
  checkMissing(machine, raw, args);
  const rawValidation = validationData && (await check(validationData, 'validationData'));
  const classes = await checkLabels(machine, labels, {name: 'labels', rows: raw.x, caller});
  const validationClasses =
    rawValidation &&
    (await checkLabels(machine, validationLabels, {name: 'validationLabels', rows: rawValidation.x, caller}));
  const scaling = machine.scaling ?? newScaling(machine, raw);
  const owned: tf.Tensor[] = [];
  const assemble = async (rows: tf.Tensor2D, of: Int32Array | undefined): Promise<tf.Tensor2D> => {
    const states = await assembleRows({...machine, scaling}, rows, {classes: of});
    if (states !== rows) owned.push(states);
    return states;
  };
  try {
    const states = await assemble(raw.x, classes);
    const where = `${caller}: x`;
    return {
      training: {states, classes},
      validation: rawValidation && {
        states: await assemble(rawValidation.x, validationClasses),
        classes: validationClasses,
      },
      checked: states === raw.x ? raw : await checkVisible(states, {where, visible: machine.visible, engine}),
      scaling,
      dispose: () => tf.dispose(owned),
    };
  } catch (error) {
    tf.dispose(owned);
    if (scaling !== undefined && scaling !== machine.scaling) tf.dispose(scaling);
    throw error;
  }
}

/** Checks that only contrastive divergence gets rows with missing values: chains would have to know which ones. */
function checkMissing(
  {data}: Machine,
  {x, sums, squares}: CheckedVisible,
  {caller, estimator}: Pick<RowsArgs, 'caller' | 'estimator'>,
): void {
  if (estimator === 'cd' || data.kind.hasMissing?.({sums, squares, rows: x.shape[0]}) !== true) return;
  const condition = "'cd' for data with missing groups";
  throw argumentError(RangeError, {where: `${caller}: estimator`, condition, got: show(estimator)});
}

function newScaling({data}: Machine, {sums, squares, x}: CheckedVisible): Scaling | undefined {
  const measured = data.kind.scaling?.({sums, squares, rows: x.shape[0]});
  if (measured === undefined) return undefined;
  return {mean: tf.tensor1d(measured.mean), deviation: tf.tensor1d(measured.deviation)};
}

async function checkLabels(
  machine: Machine,
  labels: tf.Tensor | undefined,
  {name, rows, caller}: {name: string; rows: tf.Tensor2D; caller: string},
): Promise<Int32Array | undefined> {
  const where = `${caller}: ${name}`;
  if (labels !== undefined) {
    const classes = machine.labels === 0 ? undefined : machine.labels;
    return classLabels(labels, {where, rows: rows.shape[0], classes});
  }
  if (machine.labels === 0) return undefined;
  const condition = `a tensor of the classes of ${String(rows.shape[0])} rows for a machine with label units`;
  throw argumentError(TypeError, {where, condition, got: 'undefined'});
}
