import * as tf from '@tensorflow/tfjs';
import type {Distribution, LayerStatistics} from 'tfjs-dbn';
import {keyFromSeed} from '../../src/random/Key.js';
import {normal} from '../../src/random/normal.js';
import {toRows} from '../monteCarlo.js';
import {deviation, mean} from '../statistics.js';
import {
  ACTIVATIONS,
  costGradients,
  forward,
  LOSSES,
  meanSingularValue,
  ownSlopes,
  type ReferenceLayer,
} from './referenceNetwork.js';

const {dense} = tf.layers;
type Identifier = NonNullable<Parameters<typeof dense>[0]['activation']>;

/** float32's rounding, of values of about 1, after some sums. */
export const ROUNDING = 1e-5;

export function draw(rows: number, columns: number, seed: number): number[][] {
  return toRows(normal(keyFromSeed(seed), {rows, columns}), columns);
}

/** Random weights of about the size that keeps activations alive, and biases. */
export function randomLayers(
  sizes: readonly number[],
  activations: readonly string[],
  seed = 1,
): ReferenceLayer[] {
  return activations.map((activation, place) => {
    const [inputs, units] = [sizes[place]!, sizes[place + 1]!];
    return {
      kernel: draw(inputs, units, seed + 10 * place).map((row) =>
        row.map((w) => (1.5 * w) / Math.sqrt(inputs)),
      ),
      bias: draw(1, units, seed + 10 * place + 1)[0]!.map((b) => b / 4),
      activation: ACTIVATIONS[activation]!,
    };
  });
}

/** The same network in tfjs, of these layers, which are built already. */
export function give(model: tf.LayersModel, layers: readonly ReferenceLayer[]): void {
  const weights = layers.flatMap(({kernel, bias}) => [tf.tensor2d(kernel), tf.tensor1d(bias)]);
  model.setWeights(weights);
  tf.dispose(weights);
}

export function sequential(sizes: readonly number[], activations: readonly string[]): tf.Sequential {
  const layers = activations.map((activation, place) =>
    dense({
      units: sizes[place + 1]!,
      activation: activation as Identifier,
      ...(place === 0 && {inputShape: [sizes[0]!]}),
    }),
  );
  return tf.sequential({layers});
}

export function expectDistribution(found: Distribution, values: readonly number[]): void {
  const scale = Math.max(...values.map(Math.abs));
  const sorted = [...values].sort((a, b) => a - b);
  const {mean: foundMean, deviation: foundDeviation, percentile98, histogram} = found;
  const expected = [
    mean(values),
    deviation(values),
    sorted[Math.ceil((98 * values.length) / 100) - 1]!,
    sorted[0]!,
    sorted.at(-1)!,
  ];
  const actual = [foundMean, foundDeviation, percentile98, histogram.edges[0]!, histogram.edges.at(-1)!];
  const off = actual.filter((value, place) => !(Math.abs(value - expected[place]!) <= ROUNDING * scale));
  expect({off, actual, expected}).toEqual({off: [], actual, expected});
  expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
}

/** Compares what was found with what the same network in float64 does, its gradients taken by differences. */
export function expectAsReference(
  found: LayerStatistics[],
  layers: readonly ReferenceLayer[],
  {
    x,
    y,
    loss,
    largestSlopes,
    jacobianRows = 3,
  }: {
    x: number[][];
    y: number[][];
    loss: string;
    largestSlopes: readonly number[];
    jacobianRows?: number;
  },
): void {
  const passed = x.map((row) => forward(layers, row));
  const gradients = x.map((row, n) => costGradients(layers, row, (outputs) => LOSSES[loss]!(y[n]!, outputs)));
  expect(found).toHaveLength(layers.length);
  layers.forEach((layer, place) => {
    const statistics = found[place]!;
    const below = (n: number): number[] => (place === 0 ? x[n]! : passed[n]!.outputs[place - 1]!);
    expectDistribution(
      statistics.activations,
      passed.flatMap(({outputs}) => outputs[place]!),
    );
    expectDistribution(
      statistics.gradients,
      gradients.flatMap((row) => row[place]!),
    );
    const weightGradients = layer.kernel.flatMap((row, input) =>
      row.map((_, unit) => mean(x.map((_, n) => below(n)[input]! * gradients[n]![place]![unit]!))),
    );
    expectDistribution(statistics.weightGradients, weightGradients);
    const slopes = passed.flatMap(({sums}) => ownSlopes(layer, sums[place]!));
    const flat = slopes.filter((slope) => Math.abs(slope) < 0.05 * largestSlopes[place]!).length;
    expect(statistics.saturated).toBeCloseTo(flat / slopes.length, 10);
    const some = x.slice(0, jacobianRows).map((_, n) => meanSingularValue(layer, below(n)));
    expect(statistics.meanSingularValue! / mean(some)).toBeCloseTo(1, 4);
  });
}

/** Frees a model's weights and optimizer, whatever tfjs counts of layers that are shared or models themselves. */
export function free(model: tf.LayersModel): void {
  new Set(model.layers.flatMap((layer) => layer.weights)).forEach((weight) => weight.dispose());
  (model.optimizer as tf.Optimizer | undefined)?.dispose();
}
