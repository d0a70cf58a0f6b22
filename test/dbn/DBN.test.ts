import * as tf from '@tensorflow/tfjs';
import {DBN, type DBNArgs} from 'tfjs-dbn';
import {binaryMachine, inputs, stackDistribution, transposed, type ExactStack} from '../exact/exactStack.js';
import {sigmoid} from '../exact/arithmetic.js';
import {tinyMachine} from '../exact/tinyMachine.js';
import {read} from '../read.js';

const ROWS = [
  [1, 1, 0, 0, 0],
  [0, 0, 0, 1, 1],
  [1, 0, 1, 0, 0],
  [0, 1, 0, 1, 0],
];

/** A stack of 3-2-2 units, small enough to be summed up. */
const STACK = [
  {
    weights: [
      [0.5, -1],
      [1.5, 0.25],
      [-0.75, 2],
    ],
    visibleBias: [0.1, -0.2, 0.3],
    hiddenBias: [-0.4, 0.6],
  },
  {
    weights: [
      [1.2, -0.7],
      [-0.4, 0.9],
    ],
    visibleBias: [-0.3, 0.5],
    hiddenBias: [0.2, -0.6],
  },
];

function tinyStack(): DBN {
  const stack = new DBN({visible: 3, hidden: [2, 2], seed: 1});
  STACK.forEach(({weights, visibleBias, hiddenBias}, layer) => {
    tf.tidy(() =>
      stack.rbms[layer]!.setWeights([
        tf.tensor2d(weights),
        tf.tensor1d(visibleBias),
        tf.tensor1d(hiddenBias),
      ]),
    );
  });
  return stack;
}

/** The same, exactly. */
const EXACT: ExactStack = {
  directed: [{weights: transposed(STACK[0]!.weights), bias: STACK[0]!.visibleBias}],
  recognition: [{weights: STACK[0]!.weights, bias: STACK[0]!.hiddenBias}],
  top: binaryMachine(STACK[1]!),
  labels: 0,
};

function means(below: number[], weights: number[][], bias: number[]): number[] {
  return inputs(below, weights, bias).map(sigmoid);
}

describe('a deep belief network', () => {
  let dbn: DBN;
  let x: tf.Tensor2D;
  beforeEach(() => {
    dbn = new DBN({visible: 5, hidden: [4, 3], seed: 1});
    x = tf.tensor2d(ROWS);
  });
  afterEach(() => {
    dbn.dispose();
    x.dispose();
  });

  describe('pretrain', () => {
    // The wasm engine's means differ from those of tf ops by rounding.
    it.each([
      ['tensor', 0],
      ['wasm', 1e-6],
    ] as const)(
      'trains each machine on the mean activations of the one below (%s)',
      async (engine, bound) => {
        await dbn.pretrain(x, {verbose: 0, epochs: 3, engine});
        // The second machine alone, on what the first one makes of the data, with the same seed.
        const other = new DBN({visible: 5, hidden: [4, 3], seed: 1});
        const features = dbn.rbms[0]!.transform(x);
        await other.rbms[1]!.fit(features, {verbose: 0, epochs: 3, engine});
        const [ours, theirs] = [dbn, other].map((stack) => stack.rbms[1]!.getWeights().flatMap(read));
        ours!.forEach((value, place) => expect(Math.abs(value - theirs![place]!)).toBeLessThanOrEqual(bound));
        features.dispose();
        other.dispose();
      },
    );

    it('returns a History a layer', async () => {
      const histories = await dbn.pretrain(x, {
        verbose: 0,
        epochs: 2,
        validationData: x,
        layers: [{}, {epochs: 4}],
      });
      expect(histories.map(({epoch}) => epoch)).toEqual([
        [0, 1],
        [0, 1, 2, 3],
      ]);
      expect(histories[1]!.history['layer']).toEqual([1, 1, 1, 1]);
      expect(histories[1]!.history['freeEnergyGap']![0]).toBeCloseTo(0, 5);
    });

    it('tells callbacks the layer', async () => {
      const calls: string[] = [];
      await dbn.pretrain(x, {
        verbose: 0,
        epochs: 1,
        callbacks: {
          onLayerBegin: (layer) => void calls.push(`begin ${layer}`),
          onEpochEnd: (epoch, logs) => void calls.push(`epoch ${epoch} of layer ${String(logs?.['layer'])}`),
          onLayerEnd: (layer) => void calls.push(`end ${layer}`),
        },
      });
      expect(calls).toEqual([
        'begin 0',
        'epoch 0 of layer 0',
        'end 0',
        'begin 1',
        'epoch 0 of layer 1',
        'end 1',
      ]);
    });

    it('stops a layer early, and goes on with the next', async () => {
      const callbacks = tf.callbacks.earlyStopping({
        monitor: 'reconstructionError',
        minDelta: 10,
        patience: 1,
      });
      const histories = await dbn.pretrain(x, {verbose: 0, epochs: 9, callbacks});
      expect(histories.map(({epoch}) => epoch.length)).toEqual([2, 2]);
    });

    it('stops altogether when a callback stops the stack', async () => {
      const histories = await dbn.pretrain(x, {
        verbose: 0,
        callbacks: {
          onEpochEnd: () => {
            dbn.stopTraining = true;
          },
        },
      });
      expect(histories.map(({epoch}) => epoch.length)).toEqual([1]);
    });

    it('trains no layer when a callback stops the stack before the first', async () => {
      const before = dbn.rbms.flatMap((rbm) => rbm.getWeights().map(read));
      const onLayerBegin = (): void => {
        dbn.stopTraining = true;
      };
      expect(await dbn.pretrain(x, {verbose: 0, callbacks: {onLayerBegin}})).toEqual([]);
      expect(dbn.rbms.flatMap((rbm) => rbm.getWeights().map(read))).toEqual(before);
    });

    it('holds every machine until it has ended', async () => {
      const message = 'this must be idle, got one that is being trained; await the training first.';
      let calls = 0;
      const onLayerEnd = async (): Promise<void> => {
        ++calls;
        for (const rbm of dbn.rbms) {
          await expect(rbm.fit(x)).rejects.toThrow(`fit: ${message}`);
          expect(() => rbm.dispose()).toThrow(`dispose: ${message}`);
        }
      };
      await dbn.pretrain(x, {verbose: 0, epochs: 1, callbacks: {onLayerEnd}});
      expect(calls).toBe(2);
    });

    it('leaks nothing when a callback throws in an upper layer', async () => {
      const callbacks = {
        onLayerBegin: (layer: number) => {
          if (layer === 1) throw new Error('mine');
        },
      };
      await expect(dbn.pretrain(x, {verbose: 0, epochs: 1, validationData: x, callbacks})).rejects.toThrow(
        'mine',
      );
      await dbn.pretrain(x, {verbose: 0, epochs: 1});
    });

    it('says at which layer a run diverges', async () => {
      const layers = [{}, {learningRate: 1e38, weightDecay: 1e3}];
      await expect(dbn.pretrain(x, {verbose: 0, epochs: 50, layers})).rejects.toThrow(
        /^pretrain: parameters must be finite, got NaN or infinity at layer 1, epoch \d+, step 0 \(counted from 0\);/,
      );
      expect(dbn.rbms.flatMap((rbm) => rbm.getWeights().flatMap(read)).every(Number.isFinite)).toBe(true);
    });

    it('trains a stack with real-valued data at the bottom', async () => {
      const stack = new DBN({visible: {units: 5, type: 'gaussian'}, hidden: [4, 3], seed: 1});
      const data = tf.randomNormal<tf.Rank.R2>([20, 5], 0, 1, 'float32', 1);
      const histories = await stack.pretrain(data, {verbose: 0, epochs: 2});
      expect(histories).toHaveLength(2);
      data.dispose();
      stack.dispose();
    });
  });

  describe('transform', () => {
    it('is the mean activations through every layer', () => {
      const expected = tf.tidy(() => dbn.rbms[1]!.transform(dbn.rbms[0]!.transform(x)));
      const features = dbn.transform(x);
      expect(features.shape).toEqual([4, 3]);
      expect(read(features)).toEqual(read(expected));
    });
  });

  describe('reconstruct', () => {
    it('goes up through the means to the top and down again', () => {
      const stack = tinyStack();
      const row = [1, 0, 1];
      const up = STACK.reduce((below, {weights, hiddenBias}) => means(below, weights, hiddenBias), row);
      const down = STACK.reduceRight(
        (above, {weights, visibleBias}) => means(above, transposed(weights), visibleBias),
        up,
      );
      const reconstruction = read(tf.tidy(() => stack.reconstruct(tf.tensor2d([row]))));
      down.forEach((value, place) => expect(reconstruction[place]).toBeCloseTo(value, 5));
      stack.dispose();
    });
  });

  describe('sample', () => {
    it('shows means in [0, 1], or binary states', async () => {
      const means = read(await dbn.sample({rows: 3, k: 5, seed: 1}));
      expect(means).toHaveLength(15);
      expect(means.every((value) => value > 0 && value < 1)).toBe(true);
      const states = read(await dbn.sample({rows: 30, k: 5, show: 'sample'}));
      expect(new Set(states)).toEqual(new Set([0, 1]));
    });

    it('is fixed by a seed, and differs from call to call without', async () => {
      const draw = async (seed?: number): Promise<number[]> =>
        read(await dbn.sample({rows: 10, k: 3, show: 'sample', ...(seed !== undefined && {seed})}));
      expect(await draw(0)).toEqual(await draw(0));
      expect(await draw()).not.toEqual(await draw());
    });

    it('comes to the exact distribution of a tiny stack', async () => {
      const stack = tinyStack();
      const rows = 20_000;
      const exact = Array.from(stackDistribution(EXACT).probabilities);
      const states = read(await stack.sample({rows, k: 40, show: 'sample', seed: 3}));
      const counts = new Array<number>(8).fill(0);
      for (let row = 0; row < rows; ++row) {
        counts[states[row * 3]! * 4 + states[row * 3 + 1]! * 2 + states[row * 3 + 2]!]! += 1;
      }
      exact.forEach((probability, state) => {
        const error = Math.sqrt((probability * (1 - probability)) / rows);
        expect(Math.abs(counts[state]! / rows - probability)).toBeLessThan(4.5 * error);
      });
      stack.dispose();
    });

    it('of a single machine comes to the distribution of the machine', async () => {
      const stack = new DBN({visible: 3, hidden: [2], seed: 1});
      const single = tinyMachine();
      const parameters = single.getWeights();
      stack.rbms[0]!.setWeights(parameters);
      const samples = await stack.sample({rows: 20_000, k: 30});
      const columns = read(tf.tidy(() => tf.mean(samples, 0)));
      [0.38892462, 0.67623111, 0.79979896].forEach((value, i) =>
        expect(Math.abs(columns[i]! - value)).toBeLessThan((4 * 0.5) / Math.sqrt(20_000)),
      );
      tf.dispose([samples, parameters]);
      stack.dispose();
      single.dispose();
    });

    it.each<[string, object]>([
      ["sample: show must be one of 'mean', 'sample', got 'both'.", {show: 'both'}],
      ['sample: rows must be an integer >= 1, got 0.', {rows: 0}],
      ["sample: unknown option 'initial'.", {initial: 1}],
      ['sample: args must be an object, got null.', null as unknown as object],
    ])('says: %s', async (message, args) => {
      await expect(dbn.sample(args)).rejects.toThrow(message);
    });
  });

  describe('toSequential', () => {
    it('makes a network whose hidden layers give what transform gives', async () => {
      await dbn.pretrain(x, {verbose: 0, epochs: 2});
      const model = dbn.toSequential();
      expect(model.layers.map(({name}) => name)).toEqual(['hidden1', 'hidden2']);
      const [ours, theirs] = [read(dbn.transform(x)), read(model.predict(x) as tf.Tensor)];
      theirs.forEach((value, place) => expect(value).toBeCloseTo(ours[place]!, 5));
      model.dispose();
    });

    it.each<[string, tf.Tensor2D['shape'], Parameters<DBN['toSequential']>[0], string]>([
      ['classification', [4, 2], {units: 2, activation: 'softmax'}, 'categoricalCrossentropy'],
      ['regression', [4, 1], {units: 1}, 'meanSquaredError'],
      ['multi-label', [4, 3], {units: 3, activation: 'sigmoid'}, 'binaryCrossentropy'],
    ])('has an output layer for %s, and is fine-tuned by fit', async (_, shape, output, loss) => {
      const model = dbn.toSequential(output);
      const optimizer = tf.train.sgd(0.1);
      model.compile({optimizer, loss});
      const y = tf.ones(shape);
      await model.fit(x, y, {epochs: 1, verbose: 0});
      const prediction = model.predict(x) as tf.Tensor;
      expect(prediction.shape).toEqual(shape);
      tf.dispose([y, prediction]);
      model.dispose();
      optimizer.dispose();
    });

    it('leaves the weights of the stack alone when it is fine-tuned, and outlives it', async () => {
      const stack = new DBN({visible: 5, hidden: [4], seed: 1});
      const before = stack.rbms[0]!.getWeights().map(read);
      const model = stack.toSequential({units: 1});
      const optimizer = tf.train.sgd(0.5);
      model.compile({optimizer, loss: 'meanSquaredError'});
      const y = tf.ones([4, 1]);
      await model.fit(x, y, {epochs: 2, verbose: 0});
      expect(stack.rbms[0]!.getWeights().map(read)).toEqual(before);
      stack.dispose();
      const prediction = model.predict(x) as tf.Tensor;
      tf.dispose([y, prediction]);
      model.dispose();
      optimizer.dispose();
    });

    it('starts the output layer from the same weights for the same seed', () => {
      const [first, second] = [dbn.toSequential({units: 2}), dbn.toSequential({units: 2})];
      const kernel = (model: tf.Sequential): number[] =>
        Array.from(model.layers.at(-1)!.getWeights()[0]!.dataSync());
      expect(kernel(first)).toEqual(kernel(second));
      first.dispose();
      second.dispose();
    });

    it.each<[string, unknown]>([
      ['toSequential: output must be the options of tf.layers.dense, got 10; such as {units: 10}.', 10],
      ['toSequential: output.units must be an integer >= 1, got undefined.', {unit: 10}],
      ['toSequential: output.units must be an integer >= 1, got 0.', {units: 0}],
    ])('says: %s', (message, output) => {
      expect(() => dbn.toSequential(output as never)).toThrow(message);
    });

    it.each<[string, object]>([
      ['an initializer for square kernels only', {units: 2, kernelInitializer: 'identity'}],
      ['an unknown initializer', {units: 2, kernelInitializer: 'unknown'}],
      ['an unknown activation', {units: 2, activation: 'unknown'}],
    ])('leaves nothing behind when the output layer is wrong: %s', (_, output) => {
      expect(() => dbn.toSequential(output as never)).toThrow();
    });
  });
});

describe('a wrong stack', () => {
  it.each<[string, unknown]>([
    ['DBN: args must be an object, got undefined.', undefined],
    ['DBN: hidden must be a list of one or more layers, got 500.', {visible: 2, hidden: 500}],
    ['DBN: hidden must be a list of one or more layers, got [].', {visible: 2, hidden: []}],
    ['DBN: hidden[1] must be an integer from 1 to 16777216, got 0.', {visible: 2, hidden: [2, 0]}],
    [
      "DBN: hidden[0].type must be one of 'bernoulli', 'gaussian', 'relu', 'softmax', got 'binary'.",
      {visible: 2, hidden: [{units: 2, type: 'binary'}]},
    ],
    ['DBN: visible must be a number of units or {units, type}, got null.', {visible: null, hidden: [2]}],
    ['DBN: seed must be an integer >= 0, got NaN.', {visible: 2, hidden: [2], seed: NaN}],
    ["DBN: unknown option 'layers'.", {visible: 2, hidden: [2], layers: 3}],
  ])('says: %s', (message, args) => {
    expect(() => new DBN(args as DBNArgs)).toThrow(message);
  });
});

describe('a wrong option of pretrain', () => {
  it.each<[string, object]>([
    ['pretrain: epochs must be an integer >= 0, got -1.', {epochs: -1}],
    [
      'pretrain: layers must be a list of at most 2 objects of options, got [an object, an object, an object].',
      {layers: [{}, {}, {}]},
    ],
    ["pretrain: engine must be one of 'auto', 'wasm', 'tensor', got 'gpu'.", {engine: 'gpu'}],
    [
      "pretrain: layers[1]: engine must be one of 'auto', 'wasm', 'tensor', got null.",
      {layers: [{}, {engine: null}]},
    ],
    ['pretrain: engine.threads must be an integer >= 1, got -1.', {engine: {type: 'wasm', threads: -1}}],
    [
      'pretrain: layers[0]: engine.threads must be an integer >= 1, got 0.',
      {layers: [{engine: {type: 'wasm', threads: 0}}]},
    ],
    ['pretrain: layers[1]: k must be an integer >= 1, got 0.', {layers: [{}, {k: 0}]}],
    [
      'pretrain: layers[0]: callbacks must be left out; it is for all layers, and stands beside them.',
      {layers: [{callbacks: {}}]},
    ],
    ["pretrain: unknown option 'layer'; did you mean 'layers'?", {layer: []}],
    [
      'pretrain: callbacks must be an object of functions, a tfjs callback or a list of them, got a function.',
      {callbacks: () => undefined},
    ],
  ])('says: %s', async (message, args) => {
    const dbn = new DBN({visible: 2, hidden: [2, 2], seed: 1});
    const before = dbn.rbms.flatMap((rbm) => rbm.getWeights().map(read));
    const x = tf.tensor2d([[0, 1]]);
    await expect(dbn.pretrain(x, {verbose: 0, ...args})).rejects.toThrow(message);
    expect(dbn.rbms.flatMap((rbm) => rbm.getWeights().map(read))).toEqual(before);
    x.dispose();
    dbn.dispose();
  });

  it('is a tensor of labels in their place', async () => {
    const dbn = new DBN({visible: 2, hidden: [2], seed: 1});
    const x = tf.tensor2d([[0, 1]]);
    await expect(dbn.pretrain(x, x as never)).rejects.toThrow(
      'pretrain: args must be an object, got an object of class',
    );
    x.dispose();
    dbn.dispose();
  });

  it('is wrong data, which change nothing', async () => {
    const dbn = new DBN({visible: 2, hidden: [2, 2], seed: 1});
    const before = dbn.rbms.flatMap((rbm) => rbm.getWeights().map(read));
    const x = tf.tensor2d([[0, 255]]);
    const message =
      'must hold values in [0, 1] for bernoulli units, got 255 at row 0; divide pixel values by 255, or use gaussian units.';
    await expect(dbn.pretrain(x)).rejects.toThrow(`pretrain: x ${message}`);
    const good = tf.tensor2d([[0, 1]]);
    await expect(dbn.pretrain(good, {validationData: x})).rejects.toThrow(
      `pretrain: validationData ${message}`,
    );
    expect(() => dbn.transform(x)).toThrow(`transform: x ${message}`);
    expect(() => dbn.reconstruct(x)).toThrow(`reconstruct: x ${message}`);
    expect(dbn.rbms.flatMap((rbm) => rbm.getWeights().map(read))).toEqual(before);
    tf.dispose([x, good]);
    dbn.dispose();
  });
});

describe('a wrong state of a stack', () => {
  it('is that of a disposed one', async () => {
    const dbn = new DBN({visible: 2, hidden: [2]});
    dbn.dispose();
    dbn.dispose();
    const x = tf.tensor2d([[0, 1]]);
    const message = 'this must be in use, got one that dispose() has freed.';
    await expect(dbn.pretrain(x)).rejects.toThrow(`pretrain: ${message}`);
    expect(() => dbn.transform(x)).toThrow(`transform: ${message}`);
    expect(() => dbn.toSequential()).toThrow(`toSequential: ${message}`);
    expect(() => dbn.initializeModel(undefined as never)).toThrow(`initializeModel: ${message}`);
    await expect(dbn.sample()).rejects.toThrow(`sample: ${message}`);
    await expect(dbn.save('memory://')).rejects.toThrow(`save: ${message}`);
    x.dispose();
  });

  it('is that of one of whose machines is disposed or being trained', async () => {
    const dbn = new DBN({visible: 2, hidden: [2, 2]});
    const x = tf.tensor2d([[0, 1]]);
    const training = dbn.rbms[1]!.fit(x, {verbose: 0, epochs: 1});
    expect(() => dbn.dispose()).toThrow('dispose: this must be idle, got one that is being trained');
    expect(read(dbn.transform(x))).toHaveLength(2);
    await training;
    dbn.rbms[0]!.dispose();
    expect(() => dbn.transform(x)).toThrow(
      'transform: this must be in use, got one that dispose() has freed.',
    );
    dbn.rbms[1]!.dispose();
    x.dispose();
  });

  it('is that of one that is being trained', async () => {
    const dbn = new DBN({visible: 2, hidden: [2]});
    const x = tf.tensor2d([[0, 1]]);
    const training = dbn.pretrain(x, {verbose: 0, epochs: 1});
    const message = 'this must be idle, got one that is being trained; await the training first.';
    await expect(dbn.pretrain(x)).rejects.toThrow(`pretrain: ${message}`);
    expect(() => dbn.dispose()).toThrow(`dispose: ${message}`);
    await training;
    x.dispose();
    dbn.dispose();
  });
});
