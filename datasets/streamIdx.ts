import * as tf from '@tensorflow/tfjs';
import {batches, type LabelledBatch} from './batches.js';
import {checkStreamArgs, type StreamArgs} from './checkStreamArgs.js';
import {bytesAt, fileBytes, isGzipped} from './fileBytes.js';
import {openIdx, type IdxFile} from './idxFile.js';
import type {RowBlock} from './RowBlock.js';
import {shuffledBlocks} from './shuffledBlocks.js';

/** Options of {@link streamIdx}. */
export interface StreamIdxArgs extends StreamArgs {
  /** An IDX file of bytes with two or more axes, the first of which counts the rows; `.gz` for one that is gzipped. */
  images: string;
  /**
   * An IDX file of bytes with one axis: the class of each row.
   *
   * @defaultValue no labels
   */
  labels?: string;
}

/**
 * Reads IDX files, MNIST's for instance, batch by batch: memory does not grow with the files.
 *
 * ```ts
 * const dataset = await streamIdx({images: 'train-images-idx3-ubyte', labels: 'train-labels-idx1-ubyte', classes: 10, batchSize: 100});
 * await model.fitDataset(dataset, {epochs: 10});
 * ```
 *
 * Each pass over the dataset opens the files anew, and only while it reads: it may be left at any batch.
 *
 * @returns A dataset of tensors `[rows, columns]`, grey values scaled to [0, 1]; with labels of `{xs, ys}`, where `ys` is one-hot
 *   `[rows, classes]`, or int32 `[rows]` without `classes`. Who takes a batch disposes it.
 * @throws TypeError when an option is unknown; RangeError when one has a wrong value; Error when a file is not what it should be: here by its header and its
 *   size, in a pass by what is in it, or when it has become shorter.
 */
export function streamIdx(args: StreamIdxArgs & {labels: string}): Promise<tf.data.Dataset<LabelledBatch>>;
export function streamIdx(args: Omit<StreamIdxArgs, 'labels'>): Promise<tf.data.Dataset<tf.Tensor2D>>;
export async function streamIdx(
  args: StreamIdxArgs,
): Promise<tf.data.Dataset<tf.Tensor2D> | tf.data.Dataset<LabelledBatch>> {
  const shuffle = checkStreamArgs(args, {caller: 'streamIdx', own: ['images', 'labels']});
  const {batchSize, classes} = args;
  const images = await openIdx(args.images, {isLabels: false});
  const labels = args.labels === undefined ? undefined : await openIdx(args.labels, {isLabels: true});
  if (labels !== undefined && labels.rows !== images.rows) {
    throw new Error(`${labels.file}: must have ${images.rows} labels, got ${labels.rows}.`);
  }
  const files = labels === undefined ? [images] : [images, labels];
  const zipped = files.find(({file}) => isGzipped(file));
  if (shuffle !== undefined && zipped !== undefined) {
    throw new Error(`streamIdx: shuffle must be left out, or the files be unpacked, got ${zipped.file}.`);
  }

  let pass = shuffle?.firstPass ?? 0;
  const blocks = (): AsyncGenerator<RowBlock, void, void> => {
    if (shuffle === undefined) return inOrder(files, batchSize, classes);
    const {seed, blockRows, bufferRows} = shuffle;
    const count = Math.ceil(images.rows / blockRows);
    const atOnce = Math.ceil(bufferRows / blockRows);
    const read = (block: number) => readBlock(files, {first: block * blockRows, most: blockRows, classes});
    return shuffledBlocks({count, atOnce, read}, {seed, pass: pass++});
  };
  return tf.data.generator(() => {
    const {columns} = images;
    return batches(blocks(), {batchSize, columns, divisor: 255, classes, labelType: 'int32'});
  }) as tf.data.Dataset<tf.Tensor2D> | tf.data.Dataset<LabelledBatch>;
}

/** Returns the rows of the files from the first to the last. */
async function* inOrder(
  files: readonly IdxFile[],
  blockRows: number,
  classes: number | undefined,
): AsyncGenerator<RowBlock, void, void> {
  const [{rows}] = files as [IdxFile];
  const bytes = files.map(({file}) => fileBytes(file));
  for (const [place, {header}] of files.entries()) await bytes[place]!.read(header);
  for (let first = 0; first < rows; first += blockRows) {
    const length = Math.min(blockRows, rows - first);
    const read = (place: number) => bytes[place]!.read(length * files[place]!.columns);
    const values = await read(0);
    if (files.length === 1) yield {rows: length, values};
    else
      yield {
        rows: length,
        values,
        labels: checkLabels(await read(1), {file: files[1]!.file, first, classes}),
      };
  }
  for (const file of bytes) await file.expectEnd();
}

/** Returns some rows of files that are not gzipped. */
async function readBlock(
  files: readonly IdxFile[],
  {first, most, classes}: {first: number; most: number; classes: number | undefined},
): Promise<RowBlock> {
  const rows = Math.min(most, files[0]!.rows - first);
  const [values, labels] = await Promise.all(
    files.map(async ({file, header, columns}) => {
      const length = rows * columns;
      const position = header + first * columns;
      const bytes = await bytesAt(file, {position, length});
      if (bytes.length === length) return bytes;
      const got = position + bytes.length;
      throw new Error(`${file}: must have at least ${position + length} bytes, got ${got}.`);
    }),
  );
  if (labels === undefined) return {rows, values: values!};
  return {rows, values: values!, labels: checkLabels(labels, {file: files[1]!.file, first, classes})};
}

function checkLabels(
  labels: Uint8Array,
  {file, first, classes = 256}: {file: string; first: number; classes: number | undefined},
): Uint8Array {
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong === -1) return labels;
  throw new Error(
    `${file}: labels must be from 0 to ${classes - 1}, got ${String(labels[wrong])} at row ${first + wrong}.`,
  );
}
