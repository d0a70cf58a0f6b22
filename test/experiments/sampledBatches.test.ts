import * as tf from '@tensorflow/tfjs';
import {RBM} from 'tfjs-dbn';
import {PIXELS} from '../../datasets/Dataset.js';
import {sampledBatches} from '../../experiments/sampledBatches.js';
import {mean} from '../statistics.js';

/** Image by image: its number in the first pixels, in binary, and one grey value in all others. */
function images(greys: readonly number[]) {
  const pixels = new Float32Array(greys.length * PIXELS);
  greys.forEach((grey, row) => {
    pixels.fill(grey, row * PIXELS, (row + 1) * PIXELS);
    for (let bit = 0; bit < 3; ++bit) pixels[row * PIXELS + bit] = (row >> bit) & 1;
  });
  return {pixels, labels: Uint8Array.from(greys, (_, row) => 9 - row)};
}

type Batches = ReturnType<ReturnType<typeof sampledBatches>>;

async function read(dataset: Batches, which: 'xs' | 'ys' = 'xs'): Promise<number[][][]> {
  const batches: number[][][] = [];
  await dataset.forEachAsync((batch) => {
    batches.push(batch[which].arraySync());
    tf.dispose([batch.xs, batch.ys]);
  });
  return batches;
}

/** A machine of as many hidden as visible units, of which the first ones repeat what the visible unit is, and the others are on by chance. */
function repeater(units: number, {repeated, chance}: {repeated: number; chance: number}): RBM {
  const rbm = new RBM({visible: units, hidden: units, seed: 1});
  const isOn = Array.from({length: units}, (_, unit) => unit < repeated);
  const weights = tf.tidy(() => [
    tf.diag(tf.tensor1d(isOn.map((is) => (is ? 80 : 0)))),
    tf.zeros([units]),
    tf.tensor1d(isOn.map((is) => (is ? -40 : Math.log(chance / (1 - chance))))),
  ]);
  rbm.setWeights(weights);
  tf.dispose(weights);
  return rbm;
}

/** Expects that as many states are on as their chance says, by five deviations at most. */
function expectShare(states: readonly number[], chance: number): void {
  const deviation = Math.sqrt((chance * (1 - chance)) / states.length);
  expect(Math.abs(mean(states) - chance)).toBeLessThanOrEqual(5 * deviation);
}

describe('sampledBatches', () => {
  const greys = [0, 0.25, 0.5, 0.75, 1];
  const batchesOf = sampledBatches(images(greys), {batchSize: 2, seed: 1});

  it('has each image once an epoch, in an order of its own', async () => {
    const epochs = [await read(batchesOf(0)), await read(batchesOf(1)), await read(batchesOf(2))];
    const orders = epochs.map((batches) => {
      expect(batches.map((batch) => batch.length)).toEqual([2, 2, 1]);
      return batches.flat().map(([a, b, c]) => a! + 2 * b! + 4 * c!);
    });
    for (const order of orders) expect([...order].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(orders.map(String)).size).toBeGreaterThan(1);
    const labels = (await read(batchesOf(0), 'ys')).flat().map((classes) => classes.indexOf(1));
    expect(labels).toEqual(orders[0]!.map((row) => 9 - row));
  });

  it('turns a pixel on as often as its value says, and each time anew', async () => {
    const [first, second] = [await read(batchesOf(0)), await read(batchesOf(1))].map((batches) => {
      const byNumber: number[][] = [];
      for (const image of batches.flat())
        byNumber[image[0]! + 2 * image[1]! + 4 * image[2]!] = image.slice(3);
      return byNumber;
    }) as [number[][], number[][]];
    greys.forEach((grey, row) => {
      expect(new Set([0, 1, ...first[row]!]).size).toBe(2);
      expectShare(first[row]!, grey);
    });
    expect(first[2]).not.toEqual(second[2]);
  });

  it('is the same for the same seed and epoch', async () => {
    expect(await read(sampledBatches(images(greys), {batchSize: 2, seed: 1})(3))).toEqual(
      await read(batchesOf(3)),
    );
    expect(await read(sampledBatches(images(greys), {batchSize: 2, seed: 2})(3))).not.toEqual(
      await read(batchesOf(3)),
    );
  });

  it('draws the hidden units of the machines below, each given what was drawn below it', async () => {
    const [units, repeated, grey, chance] = [600, 300, 0.3, 0.6];
    const pixels = new Float32Array(2 * units).fill(grey);
    const learned = {pixels, labels: Uint8Array.of(1, 1)};
    // The upper one tells what states of the lower one it was given: a probability of 0.6 would turn all of its units on.
    const below = [repeater(units, {repeated, chance}), repeater(units, {repeated: units, chance})];
    const args = {batchSize: 1, seed: 1, below};
    const states = (await read(sampledBatches(learned, args)(0))).flat();
    for (const image of states) {
      expect(new Set(image)).toEqual(new Set([0, 1]));
      expectShare(image.slice(0, repeated), grey);
      expectShare(image.slice(repeated), chance);
    }
    expect(states[0]).not.toEqual(states[1]);
    expect((await read(sampledBatches(learned, args)(0))).flat()).toEqual(states);
    expect((await read(sampledBatches(learned, args)(1))).flat()).not.toEqual(states);
    below.forEach((machine) => machine.dispose());
  });
});
