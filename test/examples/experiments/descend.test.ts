import * as tf from '@tensorflow/tfjs';
import {xavierUniform} from 'tfjs-dbn';
import {denseNetwork} from '../../../examples/denseNetwork.js';
import {descend} from '../../../examples/experiments/descend.js';
import {toTensors} from '../../../examples/toTensors.js';
import {keyFromSeed} from '../../../src/random/Key.js';
import {normal} from '../../../src/random/normal.js';

describe('descend', () => {
  it.each(['sigmoid', 'tanh', 'softsign'] as const)('steps as model.fit does, %s', async (activation) => {
    const initializer = (layer: number): ReturnType<typeof xavierUniform> => xavierUniform({seed: layer});
    const [ours, theirs] = [
      denseNetwork([6, 5, 4, 3], {activation, initializer}),
      denseNetwork([6, 5, 4, 3], {activation, initializer}),
    ];
    // The last batch is smaller.
    const images = {
      pixels: normal(keyFromSeed(1), {rows: 23, columns: 6}),
      labels: Uint8Array.from({length: 23}, (_, row) => row % 3),
    };
    const start = ours.getWeights().map((weight) => weight.dataSync().slice());
    descend(ours, images, {activation, rate: 0.5, batchSize: 10});
    const optimizer = tf.train.sgd(0.5);
    theirs.compile({optimizer, loss: 'categoricalCrossentropy'});
    const {x, y} = toTensors(images, {classes: 3});
    await theirs.fit(x, y, {epochs: 1, batchSize: 10, shuffle: false, verbose: 0});
    ours.getWeights().forEach((weight, place) => {
      const [found, expected] = [weight.dataSync(), theirs.getWeights()[place]!.dataSync()];
      found.forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 5));
      expect(found).not.toEqual(start[place]);
    });
    tf.dispose([x, y]);
    ours.dispose();
    theirs.dispose();
    optimizer.dispose();
  });
});
