import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs';
import {DBN} from 'tfjs-dbn';
import {NOISE, PATCH_SIDE, patches} from '../datasets/patches.js';
import {drawPanels} from './lib/drawPanels.js';
import {OUTPUT, type ExampleArgs} from './lib/ExampleArgs.js';
import {rowsOf} from './lib/rowsOf.js';

const PIXELS = PATCH_SIDE ** 2;

/**
 * Real-valued data: learns the edges in patches of photographs, and how noisy each pixel is, from grey values as the camera
 * gave them, and hands what it learned to a network that takes such grey values too.
 */
export async function gaussian({quick, seed}: ExampleArgs): Promise<void> {
  const training = patches(5000, {seed});
  const test = patches(1000, {seed: seed + 1});
  const x = tf.tensor2d(training.pixels, [5000, PIXELS]);
  const unseen = tf.tensor2d(test.pixels, [1000, PIXELS]);

  // Gaussian units model values around 0 of variance 1. With `standardize`, the machine measures mean and deviation of each
  // pixel when it is first trained, and keeps them: whatever it takes or returns is on the scale of the data. With
  // `variance: 'learned'` it also learns how much of each pixel the hidden units leave unexplained.
  const dbn = new DBN({
    visible: {units: PIXELS, type: 'gaussian', standardize: true, variance: 'learned'},
    hidden: [96],
    seed,
  });
  await dbn.pretrain(x, {
    epochs: quick ? 8 : 90,
    learningRate: 0.005,
    varianceRate: 1,
    // Each hidden unit is to be active for one patch in twenty: so it becomes a detector of something particular.
    sparsity: {target: 0.05, cost: 1},
    centering: 'data',
  });

  // Does it rebuild patches that it has not seen? Always answering the mean of each pixel is what it has to beat.
  const rebuilt = dbn.reconstruct(unseen);
  const {mean, variance} = tf.moments(x, 0);
  console.log(`\nUnseen patches, grey values from 0 to 255, the root of the mean squared error of`);
  console.log(`  their reconstructions:      ${rootMeanSquare(rebuilt, unseen).toFixed(1)}`);
  console.log(`  the mean of each pixel:     ${rootMeanSquare(mean, unseen).toFixed(1)}`);

  // The variances are learned as logarithms, of the standardised pixels: times the deviations of the data, they are in grey
  // values. They hold the camera's noise, and what 96 filters leave out beside it.
  const [weights, visibleBias, hiddenBias, logVariance] = dbn.rbms[0]!.getWeights();
  const noise = tf.tidy(() => tf.mul(tf.exp(tf.div(logVariance!, 2)), tf.sqrt(variance)).dataSync());
  const middle = (PIXELS + PATCH_SIDE) / 2;
  console.log(`\nNoise, a deviation in grey values   in the middle   in a corner`);
  console.log(`  learned                           ${words(noise[middle]!)}   ${words(noise[0]!)}`);
  console.log(`  the camera's                      ${words(NOISE[middle]!)}   ${words(NOISE[0]!)}`);
  console.log(`  correlation over all pixels: ${correlation(noise, NOISE).toFixed(2)}`);

  // The network's first layer has the standardisation in its weights, so that it takes raw grey values as well.
  // It stays as it is: steps of gradient descent are made for inputs around 0, and would be far too long for these.
  const model = dbn.toSequential({units: 4, activation: 'softmax'});
  model.layers[0]!.trainable = false;
  const optimizer = tf.train.adam(0.02);
  model.compile({optimizer, loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy']});
  const labels = tf.tensor1d(training.directions, 'float32');
  const unseenLabels = tf.tensor1d(test.directions, 'float32');
  await model.fit(x, labels, {epochs: quick ? 5 : 20, batchSize: 50, shuffle: false, verbose: 0});
  const [loss, accuracy] = model.evaluate(unseen, unseenLabels) as tf.Scalar[];
  const percent = (100 * accuracy!.dataSync()[0]!).toFixed(1);
  console.log(`\nThe network, on raw grey values, tells four directions of edges apart: ${percent} %`);

  const file = join(OUTPUT, 'gaussian.svg');
  const filters = tf.tidy(() => rowsOf(tf.transpose(weights)));
  const [originals, copies] = [unseen, rebuilt].map((images) => rowsOf(images).slice(0, 16));
  await drawPanels(file, [
    {title: 'What each hidden unit looks for', images: filters, columns: 16, palette: 'signed'},
    {title: 'Patches that it has not seen', images: originals!, columns: 16, range: [0, 255]},
    {title: 'Their reconstructions', images: copies!, columns: 16, range: [0, 255]},
    {
      title: "Noise of each pixel: learned, and the camera's",
      images: [noise, NOISE],
      columns: 8,
      range: [0, 24],
    },
  ]);
  console.log(`\nFilters, reconstructions and noise: ${file}`);
  tf.dispose([x, unseen, rebuilt, mean, variance, weights, visibleBias, hiddenBias, logVariance!]);
  tf.dispose([labels, unseenLabels, loss!, accuracy!]);
  for (const owned of [dbn, model, optimizer]) owned.dispose();
}

function rootMeanSquare(guess: tf.Tensor, truth: tf.Tensor): number {
  return tf.tidy(() => tf.sqrt(tf.mean(tf.squaredDifference(guess, truth))).dataSync()[0]!);
}

function words(deviation: number): string {
  return deviation.toFixed(1).padStart(13);
}

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [left, right] = [a, b].map((values) => {
    const list = Array.from(values);
    const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
    const centred = list.map((value) => value - mean);
    const length = Math.hypot(...centred);
    return centred.map((value) => value / length);
  });
  return left!.reduce((sum, value, place) => sum + value * right![place]!, 0);
}
