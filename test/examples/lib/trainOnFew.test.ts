import * as tf from '@tensorflow/tfjs';
import {xavierUniform} from 'tfjs-dbn';
import {trainOnFew} from '../../../examples/lib/trainOnFew.js';
import {read} from '../../read.js';

/** Two classes in two columns: which of the columns is the larger one. */
function rows(): {x: tf.Tensor2D; y: tf.Tensor2D} {
  const x = Array.from({length: 40}, (_, row) => [row % 2, 1 - (row % 2) + row / 100]);
  return {x: tf.tensor2d(x), y: tf.tensor2d(x.map((_, row) => [row % 2, 1 - (row % 2)]))};
}

function network(): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.dense({
        units: 4,
        activation: 'sigmoid',
        kernelInitializer: xavierUniform({seed: 1}),
        inputShape: [2],
      }),
      tf.layers.dense({units: 2, activation: 'softmax', kernelInitializer: xavierUniform({seed: 2})}),
    ],
  });
}

describe('trainOnFew', () => {
  it('learns with the output layer alone, and leaves those below as they are, with 0 epochs', async () => {
    const [model, data] = [network(), rows()];
    const before = read(model.layers[0]!.getWeights()[0]!.clone());
    await trainOnFew(model, data, {learningRate: 0.1, epochs: 0});
    expect(read(model.layers[0]!.getWeights()[0]!.clone())).toEqual(before);
    const guesses = tf.tidy(() => read(tf.argMax(model.predict(data.x) as tf.Tensor2D, 1)));
    expect(guesses).toEqual(Array.from({length: 40}, (_, row) => 1 - (row % 2)));
    model.dispose();
    tf.dispose([data.x, data.y]);
  });

  it('trains the whole network after that, and tells of each epoch', async () => {
    const [model, data] = [network(), rows()];
    const before = read(model.layers[0]!.getWeights()[0]!.clone());
    const loss = (): number =>
      tf.tidy(
        () =>
          tf.metrics
            .categoricalCrossentropy(data.y, model.predict(data.x) as tf.Tensor2D)
            .mean()
            .dataSync()[0]!,
      );
    await trainOnFew(model, data, {learningRate: 0.01, epochs: 0});
    const [first, epochs] = [loss(), [] as number[]];
    await trainOnFew(model, data, {
      learningRate: 0.01,
      epochs: 20,
      onEpochEnd: (epoch) => epochs.push(epoch),
    });
    expect(read(model.layers[0]!.getWeights()[0]!.clone())).not.toEqual(before);
    expect(loss()).toBeLessThan(first);
    expect(epochs).toEqual(Array.from({length: 20}, (_, epoch) => epoch));
    model.dispose();
    tf.dispose([data.x, data.y]);
  });
});
