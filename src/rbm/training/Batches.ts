import type {Batch} from '../../engine/Engine.js';
import {machineKey, type Machine} from '../../energy/Machine.js';
import {deriveKey} from '../../random/Key.js';
import {permutation} from '../../random/permutation.js';
import {balancedOrder} from './balancedOrder.js';
import type {FitSettings} from './fitOptions.js';
import type {Rows} from './trainingRows.js';

/** A batch of an epoch. */
export interface TrainingBatch extends Batch {
  /** Frees what was made for it, once it has been learned from. */
  free?: () => void;
}

/** Which batches of an epoch are asked for. */
interface EpochArgs {
  /** The epoch's number, from 0. */
  epoch: number;
  /** How many epochs the machine has been trained for: what a random order depends on. */
  order: number;
  /** The number of the first batch, from 0. */
  first: number;
}

/** Where a training's batches come from. */
export interface Batches {
  /** Rows of the largest one. */
  size: number;
  /** How many rows an epoch has; undefined where that is not known. */
  rows: number | undefined;
  /** How many batches an epoch has; undefined where only its end tells. */
  count: number | undefined;
  /** Returns the batches of an epoch, one after the other. */
  epoch: (args: EpochArgs) => AsyncIterable<TrainingBatch>;
}

/** Returns the batches that the rows of a tensor are taken in: in a new order each epoch, if they are to be. */
export function tensorBatches(
  machine: Machine,
  {checked: {x}, classes}: Rows,
  {batchSize: size, ...settings}: Pick<FitSettings, 'batchSize' | 'shuffle' | 'balanceClasses'>,
): Batches {
  const [rows] = x.shape;
  return {
    size,
    rows,
    count: Math.ceil(rows / size),
    async *epoch({order, first}) {
      const places = await orderOfRows(machine, {...settings, rows, classes, order});
      for (let start = first * size; start < rows; start += size) {
        yield {x, places: places.subarray(start, start + size)};
      }
    },
  };
}

async function orderOfRows(
  machine: Machine,
  {
    shuffle,
    balanceClasses,
    rows,
    classes,
    order,
  }: Pick<FitSettings, 'shuffle' | 'balanceClasses'> & {
    rows: number;
    classes: Int32Array | undefined;
    order: number;
  },
): Promise<Int32Array> {
  const shuffled = shuffle
    ? await permutation(deriveKey(machineKey(machine, 'shuffling'), order), rows)
    : Int32Array.from({length: rows}, (_, row) => row);
  return classes !== undefined && balanceClasses ? balancedOrder(shuffled, classes) : shuffled;
}
