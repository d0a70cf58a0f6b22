import {join} from 'node:path';
import {SIDE, type Dataset, type Images} from './Dataset.js';
import {fileBytes} from './fileBytes.js';
import {openIdx, type IdxFile} from './idxFile.js';
import {namesIn} from './namesIn.js';

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
  const images = await openIdx(await find(folder, `${part}-images-idx3-ubyte`), {isLabels: false});
  const labels = await openIdx(await find(folder, `${part}-labels-idx1-ubyte`), {isLabels: true});
  const [, ...sides] = images.axes;
  if (images.rows !== labels.rows || sides.join() !== [SIDE, SIDE].join()) {
    throw new Error(
      `${folder}: images and labels must be of the same number and 28 x 28, got ${images.axes.join(' x ')} images and ` +
        `${labels.rows} labels.`,
    );
  }
  const classes = await valuesOf(labels);
  const row = classes.findIndex((label) => label > 9);
  if (row >= 0) {
    throw new Error(
      `${folder}: ${part} labels must be digits from 0 to 9, got ${String(classes[row])} at row ${row}.`,
    );
  }
  return {pixels: Float32Array.from(await valuesOf(images), (value) => value / 255), labels: classes};
}

/** Returns the path of a file, by its name or a like one. */
async function find(folder: string, name: string): Promise<string> {
  const files = await namesIn(folder, 'MNIST’s four IDX files');
  // Some copies write train-images.idx3-ubyte.
  const file = files.find((candidate) => candidate.replace('.idx', '-idx').replace(/\.gz$/, '') === name);
  if (file === undefined) throw new Error(`${folder}: must hold ${name}, or the same with .gz, got neither.`);
  return join(folder, file);
}

/** Returns all that is in a file behind its header. */
async function valuesOf({file, header, rows, columns}: IdxFile): Promise<Uint8Array> {
  if (rows * columns > MOST_BYTES) {
    throw new Error(`${file}: must have at most ${MOST_BYTES} bytes, got ${rows * columns}.`);
  }
  const bytes = fileBytes(file);
  await bytes.read(header);
  const values = new Uint8Array(await bytes.read(rows * columns));
  await bytes.expectEnd();
  return values;
}
