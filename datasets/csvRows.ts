import {csvRecords, type CsvPlace, type CsvRecord} from './csvRecords.js';
import {fileChunks} from './fileBytes.js';
import type {RowBlock} from './RowBlock.js';

/** What a CSV file of numbers is made of. */
export interface CsvFile {
  file: string;
  separator: string;
  /** The names of the columns, where there is a header. */
  names: string[] | undefined;
  /** Fields a record. */
  width: number;
  /** The column of the labels. */
  label: number | undefined;
  /** How many classes the labels are of, where they are integers from 0. */
  classes: number | undefined;
}

/** A row, and where it is in the file. */
export interface CsvRow extends RowBlock {
  start: CsvPlace;
  end: CsvPlace;
}

const BEGINNING: CsvPlace = {bytes: 0, lines: 0};
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Looks at the first records of a file.
 *
 * @throws Error when there is no row, it is not of numbers, or there is no such column as that of the labels.
 */
export async function openCsv({
  file,
  separator,
  header,
  label,
  classes,
}: {
  file: string;
  separator: string;
  header: boolean;
  label: number | string | undefined;
  classes: number | undefined;
}): Promise<CsvFile> {
  const records = csvRecords(fileChunks(file), {file, separator, start: BEGINNING});
  const names = header ? (await records.next()).value?.fields : undefined;
  const first = (await records.next()).value;
  await records.return();
  if (first === undefined) throw new Error(`${file}: must have a row of numbers, got none.`);
  const width = names?.length ?? first.fields.length;
  const place = typeof label === 'string' ? names?.indexOf(label) : label;
  const isColumn = place === undefined || (Number.isInteger(place) && place >= 0 && place < width);
  if (!isColumn || (typeof label === 'string' && place === undefined)) {
    const columns = names === undefined ? `${width} columns without names` : names.join(', ');
    throw new Error(`${file}: label must be one of the columns, got ${JSON.stringify(label)} of ${columns}.`);
  }
  if (place !== undefined && width === 1)
    throw new Error(`${file}: must have a column beside that of the labels, got none.`);
  const csv = {file, separator, names, width, label: place, classes};
  row(first, csv);
  return csv;
}

/** Reads the rows of a file one by one; or those of a part of it that begins at `start`. */
export async function* csvRows(
  csv: CsvFile,
  part?: {bytes: Buffer; start: CsvPlace},
): AsyncGenerator<CsvRow, void, void> {
  const {file, separator} = csv;
  const chunks = part === undefined ? fileChunks(file) : [part.bytes];
  const records = csvRecords(chunks, {file, separator, start: part?.start ?? BEGINNING});
  if (part === undefined && csv.names !== undefined) await records.next();
  for await (const record of records) yield row(record, csv);
}

/** Makes numbers of a record's fields. */
function row({fields, start, end}: CsvRecord, {file, names, width, label, classes}: CsvFile): CsvRow {
  const where = `${file}: line ${end.lines}`;
  if (fields.length !== width) {
    throw new Error(`${where} must have ${width} columns, got ${fields.length}.`);
  }
  const values = new Float32Array(label === undefined ? width : width - 1);
  const labels = new Float32Array(label === undefined ? 0 : 1);
  let filled = 0;
  fields.forEach((field, column) => {
    const value = NUMBER.test(field) ? Math.fround(Number(field)) : NaN;
    const isClass =
      column !== label || classes === undefined || (Number.isInteger(value) && value >= 0 && value < classes);
    if (!Number.isFinite(value) || !isClass) {
      const name = names === undefined ? '' : ` (${JSON.stringify(names[column])})`;
      const condition = isClass ? 'a number that float32 can hold' : `an integer from 0 to ${classes - 1}`;
      const got = JSON.stringify(field.slice(0, 40));
      throw new Error(`${where}, column ${column + 1}${name} must be ${condition}, got ${got}.`);
    }
    if (column === label) labels[0] = value;
    else values[filled++] = value;
  });
  return {rows: 1, values, start, end, ...(label !== undefined && {labels})};
}
