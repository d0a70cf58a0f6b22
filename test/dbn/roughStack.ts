import * as tf from '@tensorflow/tfjs';
import {DBN, type DBNArgs} from 'tfjs-dbn';

/**
 * Makes a stack that has seen the data, so that it knows what to standardise them by, and then got parameters that are far
 * from 0, log-variances too: what is left out of a formula shows.
 */
export async function roughStack(args: DBNArgs, x: tf.Tensor2D): Promise<DBN> {
  const dbn = new DBN({seed: 1, ...args});
  await dbn.pretrain(x, {verbose: 0, epochs: 1, learningRate: 1e-6});
  dbn.rbms.forEach((rbm, layer) => {
    const old = rbm.getWeights();
    const rough = old.map((tensor, place) =>
      tf.randomNormal(tensor.shape, 0, 0.6, 'float32', 10 * layer + place + 1),
    );
    rbm.setWeights(rough);
    tf.dispose([old, rough]);
  });
  return dbn;
}

/** Rows on a scale of their own: every column has another mean and deviation. */
export function rawRows(rows: number, columns: number): tf.Tensor2D {
  return tf.tidy(() => {
    const noise = tf.randomNormal<tf.Rank.R2>([rows, columns], 0, 1, 'float32', 7);
    return tf.add(tf.mul(noise, tf.range(1, columns + 1)), tf.linspace(-20, 30, columns));
  });
}

/** Rows of grey values in [0, 1]. */
export function greyRows(rows: number, columns: number): tf.Tensor2D {
  return tf.randomUniform<tf.Rank.R2>([rows, columns], 0, 1, 'float32', 7);
}
