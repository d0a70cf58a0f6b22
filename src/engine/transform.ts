import * as tf from '@tensorflow/tfjs-core';
import {meanHidden} from '../energy/conditionals.js';
import type {Machine} from '../energy/Machine.js';
import {breather} from '../nextTask.js';
import {gatherRows} from './gatherRows.js';
import {chooseEngine, countThreads, type NewEngineArgs} from './newEngine.js';
import {unwrittenMatrix, valuesInMemory} from './tensorMemory.js';
import {guard} from './wasm/guard.js';
import {wasmTransform} from './wasm/wasmTransform.js';

/** Values that the tensor engine computes at a time. */
const CHUNK = 200_000;

/**
 * Returns the means of a machine's hidden units for data of any size, without blocking the event loop.
 *
 * @param x - `[rows, numVisible]`
 * @param args - Those of the machine's training, which decide who does the arithmetic; `where` is the function that the user
 *   called.
 * @returns `[rows, numHidden]`, owned by the caller.
 * @throws EngineFailure when the wasm engine can no longer work.
 */
export async function transform(
  machine: Machine,
  x: tf.Tensor2D,
  {where, ...args}: NewEngineArgs & {where: string},
): Promise<tf.Tensor2D> {
  if (chooseEngine(machine, args, {where}) === 'tensor') return tensorTransform(machine, x);
  const threads = await countThreads(machine, args);
  const columns = machine.hidden.units;
  const whole = unwrittenMatrix(x.shape[0], columns);
  const parts: tf.Tensor2D[] = [];
  try {
    await guard(() =>
      wasmTransform(machine, x, {
        threads,
        take({values, firstRow, rows, stride}) {
          const target = whole ? (valuesInMemory(whole) as Float32Array) : new Float32Array(rows * columns);
          const start = whole ? firstRow * columns : 0;
          for (let row = 0; row < rows; ++row) {
            target.set(values.subarray(row * stride, row * stride + columns), start + row * columns);
          }
          if (!whole) parts.push(tf.tensor2d(target, [rows, columns]));
        },
      }),
    );
    return whole ?? tf.concat(parts, 0);
  } catch (error) {
    whole?.dispose();
    throw error;
  } finally {
    tf.dispose(parts);
  }
}

async function tensorTransform(machine: Machine, x: tf.Tensor2D): Promise<tf.Tensor2D> {
  const [rows, columns] = x.shape;
  const size = Math.max(1, Math.floor(CHUNK / columns));
  const parts: tf.Tensor2D[] = [];
  const breathe = breather();
  try {
    for (let firstRow = 0; firstRow < rows; firstRow += size) {
      const length = Math.min(size, rows - firstRow);
      const places = Int32Array.from({length}, (_, row) => firstRow + row);
      parts.push(tf.tidy(() => meanHidden(machine, gatherRows(x, places))));
      await breathe();
    }
    return tf.concat(parts, 0);
  } finally {
    tf.dispose(parts);
  }
}
