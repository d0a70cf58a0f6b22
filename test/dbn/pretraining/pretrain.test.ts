import * as tf from '@tensorflow/tfjs';
import {DBN} from 'tfjs-dbn';
import {read} from '../../read.js';

describe('a failure of the engine between two layers of pretrain', () => {
  it.each([
    ['the data', 0],
    ['the validation data', 1],
  ])('keeps the layers that are trained, and says so, on the way up of %s', async (_, allowed) => {
    const dbn = new DBN({visible: 6, hidden: [5, 4], seed: 1});
    const parameters = (): number[][][] => dbn.rbms.map((rbm) => rbm.getWeights().map(read));
    const x = tf.randomUniform<tf.Rank.R2>([30, 6], 0, 1, 'float32', 1);
    const args = {engine: {type: 'wasm', threads: 2}, epochs: 2, verbose: 0, validationData: x} as const;
    const [, untrained] = parameters();

    const {Memory} = WebAssembly;
    let left = Infinity;
    const allocate = jest.spyOn(WebAssembly, 'Memory').mockImplementation((descriptor) => {
      if (left-- <= 0) throw new RangeError('there is no room');
      return new Memory(descriptor);
    });
    let trained: number[][] | undefined;
    const callbacks = {
      onLayerEnd: () => {
        trained ??= parameters()[0];
        left = allowed;
      },
    };
    await expect(dbn.pretrain(x, {...args, callbacks})).rejects.toThrow(
      new Error(
        'pretrain: the wasm engine must be able to go on, got a failure (there is no room); ' +
          "the parameters are those of the last completed epoch; train again, or with engine: 'tensor'.",
      ),
    );
    allocate.mockRestore();

    expect(parameters()).toEqual([trained, untrained]);
    expect(await dbn.pretrain(x, args)).toHaveLength(2);
    x.dispose();
    dbn.dispose();
  });
});
