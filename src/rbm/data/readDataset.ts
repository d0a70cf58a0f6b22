import * as tf from '@tensorflow/tfjs-core';
import {argumentError, show} from '../../check.js';
import type {Units} from '../../energy/Units.js';
import {checkVisible, type CheckedVisible} from './checkVisible.js';
import {classLabels} from './classLabels.js';
import {beginPass, type DatasetArgs} from './Dataset.js';

/** A batch of rows of data. */
export interface DataBatch {
  /** `[rows, columns]` */
  x: tf.Tensor2D;
  /** The class of each, where that is asked for. */
  classes: Int32Array | undefined;
  /** Frees it. */
  free: () => void;
}

/** The same, with what is known of the rows. */
type CheckedBatch = DataBatch & {checked: CheckedVisible};

/** What is read of a data set. */
export interface ReadDatasetArgs {
  /** The units that the rows are for. */
  visible: Units;
  /** How many classes there are; 0 where labels do not count. */
  numClasses: number;
  /** The epoch, from 0. */
  epoch: number;
  /** The number of the first batch, from 0. */
  first: number;
  /** How many batches an epoch has; undefined for all that there are. */
  batchesPerEpoch: number | undefined;
  /** Rows of the largest batch that there may be. @defaultValue those of the first one */
  size?: number;
  /** The function that the user called. */
  caller: string;
}

/**
 * Reads the batches of an epoch, and checks each.
 *
 * @throws TypeError, RangeError, Error when a batch is not what it should be, or there are too few.
 */
export async function* readDataset(
  dataset: DatasetArgs,
  {epoch, first, batchesPerEpoch = Infinity, size, ...args}: ReadDatasetArgs,
): AsyncGenerator<CheckedBatch, void, void> {
  const where = `${args.caller}: dataset`;
  const pass = await beginPass(dataset, {epoch, where});
  let number = 0;
  try {
    for (; number < batchesPerEpoch; ++number) {
      const {done, value} = (await pass.next()) as {done?: boolean; value: unknown};
      if (done === true) break;
      if (number < first) {
        tf.dispose(value as tf.TensorContainer);
        continue;
      }
      const own = `${args.caller}: batch ${number} of dataset`;
      const batch = await checkBatch(value, {...args, size, where: own});
      size ??= batch.checked.rows;
      yield batch;
    }
  } finally {
    // Those of tf.data have none.
    await pass.return?.();
  }
  if (number < first) {
    const condition = `one of at least ${first} batches, as in the training that was interrupted`;
    throw argumentError(RangeError, {where, condition, got: String(number)});
  }
  if (batchesPerEpoch !== Infinity && number < batchesPerEpoch) {
    const condition = `one of at least ${batchesPerEpoch} batches, the batchesPerEpoch`;
    throw argumentError(RangeError, {where, condition, got: String(number)});
  }
  if (number === 0)
    throw argumentError(RangeError, {where, condition: 'one of at least one batch', got: 'none'});
}

async function checkBatch(
  value: unknown,
  {
    visible,
    numClasses: labels,
    size = Infinity,
    where,
  }: Pick<ReadDatasetArgs, 'visible' | 'numClasses'> & {size: number | undefined; where: string},
): Promise<CheckedBatch> {
  const free = (): void => {
    tf.dispose(value as tf.TensorContainer);
  };
  try {
    const {xs, ys} = isPair(value) ? value : {xs: value, ys: undefined};
    if ((xs as Partial<tf.Tensor> | null)?.shape?.length === 1) {
      const advice = 'call batch(100), for one, on the data set';
      const condition = `a tensor of shape [rows, ${visible.units}]`;
      throw argumentError(RangeError, {where, condition, got: show((xs as tf.Tensor).shape), advice});
    }
    const checked = await checkVisible(xs, {where, visible, engine: 'tensor'});
    const {rows} = checked;
    if (rows > size) {
      const condition = `one of at most ${size} rows, as the first one`;
      throw argumentError(RangeError, {where, condition, got: String(rows)});
    }
    const batch = {x: checked.x, checked, free};
    if (labels === 0) return {...batch, classes: undefined};
    if (ys === undefined) {
      const condition = '{xs, ys} with labels for a machine with label units';
      throw argumentError(TypeError, {where, condition, got: 'no ys'});
    }
    return {...batch, classes: await classLabels(ys, {where: `${where}'s ys`, rows, classes: labels})};
  } catch (error) {
    free();
    throw error;
  }
}

function isPair(value: unknown): value is {xs: unknown; ys: unknown} {
  return typeof value === 'object' && value !== null && 'xs' in value;
}
