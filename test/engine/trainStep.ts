import * as tf from '@tensorflow/tfjs';
import type {Machine, Parameters} from '../../src/energy/Machine.js';
import {tensorEngine} from '../../src/engine/tensor/tensorEngine.js';
import {stepArgs, type TestStepArgs} from './stepArgs.js';

/** Takes one training step on some rows with tf ops, and returns the reconstruction error. */
export async function trainStep(machine: Machine, rows: number[][], args: TestStepArgs): Promise<number> {
  const settings = stepArgs(args);
  const engine = tensorEngine(machine, {...settings, isIncomplete: true});
  const x = tf.tensor2d(rows);
  const places = Int32Array.from(rows, (_, row) => row);
  const {reconstructionError} = await engine.step({x, places}, settings);
  await engine.dispose();
  x.dispose();
  return reconstructionError;
}

/** The values of a machine's parameters, without disposing any. */
export function valuesOf({parameters}: Machine): Record<keyof Parameters, number[]> {
  const {weights, visibleBias, hiddenBias, logVariance} = parameters;
  const values = (tensor: tf.Tensor | undefined): number[] => Array.from(tensor?.dataSync() ?? []);
  return {
    weights: values(weights),
    visibleBias: values(visibleBias),
    hiddenBias: values(hiddenBias),
    logVariance: values(logVariance),
  };
}

/** Expects parameters to be those computed in float64, but for float32's rounding. */
export function expectParameters(machine: Machine, exact: Partial<Record<keyof Parameters, number[]>>): void {
  const values = valuesOf(machine);
  for (const [name, expected] of Object.entries(exact)) {
    const errors = values[name as keyof Parameters].map((value, place) => Math.abs(value - expected[place]!));
    expect(expected).toHaveLength(errors.length);
    expect(Math.max(...errors)).toBeLessThan(2e-6);
  }
}
