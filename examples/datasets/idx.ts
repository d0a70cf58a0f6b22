import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {gunzip} from 'node:zlib';
import {PIXELS, type Dataset, type Images} from './Dataset.js';
import {namesIn} from './namesIn.js';

/** The first number of an IDX file: unsigned bytes, with three axes or one. */
const IMAGES_MAGIC = 0x803;
const LABELS_MAGIC = 0x801;

/** Bytes of a file, unpacked, at most: eight times those of MNIST's largest one. */
const MOST_BYTES = 400e6;

/**
 * Reads MNIST's four IDX files from a folder, gzipped or not.
 *
 * @throws Error when the folder or a file is missing, is not what its name says, or is cut short, or a label is no digit.
 */
export async function idx(folder: string): Promise<Dataset> {
  return {
    name: 'MNIST',
    train: await readImages(folder, 'train'),
    test: await readImages(folder, 't10k'),
  };
}

async function readImages(folder: string, part: 'train' | 't10k'): Promise<Images> {
  const images = await readIdx(folder, `${part}-images-idx3-ubyte`, IMAGES_MAGIC);
  const labels = await readIdx(folder, `${part}-labels-idx1-ubyte`, LABELS_MAGIC);
  if (images.axes[0] !== labels.axes[0] || images.axes[1]! * images.axes[2]! !== PIXELS) {
    throw new Error(
      `${folder}: images and labels must be of the same number and 28 x 28, got ${images.axes.join(' x ')} images and ` +
        `${labels.axes.join()} labels.`,
    );
  }
  const row = labels.values.findIndex((label) => label > 9);
  if (row >= 0) {
    throw new Error(
      `${folder}: ${part} labels must be digits from 0 to 9, got ${String(labels.values[row])} at row ${String(row)}.`,
    );
  }
  return {pixels: Float32Array.from(images.values, (value) => value / 255), labels: labels.values};
}

async function readIdx(
  folder: string,
  name: string,
  magic: number,
): Promise<{axes: number[]; values: Uint8Array}> {
  const files = await namesIn(folder, 'MNIST’s four IDX files');
  // Some copies write train-images.idx3-ubyte.
  const file = files.find((candidate) => candidate.replace('.idx', '-idx').replace(/\.gz$/, '') === name);
  if (file === undefined) throw new Error(`${folder}: must hold ${name}, or the same with .gz, got neither.`);
  const raw = await readFile(join(folder, file));
  const bytes = file.endsWith('.gz') ? await promisify(gunzip)(raw, {maxOutputLength: MOST_BYTES}) : raw;
  const axisCount = magic & 0xff;
  const header = 4 + 4 * axisCount;
  if (bytes.length < header || bytes.readUInt32BE(0) !== magic) {
    throw new Error(
      `${join(folder, file)}: must be an IDX file of bytes with ${String(axisCount)} axes, got another.`,
    );
  }
  const axes = Array.from({length: axisCount}, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  const size = axes.reduce((product, side) => product * side, 1);
  if (bytes.length !== header + size) {
    throw new Error(
      `${join(folder, file)}: must have ${String(header + size)} bytes, got ${String(bytes.length)}.`,
    );
  }
  return {axes, values: new Uint8Array(bytes.subarray(header))};
}
