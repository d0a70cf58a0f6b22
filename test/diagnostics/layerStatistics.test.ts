import * as tf from '@tensorflow/tfjs';
import {layerStatistics, type Distribution} from 'tfjs-dbn';
import {mean} from '../statistics.js';
import {
  draw,
  expectAsReference,
  expectDistribution,
  give,
  randomLayers,
  ROUNDING,
  sequential,
} from './compareWithReference.js';
import {ACTIVATIONS, ownSlopes, type ReferenceLayer} from './referenceNetwork.js';

/** [name, largest |f'|], from their derivatives. */
const LARGEST_SLOPES: [string, number][] = [
  ['linear', 1],
  ['sigmoid', 0.25],
  ['hardSigmoid', 0.2],
  ['tanh', 1],
  ['softsign', 1],
  ['relu', 1],
  ['relu6', 1],
  ['elu', 1],
  ['selu', 1.7580993],
  ['softplus', 1],
  ['swish', 1.09984],
  ['mish', 1.0885],
  ['gelu', 1.128904],
  ['gelu_new', 1.128993],
  ['softmax', 0.25],
  ['logSoftmax', 1],
];

describe('layerStatistics', () => {
  it('knows what is worked out by hand of two layers and two rows', async () => {
    const model = sequential([2, 1, 1], ['sigmoid', 'linear']);
    give(model, [
      {kernel: [[2], [-1]], bias: [0], activation: ACTIVATIONS['sigmoid']!},
      {kernel: [[4]], bias: [1], activation: ACTIVATIONS['linear']!},
    ]);
    model.compile({optimizer: 'sgd', loss: 'meanSquaredError'});
    // s = 0, z = 1/2, p = 3; C = (p - y)², so dC/dp = 2 (p - y), once 1 and once -1, and below it f'(0) 4 times that.
    const [x, y] = [
      tf.tensor2d([
        [1, 2],
        [2, 4],
      ]),
      tf.tensor2d([[2.5], [3.5]]),
    ];
    const [first, second] = await layerStatistics(model, x, y, {bins: 2});
    expect(first).toEqual({
      name: model.layers[0]!.name,
      activations: {
        mean: 0.5,
        deviation: 0,
        percentile98: 0.5,
        histogram: {edges: [0, 0.5, 1], counts: [0, 2]},
      },
      gradients: {mean: 0, deviation: 1, percentile98: 1, histogram: {edges: [-1, 0, 1], counts: [1, 1]}},
      // x times 1 and x times -1, halved.
      weightGradients: {
        mean: -0.75,
        deviation: 0.25,
        percentile98: -0.5,
        histogram: {edges: [-1, -0.75, -0.5], counts: [1, 1]},
      },
      saturated: 0,
      meanSingularValue: expect.closeTo(Math.sqrt(5) / 4, 12) as number,
    });
    expect(second).toMatchObject({
      activations: {mean: 3, deviation: 0},
      gradients: {mean: 0, deviation: 1},
      weightGradients: {mean: 0, deviation: 0},
      saturated: 0,
      meanSingularValue: expect.closeTo(4, 12) as number,
    });
    tf.dispose([x, y]);
    model.dispose();
  });

  it.each(LARGEST_SLOPES)('does as float64 and differences do: %s', async (activation, largest) => {
    const [sizes, activations] = [
      [6, 5, 4, 3],
      ['tanh', activation, 'linear'],
    ];
    const layers = randomLayers(sizes, activations);
    const [x, y] = [draw(9, 6, 50).map((row) => row.map((value) => 3 * value)), draw(9, 3, 51)];
    const model = sequential(sizes, activations);
    give(model, layers);
    model.compile({optimizer: 'sgd', loss: 'meanSquaredError'});
    const tensors = [tf.tensor2d(x), tf.tensor2d(y)] as const;
    const found = await layerStatistics(model, ...tensors);
    expectAsReference(found, layers, {x, y, loss: 'meanSquaredError', largestSlopes: [1, largest, 1]});
    tf.dispose(tensors.slice());
    model.dispose();
  });

  it.each(LARGEST_SLOPES)(
    'counts units as saturated by the largest slope: %s',
    async (activation, largest) => {
      // Sums from -12 to 12; of softmax, of the first of two units, where the other's sum is 0.
      const sums = Array.from({length: 2401}, (_, place) => (place - 1200) / 100 + 0.0037);
      const isMixed = activation.toLowerCase().endsWith('softmax');
      const layer: ReferenceLayer = {
        kernel: [isMixed ? [1, 0] : [1]],
        bias: isMixed ? [0, 0] : [0],
        activation: ACTIVATIONS[activation]!,
      };
      const model = sequential([1, layer.bias.length], [activation]);
      give(model, [layer]);
      const slopes = sums.flatMap((s) =>
        ownSlopes(
          layer,
          layer.kernel[0]!.map((w) => w * s),
        ),
      );
      // The grid, of steps of 0.01, comes so near to the largest one.
      expect(Math.max(...slopes.map(Math.abs)) / largest).toBeGreaterThan(0.99);
      expect(Math.max(...slopes.map(Math.abs)) / largest).toBeLessThan(1 + 1e-5);
      const x = tf.tensor2d(sums, [sums.length, 1]);
      const y = tf.zeros([sums.length, layer.bias.length]);
      const loss = tf.metrics.meanSquaredError;
      const [{saturated} = {saturated: NaN}] = await layerStatistics(model, x, y, {jacobianRows: 0, loss});
      const flat = slopes.filter((slope) => Math.abs(slope) < 0.05 * largest).length;
      expect(Math.abs(saturated * slopes.length - flat)).toBeLessThanOrEqual(1e-6);
      tf.dispose([x, y]);
      model.dispose();
    },
  );

  it.each([
    ['softmax', 'categoricalCrossentropy', 0.25],
    ['sigmoid', 'binaryCrossentropy', 0.25],
    ['softmax', 'meanSquaredError', 0.25],
    ['tanh', 'meanAbsoluteError', 1],
  ])('takes the loss of the model: %s and %s', async (activation, loss, largest) => {
    const [sizes, activations] = [
      [4, 7, 3],
      ['softsign', activation],
    ];
    const layers = randomLayers(sizes, activations, 3);
    const x = draw(6, 4, 60);
    const y = x.map((_, row) => [0, 1, 2].map((unit) => Number(unit === row % 3)));
    const model = sequential(sizes, activations);
    give(model, layers);
    model.compile({optimizer: 'sgd', loss});
    const tensors = [tf.tensor2d(x), tf.tensor2d(y)] as const;
    const found = await layerStatistics(model, ...tensors, {jacobianRows: 1});
    expectAsReference(found, layers, {x, y, loss, largestSlopes: [1, largest], jacobianRows: 1});
    tf.dispose(tensors.slice());
    model.dispose();
  });

  it('has the weight gradients of the model in training, and of classes those of their one-hot codes', async () => {
    const model = sequential([5, 4, 3], ['tanh', 'softmax']);
    const x = tf.tensor2d(draw(8, 5, 70));
    const y = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d([0, 1, 2, 2, 1, 0, 0, 1], 'int32'), 3), 'float32'));
    model.compile({optimizer: 'sgd', loss: 'categoricalCrossentropy'});
    const found = await layerStatistics(model, x, y);
    const {value, grads} = tf.variableGrads(() =>
      tf.mean(tf.metrics.categoricalCrossentropy(y, model.apply(x, {training: true}) as tf.Tensor)),
    );
    const kernels = Object.values(grads).filter(({rank}) => rank === 2);
    kernels.forEach((gradient, place) =>
      expectDistribution(found[place]!.weightGradients, Array.from(gradient.dataSync())),
    );
    expect(kernels).toHaveLength(2);
    model.optimizer.dispose();
    model.compile({optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy'});
    const near = (distribution: Distribution): unknown => ({
      mean: expect.closeTo(distribution.mean, 6) as number,
      deviation: expect.closeTo(distribution.deviation, 6) as number,
    });
    for (const dtype of ['float32', 'int32'] as const) {
      for (const shape of [[8], [8, 1]]) {
        const classes = tf.tensor([0, 1, 2, 2, 1, 0, 0, 1], shape, dtype);
        const sparse = await layerStatistics(model, x, classes);
        expect(sparse).toMatchObject(
          found.map(({gradients, weightGradients}) => ({
            gradients: near(gradients),
            weightGradients: near(weightGradients),
          })),
        );
        classes.dispose();
      }
    }
    tf.dispose([x, y, value, grads]);
    model.dispose();
  });

  it('takes a loss that is the mean over the rows as one that is given for each', async () => {
    const model = sequential([3, 4, 2], ['tanh', 'linear']);
    const [x, y] = [tf.tensor2d(draw(5, 3, 80)), tf.tensor2d(draw(5, 2, 81))];
    const [rows, all] = [
      await layerStatistics(model, x, y, {loss: tf.metrics.meanSquaredError}),
      await layerStatistics(model, x, y, {
        loss: (labels, outputs) => tf.losses.meanSquaredError(labels, outputs),
      }),
    ];
    rows.forEach(({gradients, weightGradients}, place) => {
      expect(all[place]!.gradients.deviation / gradients.deviation).toBeCloseTo(1, 5);
      expect(all[place]!.weightGradients.deviation / weightGradients.deviation).toBeCloseTo(1, 5);
    });
    tf.dispose([x, y]);
    model.dispose();
  });

  it('does not depend on how many rows there are, nor on how many are passed at a time', async () => {
    // 2 * 300 * 300 products a row, of which 46 rows are passed at a time.
    const model = sequential([300, 300, 2], ['tanh', 'linear']);
    give(model, randomLayers([300, 300, 2], ['tanh', 'linear']));
    model.compile({optimizer: 'sgd', loss: 'meanSquaredError'});
    const rows = draw(50, 300, 90);
    const labels = draw(50, 2, 91);
    const twice = [tf.tensor2d([...rows, ...rows]), tf.tensor2d([...labels, ...labels])] as const;
    const once = [tf.tensor2d(rows), tf.tensor2d(labels)] as const;
    const [of100, of50] = [
      await layerStatistics(model, ...twice, {jacobianRows: 0}),
      await layerStatistics(model, ...once, {jacobianRows: 0}),
    ];
    const halved = (distribution: Distribution): Distribution => {
      const {edges, counts} = distribution.histogram;
      return {...distribution, histogram: {edges, counts: counts.map((count) => count / 2)}};
    };
    of100.forEach((layer, place) => {
      const {activations, gradients, weightGradients, saturated} = of50[place]!;
      expectClose(halved(layer.activations), activations);
      expectClose(halved(layer.gradients), gradients);
      expectClose(layer.weightGradients, weightGradients);
      expect(layer.saturated).toBe(saturated);
      expect(layer.meanSingularValue).toBeUndefined();
    });
    tf.dispose([...twice, ...once]);
    model.dispose();
  });

  it('lets the event loop run meanwhile', async () => {
    // Large enough that even a machine many times as fast has to let it run.
    const model = sequential([300, 300], ['tanh']);
    model.compile({optimizer: 'sgd', loss: 'meanSquaredError'});
    const [x, y] = [tf.ones([2, 300]), tf.zeros([2, 300])];
    let isDone = false;
    let turns = 0;
    const turn = (): void => {
      turns++;
      if (!isDone) setImmediate(turn);
    };
    setImmediate(turn);
    await layerStatistics(model, x, y);
    isDone = true;
    expect(turns).toBeGreaterThan(5);
    tf.dispose([x, y]);
    model.dispose();
  });

  it('refuses a Jacobian that is not finite, where all values are', async () => {
    const model = sequential([2, 3], ['tanh']);
    model.compile({optimizer: 'sgd', loss: 'meanSquaredError'});
    tf.tidy(() => {
      const kernel = tf.tensor2d([Infinity, 1, 1, 1, 1, 1], [2, 3]);
      model.layers[0]!.setWeights([kernel, tf.zeros([3])]);
    });
    const [x, y] = [tf.ones([1, 2]), tf.zeros([1, 3])];
    await expect(layerStatistics(model, x, y)).rejects.toThrow(
      `layerStatistics: layer '${model.layers[0]!.name}' must be one whose Jacobian is finite, got NaN.`,
    );
    tf.dispose([x, y]);
    model.dispose();
  });

  it('leaves the model as it is', async () => {
    const model = sequential([3, 4, 2], ['relu', 'softmax']);
    model.compile({optimizer: 'sgd', loss: 'categoricalCrossentropy'});
    const weights = (): number[][] => model.getWeights().map((weight) => Array.from(weight.dataSync()));
    const before = [weights(), model.toJSON(null, false)];
    const [x, y] = [tf.tensor2d(draw(5, 3, 80)), tf.ones([5, 2])];
    await layerStatistics(model, x, y);
    expect([weights(), model.toJSON(null, false)]).toEqual(before);
    tf.dispose([x, y]);
    model.dispose();
  });
});

function expectClose(found: Distribution, expected: Distribution): void {
  const scale = Math.max(...expected.histogram.edges.map(Math.abs));
  for (const key of ['mean', 'deviation', 'percentile98'] as const) {
    expect(Math.abs(found[key] - expected[key])).toBeLessThanOrEqual(ROUNDING * scale);
  }
  // A few values may be on the other side of an edge, by rounding.
  const moved = found.histogram.counts.map((count, bin) => Math.abs(count - expected.histogram.counts[bin]!));
  expect(mean(moved) * moved.length).toBeLessThanOrEqual(
    0.002 * mean(expected.histogram.counts) * moved.length,
  );
}
