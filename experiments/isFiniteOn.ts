import * as tf from '@tensorflow/tfjs';

/** Whether a network's weights, and what it makes of some rows, are all finite; its loss is no sign of that on every backend. */
export function isFiniteOn(model: tf.LayersModel, x: tf.Tensor): boolean {
  return tf.tidy(() => {
    const tensors = [...model.getWeights(), model.predict(x) as tf.Tensor];
    return tensors.every((tensor) => tf.all(tf.isFinite(tensor)).dataSync()[0] === 1);
  });
}
