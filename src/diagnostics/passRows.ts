import * as tf from '@tensorflow/tfjs-core';
import {visitChunks} from '../rows/visitChunks.js';
import {breather} from '../platform/nextTask.js';
import {backPropagate, transposed, type Cost} from './backPropagate.js';
import type {DenseChain, DenseUnits} from './denseChain.js';

/** |f'(s)| below this share of its largest is saturated. */
const SATURATED = 0.05;

/** What a layer did with all rows, `[rows, units]` each, row by row. */
export interface LayerValues {
  outputs: Float32Array;
  gradients: Float32Array;
  /** Of the first rows only. */
  sums: Float32Array;
  /** How many values of `outputs` are saturated. */
  saturated: number;
}

/**
 * Passes rows through a chain and back, a few at a time.
 *
 * @param args - `firstRows`: of how many rows the sums are kept.
 */
export async function passRows(
  chain: DenseChain,
  {x, y, cost, firstRows}: {x: tf.Tensor; y: tf.Tensor; cost: Cost; firstRows: number},
): Promise<{inputs: Float32Array; layers: LayerValues[]}> {
  const rows = x.shape[0];
  const columns = x.size / rows;
  const inputs = new Float32Array(rows * chain.layers[0]!.kernel.shape[0]);
  const layers = chain.layers.map(({kernel: {shape}}) => ({
    outputs: new Float32Array(rows * shape[1]),
    gradients: new Float32Array(rows * shape[1]),
    sums: new Float32Array(firstRows * shape[1]),
    saturated: 0,
  }));
  const transposes: tf.Tensor2D[] = [];
  const flat = tf.reshape<tf.Rank.R2>(x, [rows, columns]);
  // Of a row, there and back.
  const products = chain.layers.reduce((sum, {kernel}) => sum + 2 * kernel.size, 0);
  const breathe = breather();
  try {
    for (const {kernel} of chain.layers) {
      transposes.push(transposed(kernel));
      await breathe();
    }
    await visitChunks(
      flat,
      async ({rows: some, firstRow}) => {
        const passed = tf.tidy(() => {
          const entered = chain.enter(tf.reshape(some, [-1, ...chain.inputShape]));
          const labels = tf.slice(y, [firstRow], [some.shape[0]]);
          return {entered, layers: backPropagate(chain, entered, {y: labels, cost, transposes})};
        });
        try {
          inputs.set(await passed.entered.data(), firstRow * passed.entered.shape[1]);
          for (const [place, layer] of layers.entries()) {
            const {sums, outputs, gradients, slopes} = passed.layers[place]!;
            const units = outputs.shape[1];
            const start = firstRow * units;
            layer.outputs.set(await outputs.data(), start);
            layer.gradients.set(await gradients.data(), start);
            if (start < layer.sums.length) {
              layer.sums.set((await sums.data()).subarray(0, layer.sums.length - start), start);
            }
            layer.saturated += countFlat(await slopes.data(), chain.layers[place]!);
          }
        } finally {
          tf.dispose(passed);
        }
      },
      {units: Math.ceil(products / columns)},
    );
  } finally {
    tf.dispose([flat, ...transposes]);
  }
  return {inputs, layers};
}

function countFlat(slopes: tf.TypedArray, {activation: {largestSlope}}: DenseUnits): number {
  let flat = 0;
  for (const slope of slopes) if (Math.abs(slope) < SATURATED * largestSlope) flat++;
  return flat;
}
