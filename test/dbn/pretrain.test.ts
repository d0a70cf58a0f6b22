import * as tf from '@tensorflow/tfjs';
import {DBN} from 'tfjs-dbn';
import {read} from '../read.js';

describe('a failure of the engine between two layers of pretrain', () => {
  // Two threads find the means for the data, and then two those for the validation data.
  it.each([
    ['the data', 0],
    ['the data, by one thread already', 1],
    ['the validation data', 2],
  ])('keeps the layers that are trained, and says so, on the way up of %s', async (_, healthy) => {
    const dbn = new DBN({visible: 6, hidden: [5, 4], seed: 1});
    const parameters = (): number[][][] => dbn.rbms.map((rbm) => rbm.getWeights().map(read));
    const x = tf.randomUniform<tf.Rank.R2>([30, 6], 0, 1, 'float32', 1);
    const args = {engine: 'wasm', threads: 2, epochs: 2, verbose: 0, validationData: x} as const;
    const [, untrained] = parameters();

    const workers = jest.requireActual<typeof import('node:worker_threads')>('node:worker_threads');
    const {Worker} = workers;
    const started: InstanceType<typeof Worker>[] = [];
    let left = Infinity;
    const start = jest.spyOn(workers, 'Worker').mockImplementation((...workerArgs) => {
      if (left-- === 0) throw new Error('there is no room');
      started.push(new Worker(...workerArgs));
      return started.at(-1)!;
    });
    let trained: number[][] | undefined;
    const callbacks = {
      onLayerEnd: () => {
        trained ??= parameters()[0];
        left = healthy;
      },
    };
    await expect(dbn.pretrain(x, {...args, callbacks})).rejects.toThrow(
      new Error(
        'pretrain: the wasm engine must be able to go on, got a failure (there is no room); ' +
          "the parameters are those of the last completed epoch; train again, or with engine: 'tensor'.",
      ),
    );
    start.mockRestore();

    expect(started).toHaveLength(2 + healthy);
    // A worker that has ended has no number.
    started.forEach(({threadId}) => expect(threadId).toBe(-1));
    expect(parameters()).toEqual([trained, untrained]);
    expect(await dbn.pretrain(x, args)).toHaveLength(2);
    x.dispose();
    dbn.dispose();
  });
});
