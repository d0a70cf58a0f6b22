import * as tf from '@tensorflow/tfjs';
import type {Settings} from './settings.js';

/** Images and labels as tfjs wants them. */
export interface Examples {
  x: tf.Tensor2D;
  y: tf.Tensor2D;
}

/**
 * Trains a classifier by back-propagation, the same way whatever it starts from.
 *
 * @param onEpochEnd - Told the test error of each epoch, in percent.
 * @returns The test error after each epoch, in percent.
 */
export async function fineTune(
  model: tf.Sequential,
  {train, test}: {train: Examples; test: Examples},
  {settings, onEpochEnd}: {settings: Settings; onEpochEnd: (epoch: number, error: number) => void},
): Promise<number[]> {
  const errors: number[] = [];
  const optimizer = tf.train.adam(settings.learningRate);
  model.compile({optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy']});
  await model.fit(train.x, train.y, {
    epochs: settings.fineTuneEpochs,
    batchSize: settings.batchSize,
    // tfjs shuffles with random numbers that no seed fixes; the digits are mixed already.
    shuffle: false,
    validationData: [test.x, test.y],
    verbose: 0,
    callbacks: {
      onEpochEnd: (epoch, logs) => {
        const error = 100 * (1 - logs!['val_acc']!);
        errors.push(error);
        onEpochEnd(epoch, error);
      },
    },
  });
  optimizer.dispose();
  return errors;
}
