import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {PIXELS} from '../../datasets/Dataset.js';
import {idx} from '../../datasets/idx.js';

/** A file of bytes with the given axes. */
function file(axes: readonly number[], values: readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * axes.length);
  header.writeUInt32BE(0x800 + axes.length);
  axes.forEach((side, axis) => header.writeUInt32BE(side, 4 + 4 * axis));
  return Buffer.concat([header, Buffer.from(values)]);
}

const images = (rows: number) =>
  file(
    [rows, 28, 28],
    Array.from({length: rows * PIXELS}, (_, place) => place % 256),
  );

describe('idx', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'idx-'));
    await write({
      'train-images-idx3-ubyte': images(3),
      'train-labels-idx1-ubyte.gz': gzipSync(file([3], [7, 0, 9])),
      't10k-images.idx3-ubyte': images(1),
      't10k-labels-idx1-ubyte': file([1], [4]),
    });
  });
  afterEach(() => rm(folder, {recursive: true}));

  async function write(files: Record<string, Buffer>): Promise<void> {
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  }

  it('reads pixels as shares of 255, and labels, from files that are gzipped or not', async () => {
    const {train, test} = await idx(folder);
    expect(train.pixels).toHaveLength(3 * PIXELS);
    expect(train.pixels[0]).toBe(0);
    expect(train.pixels[255]).toBe(1);
    expect(train.pixels[256 + 51]).toBeCloseTo(0.2, 6);
    expect(Array.from(train.labels)).toEqual([7, 0, 9]);
    expect(test.pixels).toEqual(train.pixels.subarray(0, PIXELS));
    expect(Array.from(test.labels)).toEqual([4]);
  });

  it.each<[string, string, Buffer, string]>([
    [
      'more labels than images',
      't10k-labels-idx1-ubyte',
      file([2], [4, 4]),
      'images and labels must be of the same number and 28 x 28, got 1 x 28 x 28 images and 2 labels.',
    ],
    [
      'images of another size',
      't10k-images.idx3-ubyte',
      file([1, 14, 56], Array<number>(PIXELS).fill(0)),
      'images and labels must be of the same number and 28 x 28, got 1 x 14 x 56 images and 1 labels.',
    ],
    [
      'a label that is no digit',
      't10k-labels-idx1-ubyte',
      file([1], [10]),
      't10k labels must be digits from 0 to 9, got 10 at row 0.',
    ],
    [
      'a file that is cut short',
      't10k-images.idx3-ubyte',
      images(1).subarray(0, 700),
      'must have 800 bytes, got 700.',
    ],
    [
      'a file of another kind',
      't10k-labels-idx1-ubyte',
      images(1),
      'must be an IDX file of bytes with one axis, got another.',
    ],
    [
      'a gzipped file that is cut short',
      't10k-labels-idx1-ubyte.gz',
      gzipSync(file([1], [4])).subarray(0, 20),
      'must be a whole gzip file, got another',
    ],
    [
      'a gzipped file with more than it says',
      't10k-labels-idx1-ubyte.gz',
      gzipSync(file([1], [4, 4])),
      'must have 9 bytes, got more.',
    ],
  ])('refuses %s', async (_, name, bytes, message) => {
    await rm(join(folder, name.replace('.gz', '')));
    await write({[name]: bytes});
    await expect(idx(folder)).rejects.toThrow(message);
  });

  it('says which file is missing', async () => {
    await rm(join(folder, 't10k-labels-idx1-ubyte'));
    await expect(idx(folder)).rejects.toThrow(
      `${folder}: must hold t10k-labels-idx1-ubyte, or the same with .gz, got neither.`,
    );
  });
});
