import * as tf from '@tensorflow/tfjs';
import {layerStatistics, type Distribution, type LayerStatistics} from 'tfjs-dbn';
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

const {dense, dropout, flatten} = tf.layers;
type Layer = tf.layers.Layer;
type Identifier = NonNullable<Parameters<typeof dense>[0]['activation']>;

/** float32's rounding, of values of about 1, after some sums. */
const ROUNDING = 1e-5;

function draw(rows: number, columns: number, seed: number): number[][] {
  return toRows(normal(keyFromSeed(seed), {rows, columns}), columns);
}

/** Random weights of about the size that keeps activations alive, and biases. */
function randomLayers(sizes: readonly number[], activations: readonly string[], seed = 1): ReferenceLayer[] {
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
function give(model: tf.LayersModel, layers: readonly ReferenceLayer[]): void {
  const weights = layers.flatMap(({kernel, bias}) => [tf.tensor2d(kernel), tf.tensor1d(bias)]);
  model.setWeights(weights);
  tf.dispose(weights);
}

function sequential(sizes: readonly number[], activations: readonly string[]): tf.Sequential {
  const layers = activations.map((activation, place) =>
    dense({
      units: sizes[place + 1]!,
      activation: activation as Identifier,
      ...(place === 0 && {inputShape: [sizes[0]!]}),
    }),
  );
  return tf.sequential({layers});
}

function expectDistribution(found: Distribution, values: readonly number[]): void {
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
function expectAsReference(
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
    const model = sequential([120, 120], ['tanh']);
    model.compile({optimizer: 'sgd', loss: 'meanSquaredError'});
    const [x, y] = [tf.ones([2, 120]), tf.zeros([2, 120])];
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

  describe('of a model that is one path', () => {
    const sizes = [6, 5, 4, 3];
    const layers = randomLayers(sizes, ['tanh', 'relu', 'softmax'], 5);
    const plain = (): Layer[] => [
      dense({units: 5, activation: 'tanh', inputShape: [6]}),
      dense({units: 4, activation: 'relu'}),
      dense({units: 3, activation: 'softmax'}),
    ];
    it.each<[string, () => tf.LayersModel]>([
      ['is plain', () => tf.sequential({layers: plain()})],
      [
        'has Flatten, Dropout and noise, which do nothing, and activations of their own',
        () =>
          tf.sequential({
            layers: [
              flatten({inputShape: [2, 3]}),
              tf.layers.gaussianNoise({stddev: 1}),
              dense({units: 5}),
              dropout({rate: 0.5}),
              tf.layers.activation({activation: 'tanh'}),
              tf.layers.activation({activation: 'linear'}),
              dense({units: 4}),
              tf.layers.reLU({}),
              tf.layers.gaussianDropout({rate: 0.5}),
              dense({units: 3}),
              tf.layers.softmax(),
              tf.layers.alphaDropout({rate: 0.5}),
            ],
          }),
      ],
      [
        'has models for layers',
        () => {
          const [first, , third] = plain();
          const upper = [dense({units: 4, activation: 'relu', inputShape: [5]}), third!];
          return tf.sequential({layers: [tf.sequential({layers: [first!]}), tf.sequential({layers: upper})]});
        },
      ],
      [
        'is made of tensors',
        () => {
          const inputs = tf.input({shape: [6]});
          const outputs = plain().reduce((tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor, inputs);
          return tf.model({inputs, outputs});
        },
      ],
    ])('that %s', async (_, make) => {
      const model = make();
      give(model, layers);
      model.compile({optimizer: 'sgd', loss: 'categoricalCrossentropy'});
      const x = draw(7, 6, 92);
      const y = x.map((_, row) => [0, 1, 2].map((unit) => Number(unit === row % 3)));
      const shape = model.inputs[0]!.shape.slice(1) as number[];
      const tensors = [tf.tensor(x.flat(), [7, ...shape]), tf.tensor2d(y)] as const;
      const found = await layerStatistics(model, ...tensors);
      const args = {x, y, loss: 'categoricalCrossentropy', largestSlopes: [1, 1, 0.25]};
      expectAsReference(found, layers, args);
      tf.dispose(tensors.slice());
      free(model);
    });

    it('knows the other activation layers', async () => {
      const sums = [-8, -2, -0.5, 0.5, 2, 8];
      const inputs = tf.tensor2d(sums, [6, 1]);
      const labels = tf.zeros([6, 1]);
      const saturated = async (layer: Layer): Promise<number> => {
        const model = tf.sequential({
          layers: [dense({units: 1, kernelInitializer: 'ones', inputShape: [1]}), layer],
        });
        model.compile({optimizer: 'sgd', loss: 'meanSquaredError'});
        const [statistics] = await layerStatistics(model, inputs, labels, {jacobianRows: 0});
        model.dispose();
        return statistics!.saturated * 6;
      };
      const found = [
        await saturated(tf.layers.leakyReLU({alpha: 0.3})),
        await saturated(tf.layers.leakyReLU({alpha: 0.01})),
        // So steep below 0 that it is flat above it.
        await saturated(tf.layers.leakyReLU({alpha: 30})),
        // exp(-8) is, exp(-2) is not.
        await saturated(tf.layers.elu()),
        await saturated(tf.layers.reLU({maxValue: 6})),
      ];
      expect(found).toEqual([0, 3, 3, 1, 4]);
      tf.dispose([inputs, labels]);
    });
  });

  describe('refuses', () => {
    const x = (): tf.Tensor => tf.ones([4, 3]);
    const y = (): tf.Tensor => tf.ones([4, 2]);
    const model = (): tf.LayersModel => sequential([3, 5, 2], ['tanh', 'softmax']);
    const compiled = (loss: string): tf.LayersModel => {
      const made = model();
      made.compile({optimizer: 'sgd', loss});
      return made;
    };
    const withLayers = (...layers: Layer[]): tf.LayersModel => {
      const made = tf.sequential({layers});
      made.compile({optimizer: 'sgd', loss: 'meanSquaredError'});
      return made;
    };
    interface Given {
      model?: () => tf.LayersModel;
      x?: () => tf.Tensor;
      y?: () => tf.Tensor;
      args?: object;
    }
    it.each<[string, Given]>([
      ['args must be an object, got [3].', {args: [3]}],
      ['an option must be one of bins, jacobianRows, loss, got bin.', {args: {bin: 3}}],
      ['bins must be an integer >= 1, got 0.', {args: {bins: 0}}],
      ['jacobianRows must be an integer >= 0, got -1.', {args: {jacobianRows: -1}}],
      [
        "loss must be a function, got 'mse'; that of tf.metrics, such as tf.metrics.categoricalCrossentropy.",
        {args: {loss: 'mse'}},
      ],
      ['model must be a tf.LayersModel, got null.', {model: () => null as never}],
      ['model must be built, got one without layers.', {model: () => tf.sequential()}],
      ['model must be compiled with a loss, got one without; compile it, or give a loss.', {model}],
      [
        'model must be one with a Dense layer, got one without.',
        {model: () => withLayers(tf.layers.activation({activation: 'relu', inputShape: [3]}))},
      ],
      [
        'model must be one with a single input, got 2.',
        {
          model: () => {
            const inputs = [tf.input({shape: [4]}), tf.input({shape: [4]})];
            const met = tf.layers.add().apply(inputs) as tf.SymbolicTensor;
            return tf.model({inputs, outputs: dense({units: 2}).apply(met) as tf.SymbolicTensor});
          },
        },
      ],
      [
        'model must be one with a single output, got 2.',
        {
          model: () => {
            const inputs = tf.input({shape: [3]});
            const outputs = [1, 2].map((units) => dense({units}).apply(inputs) as tf.SymbolicTensor);
            return tf.model({inputs, outputs});
          },
        },
      ],
      [
        "layer 'meeting' must be one with a single input, got one where branches meet.",
        {
          model: () => {
            const inputs = tf.input({shape: [3]});
            const branches = [1, 2].map(() => dense({units: 2}).apply(inputs) as tf.SymbolicTensor);
            const outputs = tf.layers.add({name: 'meeting'}).apply(branches) as tf.SymbolicTensor;
            return tf.model({inputs, outputs});
          },
        },
      ],
      [
        "layer 'twice' must be one that the model has in one place, got one in several.",
        {
          model: () => {
            const inputs = tf.input({shape: [3]});
            const twice = dense({units: 3, name: 'twice'});
            const outputs = twice.apply(twice.apply(inputs)) as tf.SymbolicTensor;
            return tf.model({inputs, outputs});
          },
        },
      ],
      [
        "layer 'normed' must be Dense, Dropout, noise, Flatten or an activation of each unit, got BatchNormalization.",
        {
          model: () =>
            withLayers(
              dense({units: 3, inputShape: [3]}),
              tf.layers.batchNormalization({name: 'normed'}),
              dense({units: 2}),
            ),
        },
      ],
      [
        "layer 'folded' must be Dense, Dropout, noise, Flatten or an activation of each unit, got Conv2D.",
        {
          model: () =>
            withLayers(
              tf.layers.conv2d({name: 'folded', filters: 2, kernelSize: 2, inputShape: [3, 3, 1]}),
              flatten(),
              dense({units: 2}),
            ),
        },
      ],
      [
        "layer 'flat' must be one with inputs of shape [rows, inputs], got [null, 2, 3]; put a Flatten layer before it.",
        {model: () => withLayers(dense({name: 'flat', units: 3, inputShape: [2, 3]}))},
      ],
      [
        "layer 'more' must be the first activation behind 'below', got one more, 'ReLU' after 'tanh'.",
        {
          model: () =>
            withLayers(
              dense({name: 'below', units: 3, activation: 'tanh', inputShape: [3]}),
              tf.layers.reLU({name: 'more'}),
            ),
        },
      ],
      ['x must be a tensor of shape [rows, 3], got [4, 2].', {x: y}],
      [
        'x must be a tensor of finite values, got NaN at row 1.',
        {
          x: () =>
            tf.tensor2d([
              [1, 1, 1],
              [1, NaN, 1],
              [1, 1, 1],
              [1, 1, 1],
            ]),
        },
      ],
      ['y must be a tensor of shape [4, 2], got [3, 2].', {y: () => tf.ones([3, 2])}],
      ['y must be a tensor of shape [4, 2], got [4, 3].', {y: x}],
      ['y must be a tensor of shape [4, 2], got null.', {y: () => null as never}],
      [
        'y must be a tensor of finite values, got Infinity at row 3.',
        {
          y: () =>
            tf.tensor2d([
              [1, 1],
              [1, 1],
              [1, 1],
              [1, Infinity],
            ]),
        },
      ],
      [
        'y must be a tensor of shape [4, 1], got [4, 2].',
        {model: () => compiled('sparseCategoricalCrossentropy')},
      ],
      [
        'y must be a tensor of integers from 0 to 1, got 2 at row 1.',
        {model: () => compiled('sparseCategoricalCrossentropy'), y: () => tf.tensor1d([0, 2, 1, 1])},
      ],
      [
        'y must be a tensor of shape [4, 2], got [2, 2].',
        {args: {loss: tf.metrics.MSE}, y: () => tf.ones([2, 2])},
      ],
    ])('%s', async (message, {args = {}, ...given}) => {
      const made = (given.model ?? ('loss' in args ? model : () => compiled('meanSquaredError')))();
      const tensors = [(given.x ?? x)(), (given.y ?? y)()] as const;
      await expect(layerStatistics(made, ...tensors, args)).rejects.toThrow(`layerStatistics: ${message}`);
      tf.dispose(tensors.slice());
      if (made as unknown) free(made);
    });

    it('an activation that it does not know', async () => {
      const {activation: linear} = dense({units: 1}) as unknown as {activation: object};
      const Activation = Object.getPrototypeOf(
        linear.constructor,
      ) as (new () => tf.serialization.Serializable) & {
        fromConfig: typeof tf.serialization.Serializable.fromConfig;
      };
      class Cube extends Activation {
        static readonly className = 'cube';
        getConfig(): tf.serialization.ConfigDict {
          return {};
        }
        apply(inputs: tf.Tensor): tf.Tensor {
          return tf.pow(inputs, 3);
        }
      }
      tf.serialization.registerClass(Cube);
      const made = withLayers(dense({name: 'own', units: 2, inputShape: [3], activation: 'cube' as never}));
      const tensors = [x(), y()] as const;
      await expect(layerStatistics(made, ...tensors)).rejects.toThrow(
        /^layerStatistics: layer 'own' must be one with an activation of linear, .*, logSoftmax, got 'cube'\.$/,
      );
      tf.dispose(tensors.slice());
      free(made);
    });

    it('a model whose values are not finite', async () => {
      const made = compiled('meanSquaredError');
      give(made, [
        {...randomLayers([3, 5], ['tanh'])[0]!},
        {kernel: Array.from({length: 5}, () => [NaN, 1]), bias: [0, 0], activation: ACTIVATIONS['softmax']!},
      ]);
      const tensors = [x(), y()] as const;
      const {name} = made.layers[0]!;
      await expect(layerStatistics(made, ...tensors)).rejects.toThrow(
        `layerStatistics: layer '${name}' must be one whose gradients are finite, got NaN.`,
      );
      tf.dispose(tensors.slice());
      free(made);
    });

    it('a softmax along another axis', async () => {
      const layer = tf.layers.softmax({name: 'sideways', axis: 0});
      const made = withLayers(dense({units: 2, inputShape: [3]}), layer);
      const tensors = [x(), y()] as const;
      await expect(layerStatistics(made, ...tensors)).rejects.toThrow(
        "layerStatistics: layer 'sideways' must be Dense, Dropout, noise, Flatten or an activation of each unit, " +
          'got Softmax along axis 0.',
      );
      tf.dispose(tensors.slice());
      free(made);
    });
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

/** Frees a model's weights and optimizer, whatever tfjs counts of layers that are shared or models themselves. */
function free(model: tf.LayersModel): void {
  new Set(model.layers.flatMap((layer) => layer.weights)).forEach((weight) => weight.dispose());
  (model.optimizer as tf.Optimizer | undefined)?.dispose();
}
