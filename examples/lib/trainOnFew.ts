import * as tf from '@tensorflow/tfjs';

/** Labelled rows. */
export interface Labelled {
  /** `[rows, columns]` */
  x: tf.Tensor2D;
  /** `[rows, classes]`, a 1 in each row. */
  y: tf.Tensor2D;
}

/** Options of {@link trainOnFew}. */
interface TrainArgs {
  /** Step size of Adam for the whole network. */
  learningRate: number;
  /** Epochs of the whole network, after the output layer's; 0 leaves the layers below as they are. */
  epochs: number;
  /** Told when an epoch of the whole network has ended. */
  onEpochEnd?: (epoch: number) => void;
}

/** Rows a step: of the output layer alone, for which large batches are cheap, and of the whole network. */
const [TOP_BATCH, BATCH] = [1000, 100];

/** Steps of the output layer. */
const TOP_STEPS = 300;

/**
 * Trains a classifier on a few labelled rows: first the output layer on what the layers below make of them, then the whole
 * network by small steps. Begun at once, the whole network would follow an output layer that knows nothing yet, away from what
 * the pre-training found (Kumar et al. 2022, "Fine-tuning can distort pretrained features").
 *
 * Rows are taken in their order, the same in each epoch: the result depends on nothing but the arguments.
 */
export async function trainOnFew(
  model: tf.Sequential,
  {x, y}: Labelled,
  {learningRate, epochs, onEpochEnd}: TrainArgs,
): Promise<void> {
  await trainOutput(model, {x, y});
  const optimizer = tf.train.adam(learningRate);
  model.compile({optimizer, loss: 'categoricalCrossentropy'});
  const callbacks = {onEpochEnd: (epoch: number) => onEpochEnd?.(epoch)};
  if (epochs > 0) {
    // tfjs shuffles with random numbers that no seed fixes; the rows are mixed already.
    await model.fit(x, y, {epochs, batchSize: BATCH, shuffle: false, verbose: 0, callbacks});
  }
  optimizer.dispose();
}

/** Trains the output layer alone, by multinomial logistic regression on the activations below it. */
async function trainOutput(model: tf.Sequential, {x, y}: Labelled): Promise<void> {
  const output = model.layers.at(-1)!;
  const features = tf.tidy(() =>
    model.layers.slice(0, -1).reduce((below, layer) => layer.apply(below) as tf.Tensor2D, x),
  );
  // Of centred features, each weight can be learned without moving the others.
  const means = tf.mean<tf.Tensor1D>(features, 0);
  const centred = tf.sub<tf.Tensor2D>(features, means);
  const top = tf.sequential({
    layers: [
      tf.layers.dense({
        units: y.shape[1],
        activation: 'softmax',
        inputShape: [centred.shape[1]],
        kernelInitializer: 'zeros',
        kernelRegularizer: tf.regularizers.l2({l2: 0.001}),
      }),
    ],
  });
  const optimizer = tf.train.adam(0.01);
  top.compile({optimizer, loss: 'categoricalCrossentropy'});
  const epochs = Math.ceil(TOP_STEPS / Math.ceil(x.shape[0] / TOP_BATCH));
  await top.fit(centred, y, {epochs, batchSize: TOP_BATCH, shuffle: false, verbose: 0});
  const [kernel, bias] = top.getWeights() as [tf.Tensor2D, tf.Tensor1D];
  const shifted = tf.tidy(() => tf.sub(bias, tf.dot(means, kernel)));
  output.setWeights([kernel, shifted]);
  tf.dispose([features, means, centred, shifted]);
  for (const owned of [top, optimizer]) owned.dispose();
}
