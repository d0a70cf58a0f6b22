import type * as tf from '@tensorflow/tfjs-core';
import type {Machine} from '../../energy/Machine.js';
import {scalingValues, type ScalingValues} from '../../energy/Scaling.js';
import {readRows} from '../../rows/readRows.js';
import {toTensor} from '../../rows/toTensor.js';
import {breather, COPIED_AT_ONCE} from '../../platform/nextTask.js';

/**
 * Makes rows of data what a machine's visible units hold: standardised where it has a scaling, with label units behind them
 * where there are labels. Does not block the event loop.
 *
 * @param x - `[rows, columns of data]`
 * @param args - `classes`: the class of each row, for a machine with label units; `scaling`: what to standardise by in place of
 *   the machine's own.
 * @returns `[rows, numVisible]`, owned by the caller; `x` itself where there is nothing to do.
 */
export async function assembleRows(
  machine: Machine,
  x: tf.Tensor2D,
  {classes, ...args}: {classes: Int32Array | undefined; scaling?: ScalingValues | undefined},
): Promise<tf.Tensor2D> {
  const scaling = args.scaling ?? (await scalingValues(machine));
  if (scaling === undefined && machine.numClasses === 0) return x;
  const [rows, columns] = x.shape;
  const width = machine.visible.units;
  const values = new Float32Array(rows * width);
  const {mean, deviation} = scaling ?? {};
  const size = Math.max(1, Math.floor(COPIED_AT_ONCE / width));
  const breathe = breather();
  for (let first = 0; first < rows; first += size) {
    const places = Int32Array.from({length: Math.min(size, rows - first)}, (_, row) => first + row);
    await readRows(x, places, {values, start: first * width, stride: width});
    for (const row of places) {
      const start = row * width;
      if (mean !== undefined && deviation !== undefined) {
        for (let column = 0; column < columns; ++column) {
          values[start + column] = (values[start + column]! - mean[column]!) / deviation[column]!;
        }
      }
      if (classes !== undefined) values[start + columns + classes[row]!] = 1;
    }
    await breathe();
  }
  return toTensor(values, [rows, width]);
}
