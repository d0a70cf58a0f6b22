import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs';
import {DBN, fileSystem} from 'tfjs-dbn';
import {writeNpy} from '../../examples/keras/writeNpy.js';

/** The activations of which tfjs and Keras 3 have the same idea, as tfjs spells them. */
const ACTIVATIONS = [
  'elu',
  'gelu',
  'linear',
  'logSoftmax',
  'mish',
  'relu',
  'relu6',
  'selu',
  'sigmoid',
  'softmax',
  'softplus',
  'softsign',
  'swish',
  'tanh',
];

/**
 * Saves tfjs models with what they make of some rows: each in a folder of its own, with `x.npy` and `outputs.npy` in it. `bare`
 * is a small one to do harm to.
 */
export async function saveModels(folder: string): Promise<void> {
  await saveModel(join(folder, 'layers'), [
    tf.layers.inputLayer({inputShape: [4, 3], name: 'rows'}),
    tf.layers.dropout({rate: 0.5, name: 'drop', seed: 3}),
    tf.layers.dense({
      units: 6,
      activation: 'tanh',
      name: 'first',
      kernelInitializer: 'XavierUniform',
      kernelRegularizer: tf.regularizers.l2({l2: 0.25}),
      biasRegularizer: tf.regularizers.l1({l1: 0.5}),
      kernelConstraint: tf.constraints.maxNorm({maxValue: 3, axis: 1}),
      biasConstraint: tf.constraints.nonNeg(),
    }),
    tf.layers.flatten({name: 'flat'}),
    tf.layers.activation({activation: 'softsign', name: 'squashed'}),
    tf.layers.dense({units: 5, useBias: false, trainable: false, name: 'frozen'}),
    tf.layers.dense({
      units: 3,
      activation: 'softmax',
      name: 'output',
      kernelConstraint: tf.constraints.minMaxNorm({minValue: 0.5, maxValue: 2, rate: 0.75, axis: 0}),
      biasConstraint: tf.constraints.unitNorm({axis: 0}),
    }),
  ]);
  await saveModel(join(folder, 'channels'), [
    tf.layers.flatten({dataFormat: 'channelsFirst', inputShape: [2, 3, 4]}),
    tf.layers.dense({units: 3}),
  ]);
  await saveModel(join(folder, 'bare'), [tf.layers.dense({units: 2, inputShape: [3], name: 'only'})]);
  for (const activation of ACTIVATIONS) {
    await saveModel(join(folder, activation), [
      tf.layers.dense({units: 8, inputShape: [4], activation: activation as 'relu'}),
    ]);
  }
  await saveTrained(join(folder, 'trained'));
  const dbn = new DBN({visible: 6, hidden: [5, 4], seed: 1});
  const stack = dbn.toSequential({units: 3, activation: 'softmax'});
  await save(join(folder, 'stack'), stack);
  stack.dispose();
  dbn.dispose();
}

/** Saves a model of layers, with other weights than the layers begin with: no bias is 0. */
async function saveModel(folder: string, layers: tf.layers.Layer[]): Promise<void> {
  const model = tf.sequential({layers});
  const weights = model
    .getWeights()
    .map((weight, place) => tf.randomNormal(weight.shape, 0, 1, 'float32', place + 1));
  model.setWeights(weights);
  await save(folder, model);
  tf.dispose(weights);
  model.dispose();
}

/** Saves a model with its optimizer's state. */
async function saveTrained(folder: string): Promise<void> {
  const model = tf.sequential({layers: [tf.layers.dense({units: 2, inputShape: [3]})]});
  model.compile({optimizer: tf.train.adam(0.1), loss: 'meanSquaredError'});
  const [x, y] = [tf.ones([8, 3]), tf.zeros([8, 2])];
  await model.fit(x, y, {verbose: 0});
  await save(folder, model, {includeOptimizer: true});
  tf.dispose([x, y]);
  model.optimizer.dispose();
  model.dispose();
}

async function save(folder: string, model: tf.Sequential, config?: tf.io.SaveConfig): Promise<void> {
  await mkdir(folder);
  await model.save(fileSystem(folder), config);
  const [, ...sides] = model.inputs[0]!.shape as number[];
  // Wide enough for every branch of every activation.
  const x = tf.randomNormal([50, ...sides], 0, 2, 'float32', 7);
  const outputs = model.predict(x) as tf.Tensor;
  await writeNpy(join(folder, 'x.npy'), {values: await x.data<'float32'>(), shape: x.shape});
  await writeNpy(join(folder, 'outputs.npy'), {
    values: await outputs.data<'float32'>(),
    shape: outputs.shape,
  });
  tf.dispose([x, outputs]);
}
