import * as tf from '@tensorflow/tfjs';
import {RBM} from 'tfjs-dbn';

describe('callbacks', () => {
  let rbm: RBM;
  let x: tf.Tensor2D;
  beforeEach(() => {
    rbm = new RBM({visible: 2, hidden: 2, seed: 1});
    x = tf.tensor2d([
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
  });
  // Runs before the check for leaked tensors.
  afterEach(() => {
    rbm.dispose();
    x.dispose();
  });

  it('are called in the order of tfjs, with its logs', async () => {
    const calls: string[] = [];
    const note =
      (name: string) =>
      (...args: unknown[]) =>
        void calls.push(
          `${name} ${args.map((arg) => (typeof arg === 'number' ? arg : Object.keys(arg as object).join())).join(' ')}`,
        );
    await rbm.fit(x, {
      verbose: 0,
      epochs: 1,
      batchSize: 2,
      yieldEvery: 'batch',
      callbacks: {
        onTrainBegin: note('trainBegin'),
        onEpochBegin: note('epochBegin'),
        onBatchBegin: note('batchBegin'),
        onBatchEnd: note('batchEnd'),
        onYield: note('yield'),
        onEpochEnd: note('epochEnd'),
        onTrainEnd: note('trainEnd'),
      },
    });
    expect(calls).toEqual([
      'trainBegin ',
      'epochBegin 0 ',
      'batchBegin 0 batch,size',
      'batchEnd 0 batch,size,reconstructionError',
      'yield 0 0 batch,size,reconstructionError',
      'batchBegin 1 batch,size',
      'batchEnd 1 batch,size,reconstructionError',
      'yield 0 1 batch,size,reconstructionError',
      'epochEnd 0 reconstructionError',
      'trainEnd ',
    ]);
  });

  it('are awaited', async () => {
    let isDone = false;
    await rbm.fit(x, {
      verbose: 0,
      epochs: 1,
      callbacks: [
        {
          onEpochEnd: async () => {
            await tf.nextFrame();
            isDone = true;
          },
        },
        {onEpochEnd: () => expect(isDone).toBe(true)},
      ],
    });
    expect(isDone).toBe(true);
  });

  it('of tfjs work: EarlyStopping ends the training', async () => {
    const stopping = tf.callbacks.earlyStopping({
      monitor: 'val_reconstructionError',
      minDelta: 10,
      patience: 2,
    });
    const history = await rbm.fit(x, {verbose: 0, epochs: 50, validationData: x, callbacks: stopping});
    expect(history.epoch).toEqual([0, 1, 2]);
  });

  it('of tfjs work: a CustomCallback is called', async () => {
    const epochs: number[] = [];
    const callback = new tf.CustomCallback({onEpochEnd: (epoch) => void epochs.push(epoch)});
    await rbm.fit(x, {verbose: 0, epochs: 2, callbacks: [callback]});
    expect(epochs).toEqual([0, 1]);
  });

  it('may stop the training after a batch', async () => {
    let batches = 0;
    const history = await rbm.fit(x, {
      verbose: 0,
      batchSize: 1,
      callbacks: {
        onBatchEnd: () => {
          rbm.stopTraining = ++batches === 2;
        },
      },
    });
    expect(batches).toBe(2);
    expect(history.epoch).toEqual([0]);
  });

  it('that throw end the training, leak nothing and leave a machine that works', async () => {
    const fails = {onBatchEnd: () => Promise.reject(new Error('mine'))};
    await expect(rbm.fit(x, {verbose: 0, callbacks: fails})).rejects.toThrow('mine');
    await rbm.fit(x, {verbose: 0, epochs: 1});
  });
});

describe('the event loop', () => {
  it('runs while a machine is trained', async () => {
    const rbm = new RBM({visible: 2, hidden: 2, seed: 1});
    const x = tf.ones<tf.Rank.R2>([50, 2]);
    let turns = 0;
    const timer = setInterval(() => ++turns, 0);
    await rbm.fit(x, {verbose: 0, batchSize: 1, epochs: 5, yieldEvery: 'batch'});
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
    x.dispose();
    rbm.dispose();
  });
});

describe('yieldEvery', () => {
  /** How often onYield is called in 2 epochs of 5 batches. */
  async function yields(yieldEvery: 'auto' | 'batch' | 'epoch' | 'never' | number): Promise<number> {
    const rbm = new RBM({visible: 2, hidden: 2, seed: 1});
    const x = tf.ones<tf.Rank.R2>([5, 2]);
    let count = 0;
    const callbacks = {
      onYield: () => {
        ++count;
      },
    };
    await rbm.fit(x, {verbose: 0, batchSize: 1, epochs: 2, yieldEvery, callbacks});
    x.dispose();
    rbm.dispose();
    return count;
  }

  it.each([
    ['batch', 10],
    [0, 10],
    ['epoch', 2],
    ['never', 0],
    [1e9, 0],
  ] as const)('of %p yields in 2 epochs of 5 batches %d times', async (yieldEvery, expected) => {
    expect(await yields(yieldEvery)).toBe(expected);
  });
});
