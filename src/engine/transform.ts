import * as tf from '@tensorflow/tfjs-core';
import {features} from '../energy/conditionals.js';
import type {Machine} from '../energy/Machine.js';
import {countThreads, isToBeReplaced, type ChosenEngine} from './newEngine.js';
import {unwrittenMatrix, valuesInMemory, toTensor} from '../rows/tensorMemory.js';
import {visitChunks, type Chunk} from '../rows/visitChunks.js';
import {wasmTransformer} from './wasm/wasmTransformer.js';

/** Finds the features that a machine's hidden units have for rows, with the parameters that it had when this was made. */
export interface Transformer {
  /**
   * Returns the features of any number of rows, without blocking the event loop; one call at a time.
   *
   * @param x - `[rows, numVisible]`
   * @returns `[rows, numHidden]`, owned by the caller.
   * @throws EngineFailure when the wasm engine can no longer work.
   */
  transform: (x: tf.Tensor2D) => Promise<tf.Tensor2D>;
  /** Frees what it has of its own. */
  dispose: () => Promise<void>;
}

/** Who does the arithmetic, for steps of so many rows. */
export interface TransformArgs {
  engine: ChosenEngine;
  largestBatch: number;
}

/**
 * Makes what transforms rows batch by batch.
 *
 * @param args - Those of the machine's training, which say who does the arithmetic, and `sample`: rows such as those that there
 *   will be.
 * @throws EngineFailure when the user has asked for the wasm engine, and it has no memory.
 */
export async function newTransformer(
  machine: Machine,
  {sample, ...args}: TransformArgs & {sample: tf.Tensor2D},
): Promise<Transformer> {
  const byTensors: Transformer = {
    transform: (x) => tensorTransform(machine, x),
    dispose: () => Promise.resolve(),
  };
  if (args.engine.type === 'tensor') return byTensors;
  const threads = await countThreads(machine, args);
  const transformer = await wasmTransformer(machine, {threads, sample}).catch((error: unknown) => {
    if (!isToBeReplaced(error, args.engine)) throw error;
    return undefined;
  });
  if (transformer === undefined) return byTensors;
  const {visit, end} = transformer;
  const columns = machine.hidden.units;
  return {
    async transform(x) {
      const whole = unwrittenMatrix(x.shape[0], columns);
      const parts: tf.Tensor2D[] = [];
      try {
        await visit(x, ({values, firstRow, rows, stride}) => {
          const target = whole ? (valuesInMemory(whole) as Float32Array) : new Float32Array(rows * columns);
          const start = whole ? firstRow * columns : 0;
          for (let row = 0; row < rows; ++row) {
            target.set(values.subarray(row * stride, row * stride + columns), start + row * columns);
          }
          if (!whole) parts.push(tf.tensor2d(target, [rows, columns]));
        });
        return whole ?? tf.concat(parts, 0);
      } catch (error) {
        whole?.dispose();
        throw error;
      } finally {
        tf.dispose(parts);
      }
    },
    dispose: end,
  };
}

/**
 * Returns the features that a machine's hidden units have for data of any size, without blocking the event loop.
 *
 * @param x - `[rows, numVisible]`
 * @param args - Those of the machine's training, which say who does the arithmetic.
 * @returns `[rows, numHidden]`, owned by the caller.
 * @throws EngineFailure when the wasm engine can no longer work.
 */
export async function transform(machine: Machine, x: tf.Tensor2D, args: TransformArgs): Promise<tf.Tensor2D> {
  const transformer = await newTransformer(machine, {...args, sample: x});
  try {
    return await transformer.transform(x);
  } finally {
    await transformer.dispose();
  }
}

async function tensorTransform(machine: Machine, x: tf.Tensor2D): Promise<tf.Tensor2D> {
  const {units} = machine.hidden;
  const [length] = x.shape;
  const values = new Float32Array(length * units);
  const add = async ({rows, firstRow}: Chunk): Promise<void> => {
    const means = features(machine, rows);
    try {
      values.set(await means.data(), firstRow * units);
    } finally {
      means.dispose();
    }
  };
  await visitChunks(x, add, {units});
  return toTensor(values, [length, units]);
}
