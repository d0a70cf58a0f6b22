import {pipeline, Readable} from 'node:stream';
import {parse, type CsvError, type Info} from 'csv-parse';

/** A place between two records: bytes and lines before it. */
export interface CsvPlace {
  bytes: number;
  lines: number;
}

/** A record of a CSV file. */
export interface CsvRecord {
  fields: string[];
  start: CsvPlace;
  end: CsvPlace;
}

/** Bytes that a record may have: without a limit, a quote that is not closed would take the whole file into memory. */
const MOST_BYTES = 2 ** 20;

/**
 * Parses CSV as it comes: fields may be quoted, lines end in any of the usual ways, empty ones do not count.
 *
 * @param chunks - The file's bytes from `start` on, which has a record's beginning.
 * @throws Error, which names file and line, when that is not CSV.
 */
export async function* csvRecords(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  {file, separator, start}: {file: string; separator: string; start: CsvPlace},
): AsyncGenerator<CsvRecord, void, void> {
  const parser = parse({
    delimiter: separator,
    bom: true,
    trim: true,
    skip_empty_lines: true,
    // Who reads the records knows how many fields they must have.
    relax_column_count: true,
    max_record_size: MOST_BYTES,
    info: true,
  });
  // Whatever fails is thrown where the records are read.
  pipeline(Readable.from(chunks), parser, () => undefined);
  let before = start;
  try {
    for await (const parsed of parser) {
      const {record, info} = parsed as {record: string[]; info: Info};
      const end = {bytes: start.bytes + info.bytes, lines: start.lines + info.lines};
      yield {fields: record, start: before, end};
      before = end;
    }
  } catch (error) {
    const {code, lines, message} = error as CsvError & {lines?: number};
    if (typeof code !== 'string' || lines === undefined) throw error;
    const where = `${file}: line ${start.lines + lines}`;
    throw new Error(`${where} must be CSV, got another (${message}).`, {cause: error});
  }
}
