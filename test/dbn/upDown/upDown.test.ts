import * as tf from '@tensorflow/tfjs';
import {DBN, type UpDownArgs} from 'tfjs-dbn';
import {mean} from '../../statistics.js';
import {drawnStack, exactStackOf, meanLogLikelihood} from '../../exact/exactStack.js';
import {read} from '../../read.js';
import {savedOf} from '../../savedInMemory.js';

/** Every parameter, the ways down included, as it is saved. */
async function parametersOf(dbn: DBN): Promise<number[]> {
  return (await savedOf(dbn)).values;
}

/** Bars and stripes: every picture of 3 x 3 pixels whose rows, or whose columns, are each of one grey. */
const PICTURES = Array.from({length: 8}, (_, bits) => [0, 1, 2].map((line) => (bits >> line) & 1)).flatMap(
  (lines) => [
    Array.from({length: 9}, (_, pixel) => lines[Math.floor(pixel / 3)]!),
    Array.from({length: 9}, (_, pixel) => lines[pixel % 3]!),
  ],
);

/** Two patterns of 6 pixels, in each of whose rows one pixel is another. */
const LABELS = Array.from({length: 60}, (_, row) => row % 2);
const ROWS = LABELS.map((label, row) =>
  Array.from({length: 6}, (_, pixel) => Number(Number(pixel < 3) === label) ^ Number(pixel === row % 6)),
);

describe('up-down', () => {
  let x: tf.Tensor2D;
  let labels: tf.Tensor1D;
  beforeEach(() => {
    x = tf.tensor2d(ROWS);
    labels = tf.tensor1d(LABELS, 'int32');
  });
  afterEach(() => tf.dispose([x, labels]));

  it('makes a better model of the data than greedy pre-training does', async () => {
    const pictures = tf.tensor2d(PICTURES);
    const gains: number[] = [];
    for (const seed of [1, 2, 3]) {
      const dbn = new DBN({visible: 9, hidden: [8, 6], seed});
      await dbn.pretrain(pictures, {epochs: 300, batchSize: 16, verbose: 0, weightDecay: 0});
      const before = meanLogLikelihood(await exactStackOf(dbn), PICTURES);
      await dbn.upDown(pictures, {
        epochs: 300,
        batchSize: 16,
        learningRate: 0.1,
        k: 3,
        weightDecay: 0,
        verbose: 0,
      });
      gains.push(meanLogLikelihood(await exactStackOf(dbn), PICTURES) - before);
      dbn.dispose();
    }
    // In nats a row.
    expect(Math.min(...gains)).toBeGreaterThan(0.3);
    pictures.dispose();
  });

  it('learns to classify, from a start that knows nothing', async () => {
    const dbn = new DBN({visible: 6, hidden: [8, 8], classes: 2, seed: 1});
    const {history} = await dbn.upDown(x, {labels, epochs: 60, learningRate: 0.1, verbose: 0});
    expect(history['accuracy']!.at(-1)).toBe(1);
    expect(read(tf.tidy(() => tf.argMax(dbn.predict(x), 1)))).toEqual(LABELS);
    dbn.dispose();
  });

  it('keeps what a pre-trained stack classifies well', async () => {
    const dbn = new DBN({visible: 6, hidden: [8, 8], classes: 2, seed: 1});
    await dbn.pretrain(x, {labels, epochs: 40, verbose: 0});
    await dbn.upDown(x, {labels, epochs: 5, verbose: 0});
    expect(read(tf.tidy(() => tf.argMax(dbn.predict(x), 1)))).toEqual(LABELS);
    dbn.dispose();
  });

  it('logs what it measures', async () => {
    const dbn = drawnStack({visible: 6, hidden: [4, 3], classes: 2});
    const names = async (args: UpDownArgs): Promise<string[]> =>
      Object.keys((await dbn.upDown(x, {labels, epochs: 1, verbose: 0, ...args})).history);
    expect(await names({})).toEqual(['reconstructionError', 'accuracy']);
    const args = {labels, epochs: 1, verbose: 0, validationData: [x, labels]} as const;
    const {history} = await dbn.upDown(x, args);
    const measured = tf.tidy(() => ({
      error: tf.mean(tf.squaredDifference(x, dbn.reconstruct(x))).dataSync()[0]!,
      accuracy: tf.mean(tf.equal(tf.argMax(dbn.predict(x), 1), labels)).dataSync()[0]!,
    }));
    expect(history['val_reconstructionError']![0]).toBeCloseTo(measured.error, 5);
    expect(history['val_accuracy']![0]).toBeCloseTo(measured.accuracy, 5);
    dbn.dispose();
  });

  it('logs how well the lowest way down predicts the data', async () => {
    // With no weights at all, and a step of next to nothing, each mean is 1/2.
    const dbn = new DBN({visible: 6, hidden: [4, 3], seed: 1});
    for (const rbm of dbn.rbms)
      tf.tidy(() => rbm.setWeights(rbm.getWeights().map((weight) => tf.zerosLike(weight))));
    const {history} = await dbn.upDown(x, {epochs: 1, learningRate: 1e-12, verbose: 0});
    expect(history['reconstructionError']![0]).toBeCloseTo(0.25, 6);
    dbn.dispose();
  });

  it.each([[[4, 3]], [[5, 4, 3]], [[4]]])(
    'is the same on the same seed, in one call or two (%j)',
    async (hidden) => {
      const args: UpDownArgs = {labels, k: 2, momentum: 0.7, verbose: 0};
      const runs = await Promise.all(
        [
          [[0, 4]],
          [[0, 4]],
          [
            [0, 1],
            [1, 4],
          ],
        ].map(async (calls) => {
          const dbn = drawnStack({visible: 6, hidden, classes: 2});
          for (const [initialEpoch, epochs] of calls)
            await dbn.upDown(x, {...args, initialEpoch: initialEpoch!, epochs: epochs!});
          const parameters = await parametersOf(dbn);
          dbn.dispose();
          return parameters;
        }),
      );
      expect(runs[1]).toEqual(runs[0]);
      expect(runs[2]).toEqual(runs[0]);
    },
  );

  it('draws other states in each step', async () => {
    const dbn = drawnStack({visible: 6, hidden: [4, 3]});
    const error = async (): Promise<unknown> =>
      (await dbn.upDown(x, {epochs: 1, learningRate: 1e-12, verbose: 0})).history['reconstructionError'];
    const [first, second] = [await error(), await error()];
    expect(first).not.toEqual(second);
    dbn.dispose();
  });

  it('changes the ways down of a stack of binary machines, and not only the ways up', async () => {
    const dbn = drawnStack({visible: 6, hidden: [4, 3]});
    const before = await exactStackOf(dbn);
    await dbn.upDown(x, {epochs: 1, verbose: 0});
    const after = await exactStackOf(dbn);
    const [way, back] = [after.recognition[0]!.weights, after.directed[0]!.weights];
    expect(way).not.toEqual(before.recognition[0]!.weights);
    expect(back).not.toEqual(before.directed[0]!.weights);
    // Untied: no longer each other's transpose.
    expect(back.map((row) => row[0])).not.toEqual(way[0]);
    dbn.dispose();
  });

  it('takes real-valued data, on their own scale, and several kinds of unit side by side', async () => {
    const visible = [{units: 2, type: 'gaussian', standardize: true} as const, 2];
    const dbn = new DBN({visible, hidden: [6, 4], seed: 1});
    const data = tf.tidy(() => {
      const y = tf.cast(tf.expandDims<tf.Tensor2D>(labels, 1), 'float32');
      const noise = tf.randomNormal<tf.Rank.R2>([60, 2], 0, 0.5, 'float32', 1);
      const columns = tf.add<tf.Tensor2D>(tf.mul(y, 20), tf.add(noise, 100));
      return tf.concat2d([columns, y, tf.sub<tf.Tensor2D>(1, y)], 1);
    });
    await dbn.pretrain(data, {epochs: 80, learningRate: 0.05, verbose: 0});
    const {history} = await dbn.upDown(data, {
      epochs: 40,
      learningRate: 0.02,
      verbose: 0,
      validationData: data,
    });
    const errors = history['val_reconstructionError'] as number[];
    expect(errors.at(-1)).toBeLessThan(errors[0]!);
    // The first two columns have means of 100 and 120 by class, told apart by the last two.
    const drawn = await dbn.sample({rows: 200, k: 50, show: 'sample', seed: 1});
    const rows = drawn.arraySync();
    const columnMean = (state: number): number =>
      mean(rows.filter((row) => row[2] === state).map((row) => row[0]!));
    expect(columnMean(1) - columnMean(0)).toBeGreaterThan(5);
    tf.dispose([data, drawn]);
    dbn.dispose();
  });

  it('stops when a callback says so, after the batch, and calls all of them', async () => {
    const dbn = drawnStack({visible: 6, hidden: [4, 3]});
    const calls: string[] = [];
    const {epoch} = await dbn.upDown(x, {
      epochs: 3,
      batchSize: 20,
      verbose: 0,
      yieldEvery: 'epoch',
      callbacks: {
        onTrainBegin: () => void calls.push('train'),
        onEpochBegin: (place) => void calls.push(`epoch ${place}`),
        onBatchEnd: (batch, logs) => {
          calls.push(`batch ${batch}`);
          expect(Object.keys(logs!)).toEqual(['batch', 'size', 'reconstructionError']);
          if (calls.length === 8) dbn.stopTraining = true;
        },
        onYield: () => void calls.push('yield'),
        onTrainEnd: () => void calls.push('end'),
      },
    });
    const batches = ['batch 0', 'batch 1', 'batch 2'];
    expect(calls).toEqual(['train', 'epoch 0', ...batches, 'yield', 'epoch 1', 'batch 0', 'yield', 'end']);
    expect(epoch).toEqual([0, 1]);
    dbn.dispose();
  });

  it('leaves the last finite parameters where it would leave none', async () => {
    const dbn = drawnStack({visible: 6, hidden: [4, 3]});
    const parameters: number[][] = [];
    const callbacks = {onBatchEnd: async () => void parameters.push(await parametersOf(dbn))};
    const args = {epochs: 9, learningRate: 1e20, weightDecay: 1e3, callbacks, verbose: 0} as const;
    await expect(dbn.upDown(x, args)).rejects.toThrow(
      /^upDown: parameters must be finite, got NaN or infinity at epoch \d, step \d \(counted from 0\); /,
    );
    expect(parameters).toHaveLength(1);
    expect(await parametersOf(dbn)).toEqual(parameters[0]);
    expect((await parametersOf(dbn)).every(Number.isFinite)).toBe(true);
    dbn.dispose();
  });

  it('leaks nothing when a callback throws', async () => {
    const dbn = drawnStack({visible: 6, hidden: [4, 3], classes: 2});
    const callbacks = {
      onBatchEnd: (batch: number) => {
        if (batch === 1) throw new Error('mine');
      },
    };
    await expect(dbn.upDown(x, {labels, callbacks, verbose: 0})).rejects.toThrow('mine');
    await dbn.upDown(x, {labels, epochs: 1, verbose: 0});
    dbn.dispose();
  });

  it('takes three, six and ten Gibbs steps in the thirds of the epochs', async () => {
    const args = {labels, epochs: 3, verbose: 0} as const;
    const steps = [
      [0, 3],
      [1, 6],
      [2, 10],
    ] as const;
    const run = async (own: UpDownArgs): Promise<number[]> => {
      const dbn = drawnStack({visible: 6, hidden: [4, 3], classes: 2});
      await dbn.upDown(x, {...args, ...own});
      const parameters = await parametersOf(dbn);
      dbn.dispose();
      return parameters;
    };
    expect(await run({})).toEqual(await run({k: steps}));
    expect(await run({})).not.toEqual(await run({k: 3}));
  });
});
