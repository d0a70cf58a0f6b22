import * as tf from '@tensorflow/tfjs';
import type {Images} from '../datasets/Dataset.js';
import {imagesAt} from '../datasets/imagesAt.js';
import {randomNumbers} from '../datasets/randomNumbers.js';
import {shuffle} from '../datasets/shuffle.js';
import {someOf} from '../datasets/someOf.js';
import {descend} from './descend.js';
import {drawPixels, pixelNoise} from './drawPixels.js';
import {percentWrong} from './percentWrong.js';

/** Options of {@link trainClassifier}. */
interface TrainClassifierArgs {
  /** Step size in each epoch, counted from 1. */
  rate: (epoch: number) => number;
  /** Share of the last step that is made again, of gradient descent; or Adam. @defaultValue 0 */
  momentum?: number | 'adam';
  batchSize: number;
  /**
   * In how many of the first epochs the pixels of the images that are learned are drawn anew, as {@link drawPixels} does: noise, with
   * which less is learned by heart. In the others they are as they are, as those of validation images always.
   *
   * @defaultValue 0
   */
  drawnEpochs?: number;
  epochs: number;
  /** Of how many parts of an epoch, of whole batches, the loss is wanted. @defaultValue 1 */
  lossesPerEpoch?: number;
  /** Fixes in which order the rows are taken, which is another one in each epoch, how pixels are drawn, and what Dropout layers leave out. */
  seed: number;
  /** Told which epoch has ended, how that went in words, and how many validation images are wrong, in percent. */
  onEpochEnd?: (epoch: number, words: string, error: number) => void;
}

/** How a training went. */
export interface ClassifierTraining {
  /** The epoch with the fewest wrong validation images, the last one of them, counted from 1. */
  bestEpoch: number;
  /** Validation images that are wrong after each epoch, in percent. */
  validationErrors: number[];
  /** Mean loss of the training images in each part of each epoch, of each batch before its step. */
  losses: number[];
}

/**
 * Trains a classifier by back-propagation for all epochs, so that a step size that falls to 0 gets there; the model then takes the weights
 * of the epoch with the fewest wrong validation images, of several the last one, whose steps were the smallest.
 *
 * @param model - As {@link descend} wants it; it stays the caller's.
 */
export async function trainClassifier(
  model: tf.Sequential,
  {train, valid}: {train: Images; valid: Images},
  {
    rate,
    momentum = 0,
    batchSize,
    drawnEpochs = 0,
    epochs,
    lossesPerEpoch = 1,
    seed,
    onEpochEnd,
  }: TrainClassifierArgs,
): Promise<ClassifierTraining> {
  const rows = train.labels.length;
  const part = batchSize * Math.ceil(rows / batchSize / lossesPerEpoch);
  const {optimizer, setRate, dispose} = optimizerOf(rate(1), momentum);
  const {below} = randomNumbers(`${seed}, order of rows`);
  const noise = pixelNoise(`${seed}, pixels`);
  const order = Int32Array.from({length: rows}, (_, row) => row);
  const training: ClassifierTraining = {bestEpoch: 0, validationErrors: [], losses: []};
  let best: tf.Tensor[] = [];
  try {
    for (let epoch = 1; epoch <= epochs; ++epoch) {
      setRate(rate(epoch));
      shuffle(order, below);
      const shuffled = imagesAt(train, order);
      const images = epoch <= drawnEpochs ? drawPixels(shuffled, noise) : shuffled;
      for (let from = 0; from < rows; from += part) {
        const loss = await descend(model, someOf(images, from, from + part), {
          optimizer,
          batchSize,
          seed: `${seed}, left out in epoch ${epoch}, from row ${from}`,
        });
        training.losses.push(loss);
      }
      const error = percentWrong(model, valid);
      if (error <= Math.min(100, ...training.validationErrors)) {
        training.bestEpoch = epoch;
        tf.dispose(best);
        best = model.getWeights().map((weight) => weight.clone());
      }
      training.validationErrors.push(error);
      onEpochEnd?.(epoch, `epoch ${epoch}, ${error.toFixed(2)} % wrong`, error);
    }
    if (best.length > 0) model.setWeights(best);
    return training;
  } finally {
    tf.dispose(best);
    dispose();
  }
}

/** Makes an optimizer whose step size can be changed. */
function optimizerOf(
  rate: number,
  momentum: number | 'adam',
): {optimizer: tf.Optimizer; setRate: (rate: number) => void; dispose: () => void} {
  if (momentum === 'adam') {
    const optimizer = tf.train.adam(rate);
    // Which it reads at each step.
    const setRate = (next: number): void => void Object.assign(optimizer, {learningRate: next});
    return {optimizer, setRate, dispose: () => optimizer.dispose()};
  }
  const optimizer = tf.train.momentum(rate, momentum);
  return {
    optimizer,
    setRate: (next) => optimizer.setLearningRate(next),
    dispose: () => {
      optimizer.dispose();
      // Which dispose of tfjs's momentum leaves behind.
      (optimizer as unknown as {c: tf.Tensor}).c.dispose();
    },
  };
}
