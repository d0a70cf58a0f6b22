import * as tf from '@tensorflow/tfjs';
import {xavierUniform} from 'tfjs-dbn';
import {denseNetwork} from '../../examples/lib/denseNetwork.js';
import {descend} from '../../experiments/descend.js';
import {toTensors} from '../../examples/lib/toTensors.js';
import {keyFromSeed} from '../../src/random/Key.js';
import {normal} from '../../src/random/normal.js';

const initializer = (layer: number): ReturnType<typeof xavierUniform> => xavierUniform({seed: layer});

function images(rows: number) {
  return {
    pixels: normal(keyFromSeed(1), {rows, columns: 6}),
    labels: Uint8Array.from({length: rows}, (_, row) => row % 3),
  };
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  Array.from(found).forEach((value, place) => expect(value).toBeCloseTo(expected[place]!, 5));
}

const OPTIMIZERS = {
  sgd: () => tf.train.sgd(0.5),
  momentum: () => tf.train.momentum(0.1, 0.9),
  Adam: () => tf.train.adam(0.05),
};

describe('descend', () => {
  it.each([
    ['sigmoid', 'sgd'],
    ['tanh', 'sgd'],
    ['softsign', 'sgd'],
    ['relu', 'sgd'],
    ['tanh', 'momentum'],
    ['tanh', 'Adam'],
  ] as const)('steps as model.fit does, and tells the same loss, %s by %s', async (activation, name) => {
    const [ours, theirs] = [
      denseNetwork([6, 5, 4, 3], {activation, initializer}),
      denseNetwork([6, 5, 4, 3], {activation, initializer}),
    ];
    const [optimizer, other] = [OPTIMIZERS[name](), OPTIMIZERS[name]()];
    theirs.compile({optimizer: other, loss: 'categoricalCrossentropy'});
    // The last batch is smaller.
    const learned = images(23);
    const {x, y} = toTensors(learned, {classes: 3});
    const start = ours.getWeights().map((weight) => weight.dataSync().slice());
    // What an optimizer keeps goes on from one call to the next.
    for (let epoch = 0; epoch < 2; ++epoch) {
      const loss = await descend(ours, learned, {optimizer, batchSize: 10});
      const {history} = await theirs.fit(x, y, {epochs: 1, batchSize: 10, shuffle: false, verbose: 0});
      expect(loss).toBeCloseTo(history['loss']![0] as number, 5);
    }
    ours.getWeights().forEach((weight, place) => {
      const found = weight.dataSync();
      expectClose(found, theirs.getWeights()[place]!.dataSync());
      expect(found).not.toEqual(start[place]);
    });
    tf.dispose([x, y]);
    for (const one of [ours, theirs, optimizer, other]) one.dispose();
    // Which dispose of tfjs's momentum leaves behind.
    if (name === 'momentum')
      for (const one of [optimizer, other]) (one as unknown as {c: tf.Tensor}).c.dispose();
  });

  it('leaves out units of which a seed decides, and gives the others the gradient of a network without those', async () => {
    const {dense, dropout} = tf.layers;
    const units = 16;
    const model = tf.sequential({
      layers: [
        dense({units, activation: 'tanh', kernelInitializer: initializer(1), inputShape: [6]}),
        dropout({rate: 0.75}),
        dense({units: 3, activation: 'softmax', kernelInitializer: initializer(2)}),
      ],
    });
    const optimizer = tf.train.sgd(1);
    const start = model.getWeights().map((weight) => weight.clone());
    const weightsAfter = async (seed: string): Promise<Float32Array[]> => {
      model.setWeights(start);
      await descend(model, images(1), {optimizer, batchSize: 1, seed});
      return model.getWeights().map((weight) => weight.dataSync<'float32'>().slice());
    };
    const after = await weightsAfter('first');
    const isIn = Array.from(after[1]!, (bias) => bias !== 0);
    const count = isIn.filter(Boolean).length;
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(units);
    tf.tidy(() => {
      // Those that are in count for four, by what tfjs's Dropout layers do.
      const mask = tf.tensor1d(isIn.map((is) => (is ? 4 : 0)));
      const {x, y} = toTensors(images(1), {classes: 3});
      const gradients = tf.grads((...[kernel, bias, upper, upperBias]: tf.Tensor[]) => {
        const hidden = tf.mul(tf.tanh(tf.add(tf.matMul(x, kernel!), bias!)), mask);
        return tf.losses.softmaxCrossEntropy(y, tf.add(tf.matMul(hidden, upper!), upperBias!));
      })(start);
      after.forEach((weight, place) => {
        expectClose(weight, tf.sub(start[place]!, gradients[place]!).dataSync());
      });
    });
    expect(await weightsAfter('first')).toEqual(after);
    expect((await weightsAfter('second'))[1]).not.toEqual(after[1]);
    tf.dispose(start);
    for (const one of [model, optimizer]) one.dispose();
  });

  it.each([
    [
      {units: 2, activation: 'elu'},
      "descend: layer 'hidden' must be Dropout on another layer than Dropout, or of sigmoid, tanh, softsign, relu units with biases, got Dense of elu units.",
    ],
    [
      {units: 2, activation: 'tanh', useBias: false},
      "descend: layer 'hidden' must be Dropout on another layer than Dropout, or of sigmoid, tanh, softsign, relu units with biases, got Dense of tanh units.",
    ],
  ] as const)('takes no layers whose gradient it does not know', async (hidden, message) => {
    const {dense} = tf.layers;
    const model = tf.sequential({
      layers: [dense({name: 'hidden', ...hidden, inputShape: [6]}), dense({units: 3, activation: 'softmax'})],
    });
    const optimizer = tf.train.sgd(1);
    await expect(descend(model, images(1), {optimizer, batchSize: 1})).rejects.toThrow(message);
    for (const one of [model, optimizer]) one.dispose();
  });

  it('takes no Dropout on Dropout, of which it would leave one out', async () => {
    const {dense, dropout} = tf.layers;
    const model = tf.sequential({
      layers: [
        dense({units: 2, activation: 'tanh', inputShape: [6]}),
        dropout({rate: 0.5}),
        dropout({name: 'again', rate: 0.5}),
        dense({units: 3, activation: 'softmax'}),
      ],
    });
    const optimizer = tf.train.sgd(1);
    await expect(descend(model, images(1), {optimizer, batchSize: 1})).rejects.toThrow(
      "descend: layer 'again' must be Dropout on another layer than Dropout",
    );
    for (const one of [model, optimizer]) one.dispose();
  });
});
