import * as tf from '@tensorflow/tfjs';
import {RBM, type FitArgs} from 'tfjs-dbn';
import {read} from '../../read.js';

/** Rows that are not all alike, so that their order counts. */
const ROWS = Array.from({length: 12}, (_, row) => [row % 2, row % 3 === 0 ? 1 : 0, row % 4 === 1 ? 0.5 : 1]);

/** Trains in as many calls of fit as there are epochs to stop before, and returns the parameters. */
async function trained(stops: readonly number[], args: FitArgs): Promise<number[][]> {
  const rbm = new RBM({visible: 3, hidden: 2, seed: 7});
  const x = tf.tensor2d(ROWS);
  let initialEpoch = 0;
  for (const epochs of stops) {
    await rbm.fit(x, {verbose: 0, engine: 'tensor', batchSize: 5, ...args, initialEpoch, epochs});
    initialEpoch = epochs;
  }
  const values = rbm.getWeights().map(read);
  x.dispose();
  rbm.dispose();
  return values;
}

describe('a training in two calls of fit', () => {
  it.each<[string, FitArgs]>([
    ['contrastive divergence', {}],
    ['centred units', {centering: {by: 'average', rate: 0.2}}],
    ['a sparsity target', {sparsity: {target: 0.1}}],
    ['persistent chains', {estimator: {type: 'pcd', chains: 6}}],
    ['fast weights', {estimator: {type: 'fpcd', learningRate: 0.05}}],
    ['tempered chains', {estimator: {type: 'tempering', inverseTemperatures: 3}, centering: 'data'}],
    ['dropout and a longest norm', {dropout: 0.4, maxNorm: 0.5}],
  ])('is that of one call, bit for bit: %s', async (_, args) => {
    const once = await trained([4], {...args, momentum: 0.9});
    expect(await trained([2, 4], {...args, momentum: 0.9})).toEqual(once);
    expect(once.flat().every(Number.isFinite)).toBe(true);
  });
});
