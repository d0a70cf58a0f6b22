import * as tf from '@tensorflow/tfjs';
import {batches, type LabelledBatch} from './batches.js';
import {checkStreamArgs, type StreamArgs} from './checkStreamArgs.js';
import type {CsvPlace} from './csvRecords.js';
import {csvRows, openCsv, type CsvFile} from './csvRows.js';
import {bytesAt, isGzipped} from './fileBytes.js';
import {joinBlocks, type RowBlock} from './RowBlock.js';
import {shuffledBlocks} from './shuffledBlocks.js';

/** Options of {@link streamCsv}. */
export interface StreamCsvArgs extends StreamArgs {
  /** The file's path; `.gz` for one that is gzipped. */
  file: string;
  /**
   * Whether the first line names the columns.
   *
   * @defaultValue false
   */
  header?: boolean;
  /**
   * What is between two fields, one character.
   *
   * @defaultValue `','`
   */
  separator?: string;
  /**
   * The column of the labels, by number from 0 on, or by name where there is a header.
   *
   * @defaultValue no labels
   */
  label?: number | string;
}

/**
 * Reads a CSV file of numbers batch by batch: memory does not grow with the file. Fields may be quoted, empty lines do not count.
 *
 * ```ts
 * const dataset = await streamCsv({file: 'digits.csv', header: true, label: 'digit', classes: 10, batchSize: 100});
 * await model.fitDataset(dataset, {epochs: 10});
 * ```
 *
 * Each pass over the dataset opens the file anew, and only while it reads: it may be left at any batch. With `shuffle`, the
 * whole file is read once first, to find where its blocks begin.
 *
 * @returns A dataset of tensors `[rows, columns]`; with labels of `{xs, ys}`, where `ys` is one-hot `[rows, classes]`, or float32
 *   `[rows]` without `classes`. Who takes a batch disposes it.
 * @throws TypeError when an option is unknown; RangeError when one has a wrong value; Error when the file is not what it should be, which names the line: here by
 *   its first row, with `shuffle` by all of them, else in a pass.
 */
export function streamCsv(
  args: StreamCsvArgs & {label: number | string},
): Promise<tf.data.Dataset<LabelledBatch>>;
export function streamCsv(args: Omit<StreamCsvArgs, 'label'>): Promise<tf.data.Dataset<tf.Tensor2D>>;
export async function streamCsv(
  args: StreamCsvArgs,
): Promise<tf.data.Dataset<tf.Tensor2D> | tf.data.Dataset<LabelledBatch>> {
  const shuffle = checkStreamArgs(args, {caller: 'streamCsv', own: ['file', 'header', 'separator', 'label']});
  const {file, batchSize, classes, header = false, separator = ',', label} = args;
  if (separator.length !== 1 || /["\r\n]/.test(separator)) {
    const got = JSON.stringify(separator);
    throw new RangeError(
      `streamCsv: separator must be one character, not a quote or a line's end, got ${got}.`,
    );
  }
  if (shuffle !== undefined && isGzipped(file)) {
    throw new Error(`streamCsv: shuffle must be left out, or the file be unpacked, got ${file}.`);
  }
  const csv = await openCsv({file, separator, header, label, classes});
  const columns = label === undefined ? csv.width : csv.width - 1;
  const places = shuffle === undefined ? undefined : await blockPlaces(csv, shuffle.blockRows);
  let pass = shuffle?.firstPass ?? 0;
  const rows = (): AsyncGenerator<RowBlock, void, void> => {
    if (shuffle === undefined || places === undefined) return csvRows(csv);
    const atOnce = Math.ceil(shuffle.bufferRows / shuffle.blockRows);
    const read = (block: number) => readBlock(csv, {start: places[block]!, end: places[block + 1]!});
    return shuffledBlocks({count: places.length - 1, atOnce, read}, {seed: shuffle.seed, pass: pass++});
  };
  return tf.data.generator(() =>
    batches(rows(), {batchSize, columns, divisor: 1, classes, labelType: 'float32'}),
  ) as tf.data.Dataset<tf.Tensor2D> | tf.data.Dataset<LabelledBatch>;
}

/** Returns where each block of rows begins, and where the last one ends. */
async function blockPlaces(csv: CsvFile, blockRows: number): Promise<CsvPlace[]> {
  const places: CsvPlace[] = [];
  let row = 0;
  let end: CsvPlace | undefined;
  for await (const {start, end: next} of csvRows(csv)) {
    if (row++ % blockRows === 0) places.push(start);
    end = next;
  }
  return [...places, end!];
}

async function readBlock(csv: CsvFile, {start, end}: {start: CsvPlace; end: CsvPlace}): Promise<RowBlock> {
  const length = end.bytes - start.bytes;
  const bytes = await bytesAt(csv.file, {position: start.bytes, length});
  if (bytes.length !== length) {
    const got = start.bytes + bytes.length;
    throw new Error(`${csv.file}: must have at least ${end.bytes} bytes, got ${got}.`);
  }
  const rows: RowBlock[] = [];
  for await (const row of csvRows(csv, {bytes, start})) rows.push(row);
  return joinBlocks(rows);
}
