import type {Tensor2D} from '@tensorflow/tfjs-core';
import {meanHidden} from '../energy/conditionals.js';
import type {Machine} from '../energy/Machine.js';
import {toTensor} from '../engine/toTensor.js';
import {visitChunks, type Chunk} from '../rbm/visitChunks.js';

/**
 * Returns the means of a machine's hidden units for data of any size, without blocking the event loop.
 *
 * @param x - `[rows, numVisible]`
 * @returns `[rows, numHidden]`, owned by the caller.
 */
export async function transformRows(machine: Machine, x: Tensor2D): Promise<Tensor2D> {
  const {units} = machine.hidden;
  const [length] = x.shape;
  const values = new Float32Array(length * units);
  const add = async ({rows, firstRow}: Chunk): Promise<void> => {
    const means = meanHidden(machine, rows);
    try {
      values.set(await means.data(), firstRow * units);
    } finally {
      means.dispose();
    }
  };
  await visitChunks(x, add, {units});
  return toTensor(values, [length, units]);
}
