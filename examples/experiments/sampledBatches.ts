import * as tf from '@tensorflow/tfjs';
import type {Images} from '../datasets/Dataset.js';
import {imagesAt} from '../datasets/imagesAt.js';
import {randomNumbers} from '../datasets/randomNumbers.js';
import {shuffle} from '../datasets/shuffle.js';
import {toTensors} from '../toTensors.js';
import {drawPixels} from './drawPixels.js';

/**
 * Gives the images of an epoch with their labels, in a new order, each pixel drawn anew, as {@link drawPixels} does. A machine of binary
 * units that is shown grey values takes them for states that vary less than its own do: it forgets what varies little, and learns the
 * noise of the others by heart.
 *
 * @param images - Their pixels are in [0, 1].
 * @returns A function of the epoch's number; the same seed and epoch give the same images.
 */
export function sampledBatches(
  images: Images,
  {batchSize, seed}: {batchSize: number; seed: number},
): (epoch: number) => tf.data.Dataset<{xs: tf.Tensor2D; ys: tf.Tensor2D}> {
  const rows = images.labels.length;
  return (epoch) =>
    tf.data.generator(function* () {
      const {below, uniform} = randomNumbers(`${String(seed)}, sampled in epoch ${String(epoch)}`);
      const order = Int32Array.from({length: rows}, (_, row) => row);
      shuffle(order, below);
      for (let from = 0; from < rows; from += batchSize) {
        const batch = order.subarray(from, from + batchSize);
        const {x: xs, y: ys} = toTensors(drawPixels(imagesAt(images, batch), uniform));
        yield {xs, ys};
      }
    });
}
