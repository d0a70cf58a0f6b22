import {machineKey, type Machine} from '../../energy/Machine.js';
import {deriveKey} from '../../random/Key.js';
import {permutation} from '../../random/permutation.js';
import {balancedOrder} from './balancedOrder.js';
import type {Batches} from './Batches.js';
import type {FitSettings} from './fitOptions.js';
import type {Rows} from './trainingRows.js';

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
