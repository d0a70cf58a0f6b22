import * as tf from '@tensorflow/tfjs';
import {DBN} from 'tfjs-dbn';

const CLASSES = 4;
const COLUMNS = 24;
const TRAINING = 400;
const TESTED = 200;

interface Examples {
  x: tf.Tensor2D;
  y: tf.Tensor2D;
}

/** Copies of four patterns, one for each class, with a tenth of their pixels turned. */
function examples(rows: number, seed: number): Examples {
  return tf.tidy(() => {
    const isSet = tf.step(tf.sub(tf.randomUniform([CLASSES, COLUMNS], 0, 1, 'float32', 3), 0.5));
    const classes = tf.randomUniform<tf.Rank.R1>([rows], 0, CLASSES, 'int32', seed);
    const isTurned = tf.step(tf.sub(0.1, tf.randomUniform([rows, COLUMNS], 0, 1, 'float32', seed + 1)));
    return {
      x: tf.abs(tf.sub<tf.Tensor2D>(tf.gather(isSet, classes), isTurned)),
      y: tf.oneHot(classes, CLASSES).toFloat() as tf.Tensor2D,
    };
  });
}

/** Five hidden layers of sigmoid units, from weights as tfjs draws them by itself, but of seeds: 0 would mean none to it. */
function network(): tf.Sequential {
  const hidden = Array.from({length: 5}, (_, layer) =>
    tf.layers.dense({
      units: 24,
      activation: 'sigmoid',
      kernelInitializer: tf.initializers.glorotNormal({seed: layer + 1}),
      ...(layer === 0 ? {inputShape: [COLUMNS]} : {}),
    }),
  );
  const output = tf.layers.dense({
    units: CLASSES,
    activation: 'softmax',
    kernelInitializer: tf.initializers.glorotNormal({seed: hidden.length + 1}),
  });
  return tf.sequential({layers: [...hidden, output]});
}

/** Trains by back-propagation, and returns what the network makes of other rows. */
async function fineTune(
  model: tf.Sequential,
  {training, tested}: {training: Examples; tested: Examples},
): Promise<{loss: number; accuracy: number}> {
  const optimizer = tf.train.sgd(0.2);
  model.compile({optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy']});
  await model.fit(training.x, training.y, {epochs: 15, batchSize: 20, shuffle: false, verbose: 0});
  const measured = model.evaluate(tested.x, tested.y) as tf.Scalar[];
  const [loss, accuracy] = measured.map((scalar) => scalar.dataSync()[0]!);
  tf.dispose(measured);
  optimizer.dispose();
  return {loss: loss!, accuracy: accuracy!};
}

describe('a network of five sigmoid layers', () => {
  let data: {training: Examples; tested: Examples};
  let model: tf.Sequential;
  beforeEach(() => {
    data = {training: examples(TRAINING, 5), tested: examples(TESTED, 15)};
    model = network();
  });
  afterEach(() => {
    tf.dispose([data.training.x, data.training.y, data.tested.x, data.tested.y]);
    model.dispose();
  });

  // Guessing one class of four has a standard error of 0.03 on the tested rows; the best guess that is the same for all of them
  // has a loss below log 4 by chi-squared of 3 degrees / 400, 0.0075 with a deviation of 0.006.
  it("learns nothing from tfjs's start", async () => {
    const {loss, accuracy} = await fineTune(model, data);
    expect(loss).toBeGreaterThan(Math.log(CLASSES) - 0.02);
    expect(accuracy).toBeLessThan(0.4);
  });

  // A network that takes two of the four classes for one has a loss of log(2) / 2 = 0.35, and an accuracy of 0.75, again give or
  // take 0.03.
  it('learns from the same start and by the same fine-tuning, once three lines have pre-trained it', async () => {
    const dbn = DBN.forModel(model, {seed: 1});
    await dbn.pretrain(data.training.x, {epochs: 30, batchSize: 20, verbose: 0});
    dbn.initializeModel(model);
    const {loss, accuracy} = await fineTune(model, data);
    expect(loss).toBeLessThan(0.3);
    expect(accuracy).toBeGreaterThan(0.9);
    dbn.dispose();
  });
});
