import * as tf from '@tensorflow/tfjs';
import {
  heNormal,
  layerStatistics,
  xavierNormal,
  xavierUniform,
  type Distribution,
  type LayerStatistics,
} from 'tfjs-dbn';

type Initializer = Parameters<typeof tf.layers.dense>[0]['kernelInitializer'];

interface Network {
  activation: 'linear' | 'tanh' | 'relu';
  units: number;
  depth: number;
  rows: number;
  /** Of the layer so many above the lowest. */
  start: (layer: number) => Initializer;
  jacobianRows?: number;
  /** The deviation of x. */
  spread?: number;
}

/** C of a row is y · z of the top layer, so that dC/dz is y, which is as random as x is. */
const LINEAR_COST = (y: tf.Tensor, outputs: tf.Tensor): tf.Tensor => tf.sum(tf.mul(y, outputs), -1);

/** What a network of square layers does at its start, with x and y of normal distributions. */
async function atStart({
  activation,
  units,
  depth,
  rows,
  start,
  jacobianRows = 0,
  spread = 1,
}: Network): Promise<LayerStatistics[]> {
  const layers = Array.from({length: depth}, (_, layer) =>
    tf.layers.dense({
      units,
      activation,
      kernelInitializer: start(layer)!,
      ...(layer === 0 && {inputShape: [units]}),
    }),
  );
  const model = tf.sequential({layers});
  const [x, y] = [
    tf.randomNormal([rows, units], 0, spread, 'float32', 11),
    tf.randomNormal([rows, units], 0, 1, 'float32', 12),
  ];
  const statistics = await layerStatistics(model, x, y, {jacobianRows, loss: LINEAR_COST});
  tf.dispose([x, y]);
  model.dispose();
  return statistics;
}

/** U[-1/√n, 1/√n], which was usual before Xavier. */
function standard(units: number): (layer: number) => Initializer {
  const bound = 1 / Math.sqrt(units);
  return (layer) => tf.initializers.randomUniform({minval: -bound, maxval: bound, seed: layer + 1});
}

const meanSquare = ({mean, deviation}: Distribution): number => mean ** 2 + deviation ** 2;

/**
 * The mean singular value of n x n weights of variance s² / n tends to 8 s / (3 π), that of the quarter circle that they fill. That
 * of one matrix is off by some 1/n, since the sum of all of them varies by about 1 whatever n is; 5/n is far out.
 */
const quarterCircle = (deviation: number): number => (8 / (3 * Math.PI)) * deviation;

describe('at the start of a network', () => {
  it.each([
    ['xavierNormal', 1, (layer: number) => xavierNormal({seed: layer + 1})],
    ['xavierUniform', 1, (layer: number) => xavierUniform({seed: layer + 1})],
    ['U[-1/√n, 1/√n]', Math.sqrt(1 / 3), standard(150)],
  ] as const)(
    'singular values of linear layers are those of the quarter circle: %s',
    async (_, deviation, start) => {
      const units = 150;
      const found = await atStart({activation: 'linear', units, depth: 3, rows: 2, start, jacobianRows: 1});
      for (const {meanSingularValue} of found) {
        expect(Math.abs(meanSingularValue! - quarterCircle(deviation))).toBeLessThan(5 / units);
      }
      expect(quarterCircle(1)).toBeCloseTo(0.8488, 4);
      expect(quarterCircle(Math.sqrt(1 / 3))).toBeCloseTo(0.4901, 4);
    },
  );

  it('those of tanh layers are about .8 from Xavier, and about .5 from U[-1/√n, 1/√n]', async () => {
    // Glorot & Bengio 2010, section 4.2.1. The inputs deviate as much as MNIST's pixels do, 0.31, where tanh has a mean slope of
    // about 1 - 0.31² + 2 * 0.31⁴ = 0.92, or more above the first layer: 0.78 to 0.85, and 0.45 to 0.49.
    const network = {
      activation: 'tanh',
      units: 150,
      depth: 5,
      rows: 3,
      jacobianRows: 1,
      spread: 0.31,
    } as const;
    const xavier = await atStart({...network, start: (layer) => xavierUniform({seed: layer + 1})});
    const usual = await atStart({...network, start: standard(150)});
    for (const [layers, about] of [
      [xavier, '0.8'],
      [usual, '0.5'],
    ] as const) {
      const means = layers.map(({meanSingularValue}) => meanSingularValue!.toFixed(1));
      expect(means).toEqual(Array(5).fill(about));
    }
  });

  /*
   * Each layer multiplies the mean square of a row by a random factor of mean 1 (from Xavier, linear) and variance 2/n; those of
   * different rows are nearly independent as long as rows are fewer than units, and correlate by 1/n otherwise. So the logarithm of the
   * ratio over L layers deviates by √(2 L / n (1 / rows + 1 / n)).
   */
  it.each(['xavierNormal', 'xavierUniform'] as const)(
    'variances of activations and gradients stay as they are in linear layers: %s',
    async (name) => {
      const [units, depth, rows] = [150, 6, 60];
      const make = {xavierNormal, xavierUniform}[name];
      const layers = await atStart({
        activation: 'linear',
        units,
        depth,
        rows,
        start: (layer) => make({seed: layer + 1}),
      });
      const bound = 5 * Math.sqrt(((2 * depth) / units) * (1 / rows + 1 / units));
      expect(bound).toBeLessThan(0.25);
      const {first, last} = {first: layers[0]!, last: layers.at(-1)!};
      const forward = meanSquare(last.activations) / meanSquare(first.activations);
      const backward = meanSquare(first.gradients) / meanSquare(last.gradients);
      expect(Math.abs(Math.log(forward))).toBeLessThan(bound);
      expect(Math.abs(Math.log(backward))).toBeLessThan(bound);
    },
  );

  it('and shrink to a third a layer from U[-1/√n, 1/√n], both ways', async () => {
    const [units, depth, rows] = [150, 6, 60];
    const layers = await atStart({activation: 'linear', units, depth, rows, start: standard(units)});
    const bound = 5 * Math.sqrt(((2 * depth) / units) * (1 / rows + 1 / units));
    const expected = (depth - 1) * Math.log(3);
    const ratios = [
      meanSquare(layers[0]!.activations) / meanSquare(layers.at(-1)!.activations),
      meanSquare(layers.at(-1)!.gradients) / meanSquare(layers[0]!.gradients),
    ];
    for (const ratio of ratios) expect(Math.abs(Math.log(ratio) - expected)).toBeLessThan(bound);
    // Of weight gradients, the one loses what the other gains: section 4.2, and why figure 7 shows dC/ds.
    const weights = layers.slice(1).map(({weightGradients}) => meanSquare(weightGradients));
    expect(Math.abs(Math.log(weights.at(-1)! / weights[0]!))).toBeLessThan(2 * bound);
  });

  /*
   * Of rectifiers, from He: the mean square of a row is multiplied by a factor of mean 1 and variance 5/n, since that of max(0, s)² is
   * E[max(0, s)⁴] / E[max(0, s)²]² - 1 = (3/2) / (1/4) - 1; and all rows by nearly the same one, since they come to lie near each other.
   */
  it('variances stay as they are in rectified linear layers from He, and halve a layer from Xavier', async () => {
    const [units, depth, rows] = [200, 7, 10];
    const network = {activation: 'relu', units, depth, rows} as const;
    const he = await atStart({...network, start: (layer) => heNormal({seed: layer + 1})});
    const xavier = await atStart({...network, start: (layer) => xavierNormal({seed: layer + 1})});
    const bound = 3 * Math.sqrt((5 * (depth - 1)) / units);
    const halved = (depth - 1) * Math.log(2);
    // So that the one start is not taken for the other.
    expect(2 * bound).toBeLessThan(halved);
    for (const [layers, expected] of [
      [he, 0],
      [xavier, halved],
    ] as const) {
      const [first, last] = [layers[0]!, layers.at(-1)!];
      const forward = Math.log(meanSquare(first.activations) / meanSquare(last.activations));
      const backward = Math.log(meanSquare(last.gradients) / meanSquare(first.gradients));
      expect(Math.abs(forward - expected)).toBeLessThan(bound);
      expect(Math.abs(backward - expected)).toBeLessThan(bound);
    }
    // Half of the units are off; of rows times units that are but as many as the units, where rows lie near each other.
    he.forEach(({saturated}) => expect(Math.abs(saturated - 0.5)).toBeLessThan((5 * 0.5) / Math.sqrt(units)));
  });
});
