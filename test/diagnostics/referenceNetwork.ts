import {Matrix, SVD} from 'ml-matrix';

/** A Dense layer in float64. */
export interface ReferenceLayer {
  /** `[inputs][units]` */
  kernel: number[][];
  bias: number[];
  /** From all sums of the layer to all outputs. */
  activation: (sums: readonly number[]) => number[];
}

/** How a difference quotient is taken: its error is about STEP² and EPSILON / STEP, 1e-10. */
const STEP = 1e-5;

/** tfjs's activations, from their definitions. */
export const ACTIVATIONS: Record<string, (sums: readonly number[]) => number[]> = {
  linear: each((s) => s),
  sigmoid: each((s) => 1 / (1 + Math.exp(-s))),
  hardSigmoid: each((s) => Math.min(1, Math.max(0, 0.2 * s + 0.5))),
  tanh: each(Math.tanh),
  softsign: each((s) => s / (1 + Math.abs(s))),
  relu: each((s) => Math.max(0, s)),
  relu6: each((s) => Math.min(6, Math.max(0, s))),
  elu: each((s) => (s > 0 ? s : Math.expm1(s))),
  selu: each((s) => 1.0507009873554805 * (s > 0 ? s : 1.6732632423543772 * Math.expm1(s))),
  softplus: each((s) => Math.log1p(Math.exp(s))),
  swish: each((s) => s / (1 + Math.exp(-s))),
  mish: each((s) => s * Math.tanh(Math.log1p(Math.exp(s)))),
  gelu: each((s) => s * normalBelow(s)),
  gelu_new: each((s) => (s / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (s + 0.044715 * s ** 3)))),
  softmax: (sums) => {
    const powers = sums.map(Math.exp);
    const total = powers.reduce((sum, power) => sum + power, 0);
    return powers.map((power) => power / total);
  },
  logSoftmax: (sums) => {
    const total = sums.reduce((sum, s) => sum + Math.exp(s), 0);
    return sums.map((s) => s - Math.log(total));
  },
};

/** tfjs's losses of a row, from their definitions. */
export const LOSSES: Record<string, (y: readonly number[], outputs: readonly number[]) => number> = {
  meanSquaredError: (y, outputs) => meanOf(outputs.map((p, k) => (p - y[k]!) ** 2)),
  meanAbsoluteError: (y, outputs) => meanOf(outputs.map((p, k) => Math.abs(p - y[k]!))),
  categoricalCrossentropy: (y, outputs) => -outputs.reduce((sum, p, k) => sum + y[k]! * Math.log(p), 0),
  binaryCrossentropy: (y, outputs) =>
    -meanOf(outputs.map((p, k) => y[k]! * Math.log(p) + (1 - y[k]!) * Math.log(1 - p))),
};

/** What the layers do with a row: sums and outputs of each, with something added to the sums of one. */
export function forward(
  layers: readonly ReferenceLayer[],
  x: readonly number[],
  nudge?: {layer: number; unit: number; by: number},
): {sums: number[][]; outputs: number[][]} {
  const [sums, outputs]: [number[][], number[][]] = [[], []];
  let below = x;
  layers.forEach(({kernel, bias, activation}, place) => {
    const own = bias.map((b, unit) => below.reduce((sum, z, input) => sum + z * kernel[input]![unit]!, b));
    if (nudge?.layer === place) own[nudge.unit]! += nudge.by;
    sums.push(own);
    outputs.push((below = activation(own)));
  });
  return {sums, outputs};
}

/** The gradient of a row's cost by the sums of each layer, by differences. */
export function costGradients(
  layers: readonly ReferenceLayer[],
  x: readonly number[],
  cost: (outputs: readonly number[]) => number,
): number[][] {
  const at = (layer: number, unit: number, by: number): number =>
    cost(forward(layers, x, {layer, unit, by}).outputs.at(-1)!);
  return layers.map(({bias}, layer) =>
    bias.map((_, unit) => (at(layer, unit, STEP) - at(layer, unit, -STEP)) / (2 * STEP)),
  );
}

/** dz_k/ds_k of one layer's units at these sums, by differences. */
export function ownSlopes({activation}: ReferenceLayer, sums: readonly number[]): number[] {
  return sums.map((_, unit) => {
    const at = (by: number): number => activation(sums.map((s, k) => (k === unit ? s + by : s)))[unit]!;
    return (at(STEP) - at(-STEP)) / (2 * STEP);
  });
}

/** The mean singular value of a layer's Jacobian by what it is given, by differences. */
export function meanSingularValue(layer: ReferenceLayer, below: readonly number[]): number {
  const at = (input: number, by: number): number[] =>
    forward(
      [layer],
      below.map((z, k) => (k === input ? z + by : z)),
    ).outputs[0]!;
  const columns = below.map((_, input) => {
    const [more, less] = [at(input, STEP), at(input, -STEP)];
    return more.map((z, unit) => (z - less[unit]!) / (2 * STEP));
  });
  return meanOf(new SVD(new Matrix(columns), {autoTranspose: true}).diagonal);
}

function each(f: (s: number) => number): (sums: readonly number[]) => number[] {
  return (sums) => sums.map(f);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The standard normal distribution, by Simpson's rule. */
function normalBelow(s: number): number {
  const [steps, width] = [200, s / 200];
  let sum = 0;
  for (let place = 0; place <= steps; ++place) {
    const weight = place === 0 || place === steps ? 1 : place % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-((place * width) ** 2) / 2);
  }
  return 0.5 + (sum * width) / 3 / Math.sqrt(2 * Math.PI);
}
