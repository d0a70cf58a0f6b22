import {setImmediate} from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import type {Images} from '../datasets/Dataset.js';
import {toTensors} from '../examples/lib/toTensors.js';

/** What hidden layers compute of their sums, and its slope, told by what came out. */
const HIDDEN: Record<string, {of: (sum: tf.Tensor) => tf.Tensor; slope: (value: tf.Tensor) => tf.Tensor}> = {
  sigmoid: {of: tf.sigmoid, slope: (value) => tf.sub(value, tf.square(value))},
  tanh: {of: tf.tanh, slope: (value) => tf.sub(1, tf.square(value))},
  softsign: {
    of: (sum) => tf.div(sum, tf.add(tf.abs(sum), 1)),
    slope: (value) => tf.square(tf.sub(1, tf.abs(value))),
  },
  relu: {of: tf.relu, slope: tf.step},
};

/** A Dense layer: its weights, its function, and the share of its inputs that is left out. */
interface DenseUnits {
  kernel: tf.Variable;
  bias: tf.Variable;
  activation: string;
  dropout: number;
}

/** Options of {@link descend}. */
interface DescendArgs {
  /** Takes the steps; it stays the caller's. */
  optimizer: tf.Optimizer;
  /** Images a step. */
  batchSize: number;
  /** Fixes which units Dropout layers leave out: another one in each epoch leaves out others. @defaultValue none */
  seed?: string;
}

/**
 * Takes a step down the mean cross-entropy for each batch of images, in their order, with the gradient of back-propagation written out
 * (Rumelhart, Hinton & Williams 1986): what `model.fit` does, without all that it does besides, in half to three quarters of the time.
 * (And `model.fit` learns nothing from an image to whose class the network gives less than 1e-7.)
 *
 * @param model - Of Dense layers with biases, the last one softmax, and Dropout layers between them; its weights are changed.
 * @returns The mean loss, of each batch before its step; as in tfjs, a class to which the network gives less than 1e-7 counts as 1e-7.
 * @throws Error when the model has other layers.
 */
export async function descend(
  model: tf.Sequential,
  images: Images,
  {optimizer, batchSize, seed = ''}: DescendArgs,
): Promise<number> {
  const layers = unitsOf(model);
  const {x, y} = toTensors(images, {classes: model.outputs[0]!.shape[1]!});
  const variables = layers.flatMap(({kernel, bias}) => [kernel, bias]);
  const rows = images.labels.length;
  const seen: tf.Tensor[] = [];
  try {
    for (let from = 0; from < rows; from += batchSize) {
      const step = (): tf.Tensor => {
        const size = Math.min(batchSize, rows - from);
        const batch = {x: tf.slice(x, from, size), y: tf.slice(y, from, size)};
        const {gradients, probabilities} = backPropagate(layers, batch, `${seed}, ${from}`);
        optimizer.applyGradients(gradients);
        return probabilities;
      };
      seen.push(tf.tidy(step));
      // So that a process hears when nobody waits for it any more.
      await setImmediate();
    }
    model.setWeights(variables);
    return tf.tidy(() => tf.mean(tf.metrics.categoricalCrossentropy(y, tf.concat(seen))).dataSync()[0]!);
  } finally {
    tf.dispose([x, y, ...variables, ...seen]);
  }
}

/** The Dense layers of a network, with copies of their weights. */
function unitsOf({layers}: tf.Sequential): DenseUnits[] {
  checkLayers(layers);
  const units: DenseUnits[] = [];
  let dropout = 0;
  for (const layer of layers) {
    const {activation, rate} = layer.getConfig();
    if (layer.getClassName() === 'Dropout') {
      dropout = rate as number;
      continue;
    }
    const [kernel, bias] = layer.getWeights().map((weight) => tf.variable(weight));
    units.push({kernel: kernel!, bias: bias!, activation: activation as string, dropout});
    dropout = 0;
  }
  return units;
}

function checkLayers(layers: readonly tf.layers.Layer[]): void {
  for (const [place, layer] of layers.entries()) {
    const below = layers[place - 1]?.getClassName();
    const {activation = 'no'} = layer.getConfig() as {activation?: string};
    const isTop = place === layers.length - 1;
    const isDense = layer.getClassName() === 'Dense' && layer.getWeights().length === 2;
    const isKnown = isTop ? activation === 'softmax' : Object.hasOwn(HIDDEN, activation);
    if ((isDense && isKnown) || (layer.getClassName() === 'Dropout' && !isTop && below !== 'Dropout'))
      continue;
    const condition = isTop
      ? 'of softmax units with biases'
      : `Dropout on another layer than Dropout, or of ${Object.keys(HIDDEN).join(', ')} units with biases`;
    throw new Error(
      `descend: layer '${layer.name}' must be ${condition}, got ${layer.getClassName()} of ${activation} units.`,
    );
  }
}

/** Computes dC/dW and dC/db of each layer, of the mean cross-entropy C, and the probability of each class. */
function backPropagate(
  layers: readonly DenseUnits[],
  batch: {x: tf.Tensor; y: tf.Tensor},
  seed: string,
): {gradients: tf.NamedTensorMap; probabilities: tf.Tensor} {
  /** What each layer's inputs are, and what they were multiplied by where some are left out. */
  const inputs: tf.Tensor[] = [];
  const masks: (tf.Tensor | undefined)[] = [];
  let value = batch.x;
  const values = [value];
  for (const [place, {kernel, bias, activation, dropout}] of layers.entries()) {
    const mask =
      dropout === 0 ? undefined : tf.dropout(tf.onesLike(value), dropout, undefined, `${seed}, ${place}`);
    masks.push(mask);
    inputs.push(mask === undefined ? value : tf.mul(value, mask));
    const sum = tf.add(tf.matMul(inputs.at(-1)!, kernel), bias);
    value = place === layers.length - 1 ? tf.softmax(sum) : HIDDEN[activation]!.of(sum);
    values.push(value);
  }
  const gradients: tf.NamedTensorMap = {};
  /** dC/ds of the sums of the layer at hand. */
  let delta: tf.Tensor = tf.div(tf.sub(value, batch.y), batch.x.shape[0]);
  for (const [place, {kernel, bias}] of [...layers.entries()].reverse()) {
    gradients[kernel.name] = tf.matMul(inputs[place]!, delta, true);
    gradients[bias.name] = tf.sum(delta, 0);
    if (place === 0) break;
    const back = tf.matMul(delta, kernel, false, true);
    const mask = masks[place];
    const slope = HIDDEN[layers[place - 1]!.activation]!.slope(values[place]!);
    delta = tf.mul(mask === undefined ? back : tf.mul(back, mask), slope);
  }
  return {gradients, probabilities: value};
}
