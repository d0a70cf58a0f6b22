import * as tf from '@tensorflow/tfjs';
import {layerRecorder, LayerRecorder, layerStatistics, xavierUniform} from 'tfjs-dbn';

const {dense} = tf.layers;

function network(): tf.Sequential {
  const model = tf.sequential({
    layers: [
      dense({units: 4, activation: 'tanh', inputShape: [3], kernelInitializer: xavierUniform({seed: 1})}),
      dense({units: 2, activation: 'softmax', kernelInitializer: xavierUniform({seed: 2})}),
    ],
  });
  model.compile({optimizer: 'sgd', loss: 'categoricalCrossentropy'});
  return model;
}

describe('layerRecorder', () => {
  let x: tf.Tensor2D;
  let y: tf.Tensor2D;

  beforeAll(() => {
    x = tf.randomNormal([10, 3], 0, 1, 'float32', 1);
    y = tf.tensor2d(Array.from({length: 10}, (_, row) => [row % 2, 1 - (row % 2)]));
  });
  afterAll(() => tf.dispose([x, y]));

  /** The epochs and batches at which it recorded, of two trainings of batches of 4, 4 and 2 rows. */
  async function moments(recorder: LayerRecorder, epochs: readonly number[]): Promise<[number, number][]> {
    const model = network();
    for (const some of epochs) {
      await model.fit(x, y, {epochs: some, batchSize: 4, callbacks: recorder, verbose: 0});
    }
    model.dispose();
    return recorder.records.map(({epoch, step}) => [epoch, step]);
  }

  it('records the start, and the end of every epoch', async () => {
    const found = await moments(layerRecorder({x, y}), [2]);
    expect(found).toEqual([
      [0, 0],
      [1, 3],
      [2, 6],
    ]);
  });

  it('records every few epochs, also over several trainings', async () => {
    const found = await moments(layerRecorder({x, y, every: 2}), [3, 2, 1]);
    // A training that starts between two records is recorded where it starts.
    expect(found).toEqual([
      [0, 0],
      [2, 6],
      [3, 9],
      [4, 12],
      [5, 15],
      [6, 18],
    ]);
  });

  it('records every few batches', async () => {
    const found = await moments(layerRecorder({x, y, every: 2, per: 'batch'}), [2]);
    expect(found).toEqual([
      [0, 0],
      [0, 2],
      [1, 4],
      [1, 6],
    ]);
  });

  it('records what layerStatistics says of the model at that moment, with the same options', async () => {
    const model = network();
    const options = {bins: 7, jacobianRows: 1, loss: tf.metrics.meanSquaredError};
    const recorder = layerRecorder({x, y, ...options});
    const before = await layerStatistics(model, x, y, options);
    await model.fit(x, y, {epochs: 1, callbacks: [recorder], verbose: 0});
    const after = await layerStatistics(model, x, y, options);
    expect(recorder.records).toEqual([
      {epoch: 0, step: 0, layers: before},
      {epoch: 1, step: 1, layers: after},
    ]);
    expect(after).not.toEqual(before);
    expect(before[0]!.activations.histogram.counts).toHaveLength(7);
    expect(JSON.parse(JSON.stringify(recorder.records))).toEqual(recorder.records);
    model.dispose();
  });

  it('changes nothing about the training', async () => {
    const weights = async (callbacks: LayerRecorder[]): Promise<number[][]> => {
      const model = network();
      await model.fit(x, y, {epochs: 2, shuffle: false, callbacks, verbose: 0});
      const values = model.getWeights().map((weight) => Array.from(weight.dataSync()));
      model.dispose();
      return values;
    };
    expect(await weights([layerRecorder({x, y, per: 'batch'})])).toEqual(await weights([]));
  });

  it('takes a training on a data set', async () => {
    const recorder = layerRecorder({x, y});
    const model = network();
    const rows = tf.data.zip({xs: tf.data.array(x.arraySync()), ys: tf.data.array(y.arraySync())}).batch(5);
    await model.fitDataset(rows, {epochs: 1, callbacks: recorder, verbose: 0});
    expect(recorder.records.map(({epoch, step}) => [epoch, step])).toEqual([
      [0, 0],
      [1, 2],
    ]);
    model.dispose();
  });

  it('lets fit say what is wrong with the model or the rows, before it trains', async () => {
    const model = network();
    const before = model.getWeights().map((weight) => Array.from(weight.dataSync()));
    const recorder = layerRecorder({x: y, y});
    await expect(model.fit(x, y, {callbacks: recorder, verbose: 0})).rejects.toThrow(
      'layerRecorder: x must be a tensor of shape [rows, 3], got [10, 2].',
    );
    expect(model.getWeights().map((weight) => Array.from(weight.dataSync()))).toEqual(before);
    model.dispose();
  });

  it.each<[string, object]>([
    ['args must be an object, got null.', null as never],
    ["unknown option 'epochs'.", {epochs: 3}],
    ['x must be a tensor, got undefined.', {}],
    ['y must be a tensor, got [1].', {y: [1]}],
    ['every must be an integer >= 1, got 0.', {every: 0}],
    ["per must be one of 'epoch', 'batch', got 'step'.", {per: 'step'}],
    ['bins must be an integer >= 1, got 0.5.', {bins: 0.5}],
    ['jacobianRows must be an integer >= 0, got -1.', {jacobianRows: -1}],
    [
      "loss must be a function, got 'mse'; that of tf.metrics, such as tf.metrics.categoricalCrossentropy.",
      {loss: 'mse'},
    ],
  ])('refuses: %s', (message, args) => {
    const given = (args as unknown) === null || message.startsWith('x ') ? args : {x, y, ...args};
    expect(() => layerRecorder(given as never)).toThrow(`layerRecorder: ${message}`);
  });
});
