import * as tf from '@tensorflow/tfjs';
import {DBN, RBM, type Dataset, type PretrainArgs} from 'tfjs-dbn';
import {read} from '../../read.js';

const QUIET = {epochs: 5, batchSize: 2, verbose: 0} as const;

let x: tf.Tensor2D;
beforeAll(() => {
  x = tf.tensor2d(Array.from({length: 6}, (_, row) => [row % 2, Number(row > 2), 1]));
});
afterAll(() => x.dispose());

/** The rows as a data set of three batches. */
function batches(): Dataset {
  let row = 0;
  const next = (): Promise<IteratorResult<tf.Tensor2D>> => {
    if (row === 6) return Promise.resolve({value: null, done: true});
    row += 2;
    return Promise.resolve({value: tf.slice(x, row - 2, 2), done: false});
  };
  return {iterator: () => Promise.resolve({next} as never)};
}

/** Counts how often a training asks for the learning rate and the momentum, and when. */
async function asked(
  train: (args: Pick<PretrainArgs, 'learningRate' | 'momentum'>) => Promise<unknown>,
): Promise<{rates: number[]; momenta: number[]}> {
  const [rates, momenta]: [number[], number[]] = [[], []];
  await train({
    learningRate: (epoch) => (rates.push(epoch), 0.1),
    momentum: (epoch) => (momenta.push(epoch), 0.5),
  });
  return {rates, momenta};
}

const EPOCHS = [0, 1, 2, 3, 4];

describe('a schedule', () => {
  it('is asked once for each epoch of a machine', async () => {
    const rbm = new RBM({visible: 3, hidden: 2, seed: 1});
    const once = {rates: EPOCHS, momenta: EPOCHS};
    expect(await asked((args) => rbm.fit(x, {...QUIET, ...args}))).toEqual(once);
    const {batchSize: _, ...quiet} = QUIET;
    expect(await asked((args) => rbm.fitDataset(batches, {...quiet, ...args}))).toEqual(once);
    rbm.dispose();
  });

  it('is asked once for each epoch of each layer of a stack', async () => {
    const dbn = new DBN({visible: 3, hidden: [2, 2, 2], seed: 1});
    const all = [...EPOCHS, ...EPOCHS, ...EPOCHS];
    const once = {rates: all, momenta: all};
    expect(await asked((args) => dbn.pretrain(x, {...QUIET, ...args}))).toEqual(once);
    const {batchSize: _, ...quiet} = QUIET;
    expect(await asked((args) => dbn.pretrainDataset(batches, {...quiet, ...args}))).toEqual(once);
    dbn.dispose();
  });

  it('is asked once for each epoch by up-down, the one of the Gibbs steps too', async () => {
    const dbn = new DBN({visible: 3, hidden: [2, 2], seed: 1});
    const steps: number[] = [];
    const k = (epoch: number): number => (steps.push(epoch), 1);
    const once = {rates: EPOCHS, momenta: EPOCHS};
    expect(await asked((args) => dbn.upDown(x, {...QUIET, k, ...args}))).toEqual(once);
    expect(steps).toEqual(EPOCHS);
    dbn.dispose();
  });

  it('is asked when its epoch comes', async () => {
    const rbm = new RBM({visible: 3, hidden: 2, seed: 1});
    const calls: string[] = [];
    await rbm.fit(x, {
      ...QUIET,
      epochs: 2,
      learningRate: (epoch) => (calls.push(`rate of ${epoch}`), 0.1),
      callbacks: {onEpochEnd: (epoch) => void calls.push(`end of ${epoch}`)},
    });
    expect(calls).toEqual(['rate of 0', 'end of 0', 'rate of 1', 'end of 1']);
    rbm.dispose();
  });

  it('with a state of its own gives a layer the rates that it gives a machine', async () => {
    const halving = (): (() => number) => {
      let rate = 0.2;
      return () => (rate /= 2);
    };
    const rates: number[][] = [];
    const rbm = new RBM({visible: 3, hidden: 2, seed: 1});
    const dbn = new DBN({visible: 3, hidden: [2, 2], seed: 1});
    for (const machine of [rbm, ...dbn.rbms]) {
      const learned: number[] = [];
      const callbacks = {onEpochEnd: () => void learned.push(machine.machine.lastLearningRate!)};
      if (machine === rbm) await rbm.fit(x, {...QUIET, learningRate: halving(), callbacks});
      rates.push(learned);
    }
    const ofLayers: number[] = [];
    await dbn.pretrain(x, {
      ...QUIET,
      learningRate: halving(),
      callbacks: {
        onEpochEnd: (_, logs) => void ofLayers.push(dbn.rbms[logs!['layer']!]!.machine.lastLearningRate!),
      },
    });
    expect(rates[0]).toEqual([0.1, 0.05, 0.025, 0.0125, 0.00625]);
    // The state is one for all layers.
    expect(ofLayers).toEqual(Array.from({length: 10}, (_, place) => 0.1 / 2 ** place));
    rbm.dispose();
    dbn.dispose();
  });

  it.each(['tensor', 'wasm'] as const)(
    'that gives no rate ends a training by %s, with what was learned before in place',
    async (engine) => {
      const values = (dbn: DBN): number[][] => dbn.rbms.flatMap((rbm) => rbm.getWeights().map(read));
      const [broken, good] = [1, 1].map((seed) => new DBN({visible: 3, hidden: [2, 2], seed})) as [DBN, DBN];
      const args = {...QUIET, engine, epochs: 4};
      await expect(
        broken.pretrain(x, {...args, layers: [{}, {learningRate: (epoch) => 0.2 - 0.1 * epoch}]}),
      ).rejects.toThrow('pretrain: layers[1]: learningRate at epoch 2 must be a number > 0, got 0.');
      await good.pretrain(x, {
        ...args,
        layers: [
          {},
          {
            learningRate: [
              [0, 0.2],
              [1, 0.1],
            ],
            epochs: 2,
          },
        ],
      });
      expect(values(broken)).toEqual(values(good));
      // It can be trained on.
      await broken.pretrain(x, {...QUIET, engine});
      broken.dispose();
      good.dispose();
    },
  );
});
