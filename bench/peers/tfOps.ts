/** CD-1 as one writes it with tfjs's ops. */
import * as tf from '@tensorflow/tfjs';
import {peerArgs} from './PeerArgs.js';
import {serve} from './serve.js';
import {readRows, startTf} from './startTf.js';

const args = peerArgs();
const {rows, sizes, batchSize, learningRate, momentum, weightDecay} = args;
const [numVisible, numHidden] = [sizes[0], sizes[1]!];
const version = await startTf(args);
const x = await readRows(args);

/** A parameter and its velocity. */
interface Learned {
  value: tf.Variable;
  velocity: tf.Variable;
}
const weights = learned(tf.randomNormal([numVisible, numHidden], 0, 0.01));
const visibleBias = learned(tf.zeros([numVisible]));
const hiddenBias = learned(tf.zeros([numHidden]));

await serve({
  version,
  dataBytes: 4 * x.size,
  train: () => {
    const order = tf.util.createShuffledIndices(rows);
    for (let start = 0; start < rows; start += batchSize) {
      const indices = Int32Array.from(order.subarray(start, start + batchSize));
      tf.tidy(() => step(tf.gather(x, tf.tensor1d(indices, 'int32'))));
    }
    // The native backend computes when it is asked to.
    weights.value.dataSync();
  },
});

function step(visible: tf.Tensor2D): void {
  const hiddenMean = meanHidden(visible);
  const hidden = sample(hiddenMean);
  const visibleAfter = sample(
    tf.sigmoid(tf.add(tf.matMul(hidden, weights.value, false, true), visibleBias.value)),
  );
  const hiddenAfter = meanHidden(visibleAfter);
  const size = visible.shape[0];
  const associations = tf
    .matMul(visible, hiddenMean, true, false)
    .sub(tf.matMul(visibleAfter, hiddenAfter, true, false))
    .div(size);
  learn(weights, associations.sub(weights.value.mul(weightDecay)));
  learn(visibleBias, visible.sub(visibleAfter).mean(0));
  learn(hiddenBias, hiddenMean.sub(hiddenAfter).mean(0));
}

function meanHidden(visible: tf.Tensor): tf.Tensor {
  return tf.sigmoid(tf.add(tf.matMul(visible, weights.value), hiddenBias.value));
}

function sample(mean: tf.Tensor): tf.Tensor {
  return tf.randomUniform(mean.shape, 0, 1).less(mean).toFloat();
}

function learned(value: tf.Tensor): Learned {
  return {value: tf.variable(value), velocity: tf.variable(tf.zerosLike(value))};
}

function learn({value, velocity}: Learned, gradient: tf.Tensor): void {
  velocity.assign(velocity.mul(momentum).add(gradient));
  value.assign(value.add(velocity.mul(learningRate)));
}
