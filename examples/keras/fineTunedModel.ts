import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs';
import {DBN, fileSystem} from 'tfjs-dbn';
import {PIXELS, type Images} from '../../datasets/Dataset.js';
import {digits} from '../../datasets/digits.js';
import {writeNpy} from './writeNpy.js';

/** How many rows have labels in tfjs; the others are for Keras. */
const LABELLED = 2000;

/**
 * Pre-trains a stack of machines on digits, fine-tunes it with a few labels, and saves it in tfjs's own format.
 *
 * @param folder - Gets `model/`, all rows with their labels in `train/`, and in `test/` others with the model's outputs for them.
 */
export async function fineTunedModel(folder: string, {seed}: {seed: number}): Promise<void> {
  const {train, test} = digits();
  const x = tf.tensor2d(train.pixels, [train.labels.length, PIXELS]);
  const dbn = new DBN({visible: PIXELS, hidden: [200, 100], seed});
  await dbn.pretrain(x, {epochs: 5, batchSize: 100});

  const model = dbn.toSequential({units: 10, activation: 'softmax'});
  model.compile({optimizer: tf.train.adam(), loss: 'categoricalCrossentropy', metrics: ['accuracy']});
  const rows = tf.slice(x, 0, LABELLED);
  const labels = tf.tidy(() =>
    tf.oneHot(tf.tensor1d(train.labels.subarray(0, LABELLED), 'int32'), 10).toFloat(),
  );
  // Not shuffled: no seed would fix the order, and the digits are mixed already.
  await model.fit(rows, labels, {epochs: 2, batchSize: 50, shuffle: false, verbose: 0});
  await model.save(fileSystem(join(folder, 'model')));

  await writeImages(join(folder, 'train'), train);
  await writeImages(join(folder, 'test'), test);
  const unseen = tf.tensor2d(test.pixels, [test.labels.length, PIXELS]);
  const outputs = model.predict(unseen) as tf.Tensor;
  await writeNpy(join(folder, 'test/outputs.npy'), {
    values: await outputs.data<'float32'>(),
    shape: outputs.shape,
  });
  tf.dispose([x, rows, labels, unseen, outputs]);
  model.optimizer.dispose();
  model.dispose();
  dbn.dispose();
}

async function writeImages(folder: string, {pixels, labels}: Images): Promise<void> {
  await mkdir(folder, {recursive: true});
  await writeNpy(join(folder, 'x.npy'), {values: pixels, shape: [labels.length, PIXELS]});
  await writeNpy(join(folder, 'labels.npy'), {values: labels, shape: [labels.length]});
}
