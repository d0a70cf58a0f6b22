import * as tf from '@tensorflow/tfjs';
import {layerStatistics} from 'tfjs-dbn';
import {draw, expectAsReference, free, give, randomLayers, sequential} from './compareWithReference.js';
import {ACTIVATIONS} from './referenceNetwork.js';

const {dense, dropout, flatten} = tf.layers;
type Layer = tf.layers.Layer;

describe('layerStatistics', () => {
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
      ["unknown option 'bin'; did you mean 'bins'?", {args: {bin: 3}}],
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
