import * as tf from '@tensorflow/tfjs';
import type {RBM} from 'tfjs-dbn';
import type {Images} from '../datasets/Dataset.js';
import {imagesAt} from '../datasets/imagesAt.js';
import {randomNumbers} from '../datasets/randomNumbers.js';
import {shuffle} from '../datasets/shuffle.js';
import {toTensors} from '../examples/lib/toTensors.js';
import {drawPixels, pixelNoise} from './drawPixels.js';

/** Options of {@link sampledBatches}. */
interface SampledBatchesArgs {
  batchSize: number;
  seed: number;
  /** Machines below the one that learns, the lowest first: it is shown states of the last one's hidden units. @defaultValue none */
  below?: readonly RBM[];
}

/**
 * Gives the images of an epoch with their labels, in a new order, each pixel drawn anew, as {@link drawPixels} does, and so the hidden
 * units of each machine below. A machine of binary units that is shown grey values, or probabilities, takes them for states that vary
 * less than its own do: it forgets what varies little, and learns the noise of the others by heart.
 *
 * @param images - Their pixels are in [0, 1].
 * @returns A function of the epoch's number; the same machines, seed and epoch give the same states.
 */
export function sampledBatches(
  images: Images,
  {batchSize, seed, below = []}: SampledBatchesArgs,
): (epoch: number) => tf.data.Dataset<{xs: tf.Tensor2D; ys: tf.Tensor2D}> {
  const rows = images.labels.length;
  return (epoch) =>
    tf.data.generator(function* () {
      const ofEpoch = `${seed}, sampled in epoch ${epoch}`;
      const noise = pixelNoise(`${ofEpoch}, noise`);
      const order = Int32Array.from({length: rows}, (_, row) => row);
      shuffle(order, randomNumbers(ofEpoch).below);
      for (let from = 0; from < rows; from += batchSize) {
        const batch = order.subarray(from, from + batchSize);
        let states = drawPixels(imagesAt(images, batch), noise);
        for (const machine of below) states = drawPixels(hiddenProbabilities(machine, states), noise);
        const {x: xs, y: ys} = toTensors(states);
        yield {xs, ys};
      }
    });
}

/** The probability that each hidden unit is on, in the place of pixels. */
function hiddenProbabilities(machine: RBM, {pixels, labels}: Images): Images {
  const x = tf.tensor2d(pixels, [labels.length, pixels.length / labels.length]);
  const hidden = machine.transform(x);
  // Not in tf.tidy, which would look for tensors among the values, one by one.
  const probabilities = hidden.dataSync<'float32'>();
  tf.dispose([x, hidden]);
  return {pixels: probabilities, labels};
}
