import * as tf from '@tensorflow/tfjs';

/**
 * Makes a classifier of grey images from one that has learned from drawn ones, whose pixels are on or off with their grey as the
 * probability of on: it says what that one says on average over draws of an image.
 *
 * @param model - It stays the caller's.
 * @param args - `draws`: of each image; `seed`: fixes them.
 */
export function overDraws(
  model: tf.Sequential,
  {draws, seed}: {draws: number; seed: number},
): {predict: (x: tf.Tensor2D) => tf.Tensor2D} {
  let drawn = 0;
  return {
    predict: (x) =>
      tf.tidy(() => {
        let sum = tf.scalar(0);
        for (let draw = 0; draw < draws; ++draw) {
          const chance = tf.randomUniform(
            x.shape,
            0,
            1,
            'float32',
            `${String(seed)}, draw ${String(++drawn)}`,
          );
          sum = tf.add(sum, model.predict(tf.cast(tf.less(chance, x), 'float32')) as tf.Tensor);
        }
        return tf.div(sum, draws);
      }),
  };
}
