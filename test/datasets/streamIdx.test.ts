import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import * as tf from '@tensorflow/tfjs';
import {writeIdx} from '../../bench/data/writeIdx.js';
import {streamIdx} from '../../datasets/streamIdx.js';
import {read} from '../read.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tfjs-dbn-test-'));
});
afterEach(() => rmSync(folder, {recursive: true}));

/** Writes an IDX file of bytes, its values 0, 1, 2, … and returns its path. */
function idx(
  name: string,
  sides: number[],
  {zip = false, magic = 0x800 + sides.length, extra = 0} = {},
): string {
  const header = Buffer.alloc(4 + 4 * sides.length);
  header.writeUInt32BE(magic);
  sides.forEach((side, axis) => header.writeUInt32BE(side, 4 + 4 * axis));
  const size = sides.reduce((product, side) => product * side, 1) + extra;
  const bytes = Buffer.concat([header, Buffer.from(Array.from({length: size}, (_, place) => place % 256))]);
  const file = join(folder, name);
  writeFileSync(file, zip ? gzipSync(bytes) : bytes);
  return file;
}

/** Reads all batches of one pass, as values times 255. */
async function pass(dataset: tf.data.Dataset<tf.Tensor2D>): Promise<number[][]> {
  const all: number[][] = [];
  await dataset.forEachAsync((x) => {
    all.push(read(x).map((value) => Math.round(255 * value)));
  });
  return all;
}

const range = (from: number, to: number): number[] => Array.from({length: to - from}, (_, i) => from + i);

describe('streamIdx', () => {
  it.each([
    ['a plain file', false],
    ['a gzipped one', true],
  ])(
    'reads %s in order, pixels scaled to [0, 1], the last batch with what is left, in each pass',
    async (_, zip) => {
      const images = idx(zip ? 'images.gz' : 'images', [5, 2, 3], {zip});
      const dataset = await streamIdx({images, batchSize: 2});
      for (let epoch = 0; epoch < 2; ++epoch) {
        const batches = await dataset.toArray();
        expect(batches.map(({shape}) => shape)).toEqual([
          [2, 6],
          [2, 6],
          [1, 6],
        ]);
        const values = batches.flatMap(read);
        expect(values).toEqual(range(0, 30).map((value) => Math.fround(value / 255)));
      }
    },
  );

  it('reads labels as integers, or one-hot where it knows the classes', async () => {
    const args = {images: idx('images', [3, 2, 2]), labels: idx('labels', [3]), batchSize: 2};
    const plain = await (await streamIdx(args)).toArray();
    expect(plain.map(({ys}) => [ys.dtype, ...ys.shape])).toEqual([
      ['int32', 2],
      ['int32', 1],
    ]);
    expect(plain.flatMap(({ys}) => read(ys))).toEqual([0, 1, 2]);
    const hot = await (await streamIdx({...args, classes: 4})).toArray();
    expect(hot.map(({ys}) => [ys.dtype, ...ys.shape])).toEqual([
      ['float32', 2, 4],
      ['float32', 1, 4],
    ]);
    expect(hot.flatMap(({ys}) => read(ys))).toEqual([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
    tf.dispose([plain.map(({xs}) => xs), hot.map(({xs}) => xs)]);
  });

  it('reads what writeIdx writes, in more pieces than one, and it fits a model', async () => {
    const {images, labels} = await writeIdx(folder, {rows: 400, seed: 1});
    const bytes = readFileSync(images);
    const first = await (await streamIdx({images, batchSize: 300})).toArray();
    const values = first.flatMap(read);
    expect(values.length).toBe(400 * 784);
    expect(values.every((value, place) => value === Math.fround(bytes[16 + place]! / 255))).toBe(true);
    const ink = values.filter((value) => value > 0).length / values.length;
    expect(ink).toBeGreaterThan(0.1);
    expect(ink).toBeLessThan(0.3);

    const model = tf.sequential({
      layers: [tf.layers.dense({units: 10, activation: 'softmax', inputShape: [784]})],
    });
    const optimizer = tf.train.adam(0.01);
    model.compile({optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy']});
    const dataset = await streamIdx({images, labels, classes: 10, batchSize: 20, shuffle: {seed: 1}});
    const {history} = await model.fitDataset(dataset, {epochs: 4, verbose: 0});
    expect(history['acc']!.at(-1)).toBeGreaterThan(0.5);
    model.dispose();
    optimizer.dispose();
  });

  describe('with shuffle', () => {
    const shuffle = {seed: 3, blockRows: 4, bufferRows: 8};
    const images = (): string => idx('images', [42, 1]);

    it('gives every row once, with its own label, in an order that depends on seed and pass', async () => {
      const file = images();
      const labelled = await streamIdx({images: file, labels: idx('labels', [42]), batchSize: 5, shuffle});
      const orders: number[][] = [];
      for (let epoch = 0; epoch < 2; ++epoch) {
        const batches = await labelled.toArray();
        const [values, labels] = [batches.flatMap(({xs}) => read(xs)), batches.flatMap(({ys}) => read(ys))];
        expect(values).toEqual(labels.map((label) => Math.fround(label / 255)));
        expect(labels.toSorted((a, b) => a - b)).toEqual(range(0, 42));
        orders.push(labels);
      }
      expect(orders[0]).not.toEqual(orders[1]);
      expect(orders[0]).not.toEqual(range(0, 42));

      const again = await streamIdx({images: file, batchSize: 42, shuffle});
      expect([await pass(again), await pass(again)]).toEqual(orders.map((order) => [order]));
      const later = await streamIdx({images: file, batchSize: 42, shuffle: {...shuffle, firstPass: 1}});
      expect(await pass(later)).toEqual([orders[1]]);
      const other = await streamIdx({images: file, batchSize: 42, shuffle: {...shuffle, seed: 4}});
      expect(await pass(other)).not.toEqual([orders[0]]);
    });

    it('mixes the rows of random blocks: those in memory together are from whole blocks', async () => {
      const [order] = await pass(await streamIdx({images: idx('images', [40, 1]), batchSize: 40, shuffle}));
      const groups = range(0, 5).map((group) => order!.slice(8 * group, 8 * (group + 1)));
      const blocks = groups.map((group) => [...new Set(group.map((row) => Math.floor(row / 4)))]);
      expect(blocks.map(({length}) => length)).toEqual([2, 2, 2, 2, 2]);
      expect(blocks.flat().toSorted((a, b) => a - b)).toEqual(range(0, 10));
    });

    it('puts each row first about equally often', async () => {
      const counts = new Array<number>(12).fill(0);
      const dataset = await streamIdx({
        images: idx('images', [12, 1]),
        batchSize: 1,
        shuffle: {seed: 1, blockRows: 2, bufferRows: 4},
      });
      const passes = 1200;
      for (let epoch = 0; epoch < passes; ++epoch) {
        const [batch] = await dataset.take(1).toArray();
        ++counts[Math.round(255 * read(batch!)[0]!)]!;
      }
      // Chi-squared with 11 degrees of freedom: more than 31.3 in one of a thousand.
      const expected = passes / 12;
      const chiSquared = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      expect(chiSquared).toBeLessThan(31.3);
    });
  });

  it('leaves no file open, wherever a pass is left', async () => {
    const images = idx('images', [20, 3]);
    // Those of the files alone: the process opens others as it likes.
    const isOpen = (descriptor: string): boolean => {
      try {
        return readlinkSync(`/dev/fd/${descriptor}`).startsWith(realpathSync(folder));
      } catch {
        return false;
      }
    };
    const count = (): number => readdirSync('/dev/fd').filter(isOpen).length;
    const datasets = [
      await streamIdx({images, batchSize: 2}),
      await streamIdx({images, batchSize: 2, shuffle: {seed: 1, blockRows: 2, bufferRows: 4}}),
      await streamIdx({images: idx('images.gz', [20, 3], {zip: true}), batchSize: 2}),
    ];
    for (const dataset of datasets) {
      for (let left = 0; left < 20; ++left) tf.dispose(await dataset.take(1).toArray());
    }
    // What a pass reads ahead is closed when it has been read.
    for (let turn = 0; turn < 1000 && count() > 0; ++turn) await new Promise(setImmediate);
    expect(count()).toBe(0);
  });

  describe('refuses', () => {
    it.each([
      [{batchSize: 0}, 'streamIdx: batchSize must be an integer >= 1, got 0.'],
      [{batchSize: 2.5}, 'streamIdx: batchSize must be an integer >= 1, got 2.5.'],
      [{classes: 1}, 'streamIdx: classes must be an integer >= 2, got 1.'],
      [{shuffle: {seed: -1}}, 'streamIdx: shuffle.seed must be an integer >= 0, got -1.'],
      [{shuffle: {seed: 1, firstPass: -1}}, 'streamIdx: shuffle.firstPass must be an integer >= 0, got -1.'],
      [{shuffle: {seed: 1, blockRows: 0}}, 'streamIdx: shuffle.blockRows must be an integer >= 1, got 0.'],
      [{shuffle: {seed: 1, bufferRows: 0}}, 'streamIdx: shuffle.bufferRows must be an integer >= 1, got 0.'],
    ])('the option %j', async (option, message) => {
      const args = {images: idx('images', [2, 2]), batchSize: 1, ...option};
      await expect(streamIdx(args)).rejects.toThrow(new RangeError(message));
    });

    it('options that it does not know', async () => {
      const args = {images: idx('images', [2, 2]), batchSize: 1};
      await expect(streamIdx({...args, batchsize: 2} as typeof args)).rejects.toThrow(
        new TypeError(
          'streamIdx: an option must be one of images, labels, batchSize, classes, shuffle, got batchsize.',
        ),
      );
      const shuffle = {seed: 1, rows: 2};
      await expect(streamIdx({...args, shuffle})).rejects.toThrow(
        new TypeError(
          'streamIdx: an option of shuffle must be one of seed, firstPass, blockRows, bufferRows, got rows.',
        ),
      );
    });

    it.each([
      ['that is missing', () => join(folder, 'none'), /^ENOENT.*none/],
      [
        'that is too short for a number',
        () => cut(idx('a', [2, 2]), 3),
        /a: must have at least 4 bytes, got 3\.$/,
      ],
      ['that ends in its header', () => cut(idx('a', [2, 2]), 9), /a: must have at least 12 bytes, got 9\.$/],
      [
        'of another kind',
        () => idx('a', [2, 2], {magic: 0x1234}),
        /a: must be an IDX file of bytes with two axes or more, got another\.$/,
      ],
      [
        'of floats',
        () => idx('a', [2, 2], {magic: 0xd02}),
        /a: must be an IDX file of bytes with two axes or more, got another\.$/,
      ],
      [
        'of labels',
        () => idx('a', [4]),
        /a: must be an IDX file of bytes with two axes or more, got another\.$/,
      ],
      ['without rows', () => idx('a', [0, 2]), /a: must have rows of 1 to 67108864 values, got 0 x 2\.$/],
      [
        'without columns',
        () => idx('a', [2, 0, 3]),
        /a: must have rows of 1 to 67108864 values, got 2 x 0 x 3\.$/,
      ],
      ['that is cut short', () => cut(idx('a', [2, 2]), 15), /a: must have 16 bytes, got 15\.$/],
      ['that goes on', () => idx('a', [2, 2], {extra: 1}), /a: must have 16 bytes, got 17\.$/],
      [
        'with sides that no file has',
        () => huge('a', false),
        /a: must have rows of 1 to 67108864 values, got 4294967295 x 4294967295\.$/,
      ],
      [
        'with sides whose product is no number',
        () => idx('a.gz', [2, ...Array<number>(33).fill(2 ** 32 - 1), 0], {zip: true}),
        /a\.gz: must have rows of 1 to 67108864 values, got 2 x 4294967295 x .* x 0\.$/,
      ],
      [
        'that is not gzipped',
        () => idx('a.gz', [2, 2]),
        /a\.gz: must be a whole gzip file, got another \(incorrect header check\)\.$/,
      ],
      [
        'with sides that no gzipped file of its size unpacks to',
        () => huge('a.gz', true),
        /a\.gz: must have 5\d* bytes, got at most \d+\.$/,
      ],
    ])('a file %s', async (_, write, message) => {
      await expect(streamIdx({images: write(), batchSize: 1})).rejects.toThrow(message);
    });

    it('labels that are not as many as the images, and images in their place', async () => {
      const images = idx('images', [3, 2]);
      const labels = idx('labels', [2]);
      await expect(streamIdx({images, labels, batchSize: 1})).rejects.toThrow(
        new Error(`${labels}: must have 3 labels, got 2.`),
      );
      await expect(streamIdx({images, labels: images, batchSize: 1})).rejects.toThrow(
        new Error(`${images}: must be an IDX file of bytes with one axis, got another.`),
      );
    });

    it('to shuffle gzipped files', async () => {
      const images = idx('images.gz', [3, 2], {zip: true});
      await expect(streamIdx({images, batchSize: 1, shuffle: {seed: 1}})).rejects.toThrow(
        new Error(`streamIdx: shuffle must be left out, or the files be unpacked, got ${images}.`),
      );
    });

    it.each([
      ['in order', undefined],
      ['shuffled', {seed: 1}],
    ])('labels that are no class, %s, in a pass', async (_, shuffle) => {
      const labels = idx('labels', [6]);
      const args = {images: idx('images', [6, 2]), labels, classes: 4, batchSize: 3};
      const dataset = await streamIdx({...args, ...(shuffle && {shuffle})});
      const pull = dataset.forEachAsync(({xs, ys}) => tf.dispose([xs, ys]));
      await expect(pull).rejects.toThrow(new Error(`${labels}: labels must be from 0 to 3, got 4 at row 4.`));
    });

    it('files that have changed since, in a pass', async () => {
      const images = idx('images', [6, 2]);
      const datasets = [
        await streamIdx({images, batchSize: 6}),
        await streamIdx({images, batchSize: 6, shuffle: {seed: 1}}),
      ];
      truncateSync(images, 20);
      for (const dataset of datasets) {
        const message = new Error(`${images}: must have at least 24 bytes, got 20.`);
        await expect(dataset.forEachAsync((x) => x.dispose())).rejects.toThrow(message);
      }
      appendFileSync(images, new Uint8Array(5));
      const longer = datasets[0]!.forEachAsync((x) => x.dispose());
      await expect(longer).rejects.toThrow(new Error(`${images}: must have 24 bytes, got more.`));
    });

    it('gzipped files that are cut short, or unpack to more, in a pass', async () => {
      const images = idx('images.gz', [6, 2], {zip: true, extra: 3});
      const more = await streamIdx({images, batchSize: 6});
      await expect(more.forEachAsync((x) => x.dispose())).rejects.toThrow(
        new Error(`${images}: must have 24 bytes, got more.`),
      );
      const whole = await streamIdx({images: idx('images.gz', [6, 2], {zip: true}), batchSize: 6});
      cut(images, readFileSync(images).length - 6);
      await expect(whole.forEachAsync((x) => x.dispose())).rejects.toThrow(
        `${images}: must be a whole gzip file, got another (unexpected end of file).`,
      );
    });
  });
});

function cut(file: string, length: number): string {
  truncateSync(file, length);
  return file;
}

/** Writes a file whose header promises more than there is. */
function huge(name: string, zip: boolean): string {
  const bytes = Buffer.from([
    0,
    0,
    8,
    2,
    ...(zip ? [0, 0, 0x4b, 0, 0, 4, 0, 0] : new Array<number>(8).fill(255)),
    1,
  ]);
  writeFileSync(join(folder, name), zip ? gzipSync(bytes) : bytes);
  return join(folder, name);
}
