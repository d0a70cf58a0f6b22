import {fileBytes, isGzipped, mostBytes} from './fileBytes.js';

/** An IDX file of unsigned bytes, as its header and its size say. */
export interface IdxFile {
  file: string;
  /** Bytes before the first row. */
  header: number;
  /** How long each axis is; the first one counts the rows. */
  axes: readonly number[];
  rows: number;
  /** Bytes a row. */
  columns: number;
}

/** Of a row with more values than this there is no use here, and no memory for a batch. */
const MOST_COLUMNS = 2 ** 26;

/**
 * Reads the header of an IDX file, gzipped or not.
 *
 * @throws Error when it is of anything but labels, with one axis, or of rows, with two or more, or has another size than it says; that of one that is
 *   gzipped shows only when it is read.
 */
export async function openIdx(file: string, {isLabels}: {isLabels: boolean}): Promise<IdxFile> {
  const bytes = fileBytes(file);
  const magic = await bytes.read(4);
  const [type, axisCount] = [magic[2]!, magic[3]!];
  if (magic.readUInt16BE(0) !== 0 || type !== 8 || (isLabels ? axisCount !== 1 : axisCount < 2)) {
    const wanted = isLabels ? 'one axis' : 'two axes or more';
    throw new Error(`${file}: must be an IDX file of bytes with ${wanted}, got another.`);
  }
  const sides = await bytes.read(4 * axisCount);
  const axes = Array.from({length: axisCount}, (_, axis) => sides.readUInt32BE(4 * axis));
  const [rows, ...others] = axes;
  const columns = others.reduce((product, side) => product * side, 1);
  // Infinity times 0 is neither too many nor none.
  if (axes.includes(0) || columns > MOST_COLUMNS) {
    throw new Error(`${file}: must have rows of 1 to ${MOST_COLUMNS} values, got ${axes.join(' x ')}.`);
  }
  const header = 4 + 4 * axisCount;
  const [wanted, most] = [header + rows! * columns, await mostBytes(file)];
  if (wanted > most || (wanted !== most && !isGzipped(file))) {
    const got = `${isGzipped(file) ? 'at most ' : ''}${most}`;
    throw new Error(`${file}: must have ${wanted} bytes, got ${got}.`);
  }
  return {file, header, axes, rows: rows!, columns};
}
