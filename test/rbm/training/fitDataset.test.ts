import * as tf from '@tensorflow/tfjs';
import {DBN, RBM, type FitDatasetArgs, type PretrainDatasetArgs, type RBMArgs} from 'tfjs-dbn';
import {read} from '../../read.js';
import {artifactsOf, memoryHandler} from '../../savedInMemory.js';

const ROWS = Array.from({length: 23}, (_, row) => Array.from({length: 4}, (_, i) => ((row * 7) >> i) & 1));

const QUIET = {verbose: 0, epochs: 3} as const;

/** A data set of the rows, and of their first bits as labels, in batches of 5 rows. */
function batches(rows: number[][] = ROWS, size = 5): tf.data.Dataset<tf.Tensor> {
  return tf.data.array(rows).batch(size) as tf.data.Dataset<tf.Tensor>;
}

function weights(rbms: readonly RBM[]): number[][] {
  return rbms.flatMap((rbm) => rbm.getWeights().map(read));
}

const standardized = {units: 4, type: 'gaussian', standardize: true} as const;

describe('fitDataset', () => {
  describe.each(['tensor', 'wasm'] as const)('on the %s engine', (engine) => {
    it.each<[string, Omit<RBMArgs, 'seed'>, FitDatasetArgs]>([
      ['contrastive divergence', {visible: 4, hidden: 3}, {}],
      ['persistent chains', {visible: 4, hidden: 3}, {estimator: 'pcd'}],
    ])('does what fit does with the rows in their order: %s', async (_, machine, args) => {
      const x = tf.tensor2d(ROWS);
      const [one, other] = [new RBM({...machine, seed: 7}), new RBM({...machine, seed: 7})];
      const all = await one.fit(x, {...QUIET, ...args, engine, batchSize: 5, shuffle: false});
      const streamed = await other.fitDataset(batches(), {...QUIET, ...args, engine});
      expect(streamed.epoch).toEqual(all.epoch);
      expect(streamed.history).toEqual(all.history);
      expect(weights([other])).toEqual(weights([one]));
      x.dispose();
      one.dispose();
      other.dispose();
    });
  });

  it('standardises by all rows', async () => {
    const x = tf.tensor2d(ROWS);
    const machine = {visible: standardized, hidden: 3, seed: 7};
    const [one, other] = [new RBM(machine), new RBM(machine)];
    const all = await one.fit(x, {...QUIET, batchSize: 5, shuffle: false});
    const streamed = await other.fitDataset(batches(), QUIET);
    // The sums of standardised rows are found in another way: they are equal but for rounding.
    all.history['reconstructionError']!.forEach((error, epoch) => {
      expect(streamed.history['reconstructionError']![epoch]).toBeCloseTo(error as number, 5);
    });
    x.dispose();
    one.dispose();
    other.dispose();
  });

  it('learns labels from ys, also of machines that standardise', async () => {
    const x = tf.tensor2d(ROWS);
    const classes = ROWS.map(([first]) => first!);
    const labels = tf.tensor1d(classes);
    const machine = {visible: standardized, hidden: 3, classes: 2, seed: 7};
    const [one, other] = [new RBM(machine), new RBM(machine)];
    const args = {...QUIET, learningRate: 0.05};
    await one.fit(x, {...args, labels, batchSize: 5, shuffle: false});
    const pairs = tf.data.zip({xs: tf.data.array(ROWS), ys: tf.data.array(classes)});
    const {history} = await other.fitDataset(pairs.batch(5), args);
    // The sums of standardised rows are found in another way, so that they are equal but for rounding.
    weights([other]).forEach((values, place) => {
      const expected = weights([one])[place]!;
      values.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 5));
    });
    expect(history['accuracy']).toHaveLength(3);
    tf.dispose([x, labels]);
    one.dispose();
    other.dispose();
  });

  it('starts from the means of all rows, not of the first', async () => {
    // A thousand rows and more of zeros, then as many of ones.
    const rows = Array.from({length: 3000}, (_, row) => [row < 1500 ? 0 : 1]);
    const rbm = new RBM({visible: 1, hidden: 1, seed: 1});
    await rbm.fitDataset(batches(rows, 100), {...QUIET, epochs: 0});
    expect(weights([rbm])[1]![0]).toBeCloseTo(0, 5);
    rbm.dispose();
  });

  it('takes a data set for each epoch, and so many batches of one without an end', async () => {
    const asked: number[] = [];
    const rbm = new RBM({visible: 4, hidden: 3, seed: 1});
    let steps = 0;
    await rbm.fitDataset(
      (epoch) => {
        asked.push(epoch);
        return batches().repeat();
      },
      {
        ...QUIET,
        batchesPerEpoch: 7,
        callbacks: {
          onBatchEnd: () => {
            steps++;
          },
        },
      },
    );
    // The first time to look at all rows.
    expect(asked).toEqual([0, 0, 1, 2]);
    expect(steps).toBe(21);
    rbm.dispose();
  });

  it('watches validation data, stops early, and reports its health by the first rows', async () => {
    const validationData = tf.tensor2d(ROWS.slice(4, 9));
    const rbm = new RBM({visible: 4, hidden: 3, seed: 1});
    const {history} = await rbm.fitDataset(batches(), {
      ...QUIET,
      epochs: 30,
      learningRate: 1e-9,
      momentum: 0,
      validationData,
      earlyStopping: {monitor: 'val_reconstructionError', patience: 2, minDelta: 0.01},
    });
    expect(Object.keys(history)).toEqual(['reconstructionError', 'val_reconstructionError', 'freeEnergyGap']);
    expect(history['freeEnergyGap']!.length).toBeLessThan(30);
    validationData.dispose();
    rbm.dispose();
  });

  it.each<[string, () => unknown, FitDatasetArgs?, Partial<RBMArgs>?]>([
    [
      'fitDataset: dataset must be a tf.data.Dataset, or a function that returns one, got [1, 2].',
      () => [1, 2],
    ],
    [
      'fitDataset: dataset must be a tf.data.Dataset, or a function that returns one, got a function that returns 7.',
      () => () => 7,
    ],
    [
      'fitDataset: batch 0 of dataset must be a tensor of shape [rows, 4], got [4]; call batch(100), for one, on the data set.',
      () => tf.data.array(ROWS).map((row) => tf.tensor1d(row)),
    ],
    [
      'fitDataset: batch 0 of dataset must be a tensor of shape [rows, 4], got [5, 3].',
      () => batches(ROWS.map((row) => row.slice(1))),
    ],
    [
      'fitDataset: batch 2 of dataset must hold values in [0, 1] for bernoulli units, got 9 at row 1; ',
      () => batches(ROWS.map((row, place) => (place === 11 ? [0, 9, 0, 0] : row))),
    ],
    ['fitDataset: dataset must be one of at least one batch, got none.', () => batches([])],
    [
      'fitDataset: dataset must be one of at least 9 batches, the batchesPerEpoch, got 5.',
      () => batches(),
      {batchesPerEpoch: 9},
    ],
    ['fitDataset: batchesPerEpoch must be an integer >= 1, got 0.', () => batches(), {batchesPerEpoch: 0}],
    [
      'fitDataset: batch 1 of dataset must be one of at most 3 rows, as the first one, got 20.',
      () => batches(ROWS.slice(0, 3), 3).concatenate(batches(ROWS.slice(3), 20)),
    ],
    [
      'fitDataset: batchSize must be left out; the data set decides it.',
      () => batches(),
      {batchSize: 3} as never,
    ],
    [
      'fitDataset: batch 0 of dataset must be {xs, ys} with labels for a machine with label units, got no ys.',
      () => batches(),
      {},
      {classes: 2},
    ],
    [
      "fitDataset: batch 1 of dataset's ys must be integers from 0 to 1, got 2 at row 3.",
      () =>
        tf.data
          .zip({xs: tf.data.array(ROWS), ys: tf.data.array(ROWS.map((_, row) => (row === 8 ? 2 : 0)))})
          .batch(5),
      {},
      {classes: 2},
    ],
  ])('says, before anything changes: %s', async (message, dataset, args = {}, machine = {}) => {
    const rbm = new RBM({visible: 4, hidden: 3, seed: 1, ...machine});
    const before = weights([rbm]);
    await expect(rbm.fitDataset(dataset() as never, {verbose: 0, ...args})).rejects.toThrow(message);
    expect(weights([rbm])).toEqual(before);
    rbm.dispose();
  });

  it('ends at a batch that is wrong where the machine had learned before, with what it has learned so far', async () => {
    const rbm = new RBM({visible: 4, hidden: 3, seed: 1});
    await rbm.fitDataset(batches(), {...QUIET, epochs: 1});
    let passes = 0;
    const bad = batches().concatenate(batches([[0, 0, 7, 0]], 1));
    const training = rbm.fitDataset(() => (passes++ === 0 ? batches() : bad), {...QUIET, epochs: 1});
    await expect(training).rejects.toThrow('fitDataset: batch 5 of dataset must hold values in [0, 1]');
    expect(rbm.machine.steps).toBe(10);
    rbm.dispose();
  });
});

describe('pretrainDataset', () => {
  it.each(['tensor', 'wasm'] as const)(
    'does what pretrain does with the rows in their order: %s',
    async (engine) => {
      const x = tf.tensor2d(ROWS);
      const args: PretrainDatasetArgs = {...QUIET, engine, biasFromData: false, layers: [{}, {k: 2}]};
      const stack = {visible: 4, hidden: [5, 3, 2], seed: 7};
      const [one, other] = [new DBN(stack), new DBN(stack)];
      const all = await one.pretrain(x, {...args, batchSize: 5, shuffle: false});
      const streamed = await other.pretrainDataset(batches(), args);
      expect(streamed.map(({epoch}) => epoch)).toEqual(all.map(({epoch}) => epoch));
      // A backend may round the features of all rows otherwise than those of a batch.
      weights(other.rbms).forEach((values, place) => {
        const expected = weights(one.rbms)[place]!;
        values.forEach((value, unit) => expect(value).toBeCloseTo(expected[unit]!, 5));
      });
      x.dispose();
      one.dispose();
      other.dispose();
    },
  );

  it('takes validation data up with the rest, and callbacks of layers', async () => {
    const validationData = tf.tensor2d(ROWS.slice(4, 9));
    const dbn = new DBN({visible: standardized, hidden: [5, 3], seed: 7});
    const layers: number[] = [];
    const callbacks = {onLayerEnd: (layer: number) => void layers.push(layer)};
    const histories = await dbn.pretrainDataset(batches(), {...QUIET, validationData, callbacks});
    expect(layers).toEqual([0, 1]);
    for (const {history} of histories) expect(history['freeEnergyGap']).toHaveLength(3);
    validationData.dispose();
    dbn.dispose();
  });

  it.each(['tensor', 'wasm'] as const)('goes on from a checkpoint, bit for bit: %s', async (engine) => {
    const to = memoryHandler();
    const {saved} = to;
    const args: PretrainDatasetArgs = {...QUIET, engine, epochs: 2};
    // An order that depends on the epoch alone.
    const shuffled = (epoch: number): tf.data.Dataset<tf.Tensor> =>
      tf.data.array(ROWS).shuffle(23, String(epoch), false).batch(5) as tf.data.Dataset<tf.Tensor>;
    const unbroken = new DBN({visible: 4, hidden: [5, 3], seed: 7});
    const histories = await unbroken.pretrainDataset(shuffled, {...args, checkpoint: {to, every: 3}});
    // The start, 3 of each layer's 10 steps, and its end.
    expect(saved).toHaveLength(1 + 3 + 3 + 2);
    for (const artifacts of saved) {
      const resumed = await DBN.resume(tf.io.fromMemory(artifacts));
      const again = await resumed.pretrainDataset(shuffled, args);
      expect(again.map(({history}) => history)).toEqual(histories.map(({history}) => history));
      expect(weights(resumed.rbms)).toEqual(weights(unbroken.rbms));
      resumed.dispose();
    }
    unbroken.dispose();
  });

  it('counts the classes of all rows for a stack with label units, also where it goes on', async () => {
    const to = memoryHandler();
    const {saved} = to;
    // More than a thousand rows of the first class come first.
    const rows = Array.from({length: 2000}, (_, row) => ROWS[row % 23]!);
    const pairs = tf.data
      .zip({xs: tf.data.array(rows), ys: tf.data.array(rows.map((_, row) => Number(row >= 1500)))})
      .batch(250);
    const args: PretrainDatasetArgs = {...QUIET, epochs: 1};
    const unbroken = new DBN({visible: 4, hidden: [3, 3], classes: 2, seed: 7});
    await unbroken.pretrainDataset(pairs, {...args, checkpoint: {to, every: 5}});
    const resumed = await DBN.resume(tf.io.fromMemory(saved[1]!));
    await resumed.pretrainDataset(pairs, args);
    expect(weights(resumed.rbms)).toEqual(weights(unbroken.rbms));
    unbroken.dispose();
    resumed.dispose();
  });

  it('stops at the next batch when its signal says so, also while it looks at the rows', async () => {
    for (const at of [2, 7]) {
      const stopper = new AbortController();
      let asked = 0;
      const counted = batches().mapAsync((batch) => {
        if (++asked === at) stopper.abort();
        return Promise.resolve(batch);
      });
      const dbn = new DBN({visible: 4, hidden: [3, 2], seed: 1});
      const training = dbn.pretrainDataset(counted, {...QUIET, signal: stopper.signal});
      await expect(training).rejects.toMatchObject({name: 'AbortError'});
      expect(asked).toBeLessThan(at + 3);
      dbn.dispose();
    }
  });

  it('frees a batch whose callback throws', async () => {
    const dbn = new DBN({visible: standardized, hidden: [3, 2], seed: 1});
    const callbacks = {
      onBatchBegin(batch: number) {
        if (batch === 2) throw new Error('mine');
      },
    };
    await expect(dbn.pretrainDataset(batches(), {...QUIET, callbacks})).rejects.toThrow('mine');
    dbn.dispose();
  });

  it.each<[string, PretrainDatasetArgs]>([
    [
      'pretrainDataset: layers must be a list of at most 2 objects of options, got [an object, ',
      {layers: [{}, {}, {}]},
    ],
    ["pretrainDataset: layers[1]: unknown option 'batchSize'.", {layers: [{}, {batchSize: 3} as never]}],
    ['pretrainDataset: layers[0]: k must be an integer >= 1, got 0.', {layers: [{k: 0}]}],
    ['pretrainDataset: shuffle must be left out; the data set decides it.', {shuffle: false} as never],
    ['pretrainDataset: batchesPerEpoch must be an integer >= 1, got -1.', {batchesPerEpoch: -1}],
    ["pretrainDataset: engine must be one of 'auto', 'wasm', 'tensor', got 'gpu'.", {engine: 'gpu' as never}],
    ['pretrainDataset: callbacks must be an object of functions', {callbacks: 7 as never}],
  ])('says: %s', async (message, args) => {
    const dbn = new DBN({visible: 4, hidden: [3, 2], seed: 1});
    const before = weights(dbn.rbms);
    await expect(dbn.pretrainDataset(batches(), {verbose: 0, ...args})).rejects.toThrow(message);
    expect(weights(dbn.rbms)).toEqual(before);
    dbn.dispose();
  });
});

describe('a checkpoint', () => {
  it('is no saved machine, nor the other way round', async () => {
    const to = memoryHandler();
    const {saved} = to;
    const rbm = new RBM({visible: 4, hidden: 3});
    await rbm.fitDataset(batches(), {...QUIET, epochs: 1, checkpoint: {to}});
    await expect(RBM.load(tf.io.fromMemory(saved[0]!))).rejects.toThrow(
      'RBM.load: source must be a saved RBM of tfjs-dbn, got a saved RBM checkpoint.',
    );
    await expect(DBN.resume(tf.io.fromMemory(saved[0]!))).rejects.toThrow(
      'DBN.resume: source must be a saved DBN checkpoint of tfjs-dbn, got a saved RBM checkpoint.',
    );
    await expect(RBM.resume(tf.io.fromMemory(await artifactsOf(rbm)))).rejects.toThrow(
      'RBM.resume: source must be a saved RBM checkpoint of tfjs-dbn, got a saved RBM.',
    );
    rbm.dispose();
  });
});
