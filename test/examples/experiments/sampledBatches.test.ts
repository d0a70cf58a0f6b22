import * as tf from '@tensorflow/tfjs';
import {PIXELS} from '../../../examples/datasets/Dataset.js';
import {sampledBatches} from '../../../examples/experiments/sampledBatches.js';

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
    const count = PIXELS - 3;
    const [first, second] = [await read(batchesOf(0)), await read(batchesOf(1))].map((batches) => {
      const byNumber: number[][] = [];
      for (const image of batches.flat())
        byNumber[image[0]! + 2 * image[1]! + 4 * image[2]!] = image.slice(3);
      return byNumber;
    }) as [number[][], number[][]];
    greys.forEach((grey, row) => {
      expect(new Set([0, 1, ...first[row]!]).size).toBe(2);
      const mean = first[row]!.reduce((sum, value) => sum + value, 0) / count;
      // Five deviations.
      expect(Math.abs(mean - grey)).toBeLessThanOrEqual(5 * Math.sqrt((grey * (1 - grey)) / count));
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
});
