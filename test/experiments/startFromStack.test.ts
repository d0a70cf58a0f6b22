import * as tf from '@tensorflow/tfjs';
import {denseNetwork} from '../../examples/lib/denseNetwork.js';
import {startFromStack} from '../../experiments/startFromStack.js';
import {DBN, xavierUniform} from '../../src/index.js';

/** A stack whose weights and biases are all far from 0. */
function stack(): DBN {
  const dbn = new DBN({visible: 5, hidden: [4, 3], seed: 1});
  dbn.rbms.forEach((rbm, layer) =>
    tf.tidy(() =>
      rbm.setWeights(
        rbm
          .getWeights()
          .map((weight, place) =>
            tf.randomNormal(weight.shape, 0.3, 1, 'float32', 10 * layer + place),
          ) as never,
      ),
    ),
  );
  return dbn;
}

/** What comes out of the last hidden layer. */
function below(model: tf.Sequential, x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => model.layers.slice(0, -1).reduce((up, layer) => layer.apply(up) as tf.Tensor, x));
}

describe('startFromStack', () => {
  it.each([
    ['sigmoid', [0, 1]],
    ['sigmoid', [-1, 1]],
    ['tanh', [0, 1]],
    ['tanh', [-1, 1]],
    ['tanh', [2, 5]],
  ] as const)(
    'makes of %s units, with inputs in %j, exactly what the stack makes of its own',
    (activation, range) => {
      const dbn = stack();
      const model = denseNetwork([5, 4, 3, 2], {
        activation,
        initializer: (layer) => xavierUniform({seed: layer}),
      });
      startFromStack(model, dbn, {activation, range});
      const [low, high] = range;
      tf.tidy(() => {
        const v = tf.randomUniform<tf.Rank.R2>([20, 5], 0, 1, 'float32', 7);
        const x = tf.add(tf.mul(v, high - low), low);
        const on = dbn.transform(v);
        const expected = activation === 'tanh' ? tf.sub(tf.mul(on, 2), 1) : on;
        const differences = tf.abs(tf.sub(below(model, x), expected));
        expect(tf.max(differences).dataSync()[0]).toBeLessThan(1e-5);
      });
      model.dispose();
      dbn.dispose();
    },
  );

  it('gives softsign what it gives tanh, and leaves the last layer', () => {
    const dbn = stack();
    const [softsign, tanh] = (['softsign', 'tanh'] as const).map((activation) => {
      const initializer = (layer: number) => xavierUniform({seed: layer});
      const model = denseNetwork([5, 4, 3, 2], {activation, initializer});
      const last = Array.from(model.layers.at(-1)!.getWeights()[0]!.dataSync());
      startFromStack(model, dbn, {activation, range: [0, 1]});
      expect(Array.from(model.layers.at(-1)!.getWeights()[0]!.dataSync())).toEqual(last);
      const weights = model.getWeights().map((weight) => Array.from(weight.dataSync()));
      model.dispose();
      return weights;
    });
    expect(softsign).toEqual(tanh);
    dbn.dispose();
  });
});
