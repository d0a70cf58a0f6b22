import {mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import * as tf from '@tensorflow/tfjs';
import {streamCsv} from '../../datasets/streamCsv.js';
import {read} from '../read.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tfjs-dbn-test-'));
});
afterEach(() => rmSync(folder, {recursive: true}));

function csv(text: string, name = 'data.csv'): string {
  const file = join(folder, name);
  writeFileSync(file, name.endsWith('.gz') ? gzipSync(text) : text);
  return file;
}

/** Reads all batches of one pass. */
async function pass(dataset: tf.data.Dataset<tf.Tensor2D>): Promise<number[][][]> {
  const batches = await dataset.toArray();
  const values = batches.map((batch) => batch.arraySync());
  tf.dispose(batches);
  return values;
}

const range = (from: number, to: number): number[] => Array.from({length: to - from}, (_, i) => from + i);

describe('streamCsv', () => {
  it.each([
    ['plain numbers', '1,2\n3,4\n5,6\n', {}],
    ['a last line without an end', '1,2\n3,4\n5,6', {}],
    ['lines of Windows, after a byte order mark', '\ufeff1,2\r\n3,4\r\n5,6\r\n', {}],
    ['a header', 'a,b\n1,2\n3,4\n5,6\n', {header: true}],
    ['quoted fields, spaces and empty lines', '"a, \n""x""",b\n"1" , 2\n\n 3,"4"\n\n5,6\n\n', {header: true}],
    ['another separator', '1;2\n3;4\n5;6\n', {separator: ';'}],
    ['tabs', '1\t2\n3\t4\n5\t6\n', {separator: '\t'}],
    ['numbers of every form', '+1,2.\n3.0,.4e1\n50E-1,06\n', {}],
  ])('reads %s, the last batch with what is left, in each pass', async (_, text, args) => {
    for (const name of ['data.csv', 'data.csv.gz']) {
      const dataset = await streamCsv({file: csv(text, name), batchSize: 2, ...args});
      for (let epoch = 0; epoch < 2; ++epoch) {
        expect(await pass(dataset)).toEqual([
          [
            [1, 2],
            [3, 4],
          ],
          [[5, 6]],
        ]);
      }
    }
  });

  it('reads labels as numbers, or one-hot where it knows the classes, by number and by name', async () => {
    const file = csv('width,kind,height\n0.5,2,-1\n7,0,1e3\n');
    const args = {file, header: true, batchSize: 5};
    for (const label of ['kind', 1]) {
      const [plain] = await (await streamCsv({...args, label})).toArray();
      const [hot] = await (await streamCsv({...args, label, classes: 3})).toArray();
      expect(plain!.xs.arraySync()).toEqual([
        [0.5, -1],
        [7, 1000],
      ]);
      expect([plain!.ys.dtype, plain!.ys.arraySync()]).toEqual(['float32', [2, 0]]);
      expect([hot!.ys.dtype, hot!.ys.arraySync()]).toEqual([
        'float32',
        [
          [0, 0, 1],
          [1, 0, 0],
        ],
      ]);
      tf.dispose([plain!, hot!]);
    }
  });

  it('reads files of many pieces', async () => {
    const rows = range(0, 12_000).map((row) => [row, row / 8]);
    const file = csv(rows.map((row) => row.map((value) => value.toFixed(12)).join()).join('\n'));
    expect(await pass(await streamCsv({file, batchSize: 12_000}))).toEqual([rows]);
  });

  it('shuffles: every row once, with its own label, in an order that depends on seed and pass', async () => {
    const lines = range(0, 43).map((row) =>
      row % 5 === 0 ? `"${row}" ,${row + 1}\r\n\r\n` : `${row},${row + 1}\r\n`,
    );
    const file = csv(`\ufeff"the\r\nrow",label\r\n${lines.join('')}`);
    const args = {
      file,
      header: true,
      label: 'label',
      batchSize: 4,
      shuffle: {seed: 1, blockRows: 3, bufferRows: 9},
    };
    const dataset = await streamCsv(args);
    const order = async (shuffled: typeof dataset): Promise<number[]> => {
      const batches = await shuffled.toArray();
      expect(batches.map(({xs}) => xs.shape[0])).toEqual([...new Array<number>(10).fill(4), 3]);
      const [rows, labels] = [batches.flatMap(({xs}) => read(xs)), batches.flatMap(({ys}) => read(ys))];
      expect(labels).toEqual(rows.map((row) => row + 1));
      return rows;
    };
    const orders = [await order(dataset), await order(dataset)];
    for (const rows of orders) expect(rows.toSorted((a, b) => a - b)).toEqual(range(0, 43));
    expect(orders[0]).not.toEqual(range(0, 43));
    expect(orders[1]).not.toEqual(orders[0]);
    // Blocks of three rows, the last one of one, three of them at a time.
    const blocks = new Set(orders[0]!.slice(0, 7).map((row) => Math.floor(row / 3)));
    expect(blocks.size).toBeLessThanOrEqual(4);
    const again = await streamCsv({...args, shuffle: {...args.shuffle, firstPass: 1}});
    expect(await order(again)).toEqual(orders[1]);
  });

  it('leaves no file open, wherever a pass is left', async () => {
    const count = (): number => readdirSync('/dev/fd').length;
    const file = csv(range(0, 50).join('\n'));
    const datasets = [
      await streamCsv({file, batchSize: 2}),
      await streamCsv({file, batchSize: 2, shuffle: {seed: 1, blockRows: 2, bufferRows: 4}}),
    ];
    const before = count();
    for (const dataset of datasets) {
      for (let left = 0; left < 20; ++left) tf.dispose(await dataset.take(1).toArray());
    }
    expect(count()).toBe(before);
  });

  describe('refuses', () => {
    it.each([
      [{batchSize: 0}, 'batchSize must be an integer >= 1, got 0.'],
      [{classes: 1}, 'classes must be an integer >= 2, got 1.'],
      [{shuffle: {seed: 0.5}}, 'shuffle.seed must be an integer >= 0, got 0.5.'],
      [{separator: ''}, 'separator must be one character, not a quote or a line\'s end, got "".'],
      [{separator: ', '}, 'separator must be one character, not a quote or a line\'s end, got ", ".'],
      [{separator: '"'}, 'separator must be one character, not a quote or a line\'s end, got "\\"".'],
    ])('the option %j', async (option, message) => {
      const args = {file: csv('1,2\n'), batchSize: 1, ...option};
      await expect(streamCsv(args)).rejects.toThrow(new RangeError(`streamCsv: ${message}`));
    });

    it('an option that it does not know', async () => {
      const args = {file: csv('1,2\n'), batchSize: 1};
      await expect(streamCsv({...args, labels: 1} as typeof args)).rejects.toThrow(
        new TypeError(
          'streamCsv: an option must be one of file, header, separator, label, batchSize, classes, shuffle, got labels.',
        ),
      );
    });

    it('to shuffle gzipped files', async () => {
      const file = csv('1,2\n', 'data.csv.gz');
      await expect(streamCsv({file, batchSize: 1, shuffle: {seed: 1}})).rejects.toThrow(
        new Error(`streamCsv: shuffle must be left out, or the file be unpacked, got ${file}.`),
      );
    });

    it.each([
      [
        'a label that is no column',
        'a,b\n1,2\n',
        {header: true, label: 'c'},
        ': label must be one of the columns, got "c" of a, b.',
      ],
      [
        'a name where there is no header',
        '1,2\n',
        {label: 'a'},
        ': label must be one of the columns, got "a" of 2 columns without names.',
      ],
      [
        'a number that is no column',
        '1,2\n',
        {label: 2},
        ': label must be one of the columns, got 2 of 2 columns without names.',
      ],
      [
        'a file of labels alone',
        '1\n',
        {label: 0},
        ': must have a column beside that of the labels, got none.',
      ],
      ['an empty file', '', {}, ': must have a row of numbers, got none.'],
      ['a file of a header alone', 'a,b\n', {header: true}, ': must have a row of numbers, got none.'],
      [
        'a header where none is expected',
        'a,b\n1,2\n',
        {},
        ': line 1, column 1 must be a number that float32 can hold, got "a".',
      ],
    ])('%s', async (_, text, args, message) => {
      const file = csv(text);
      await expect(streamCsv({file, batchSize: 1, ...args})).rejects.toThrow(new Error(file + message));
    });

    const wrong: [string, string, string][] = [
      ['a row with too few columns', '3', ' must have 2 columns, got 1.'],
      ['a row with too many columns', '3,4,5', ' must have 2 columns, got 3.'],
      ['an empty field', '3,', ', column 2 ("b") must be a number that float32 can hold, got "".'],
      ['a word', '3,x', ', column 2 ("b") must be a number that float32 can hold, got "x".'],
      ['NaN', '3,NaN', ', column 2 ("b") must be a number that float32 can hold, got "NaN".'],
      [
        'a number in another base',
        '0x3,4',
        ', column 1 ("a") must be a number that float32 can hold, got "0x3".',
      ],
      [
        'a number that is too large',
        '3,4e38',
        ', column 2 ("b") must be a number that float32 can hold, got "4e38".',
      ],
      [
        'a comma for a point',
        '3,"4,5"',
        ', column 2 ("b") must be a number that float32 can hold, got "4,5".',
      ],
    ];
    it.each(wrong)('%s, and names the line', async (_, line, message) => {
      const file = csv(`a,b\n1,2\n\n${line}\n5,6\n`);
      const dataset = await streamCsv({file, header: true, batchSize: 1});
      const error = new Error(`${file}: line 4${message}`);
      await expect(dataset.forEachAsync((x) => x.dispose())).rejects.toThrow(error);
      const shuffled = streamCsv({file, header: true, batchSize: 1, shuffle: {seed: 1, blockRows: 1}});
      await expect(shuffled).rejects.toThrow(error);
    });

    it.each(['2', '-1', '0.5', 'x'])('the class %s', async (label) => {
      const file = csv(`1,1\n3,${label}\n`);
      const dataset = await streamCsv({file, label: 1, classes: 2, batchSize: 1});
      await expect(dataset.forEachAsync((batch) => tf.dispose(batch))).rejects.toThrow(
        new Error(`${file}: line 2, column 2 must be an integer from 0 to 1, got "${label}".`),
      );
    });

    it.each([
      ['that is not closed', '1,2\n"3,4\n5,6\n', 3],
      ['inside a field', '1,2\n3"3,4\n', 2],
      ['with more behind it', '1,2\n"3"3,4\n', 2],
      ['that would take the whole file', `1,2\n"${'x\n'.repeat(2 ** 20)}`, 2 ** 19 + 2],
    ])('a quote %s', async (_, text, line) => {
      const file = csv(text);
      const read = async (): Promise<void> => {
        const dataset = await streamCsv({file, batchSize: 1});
        await dataset.forEachAsync((x) => x.dispose());
      };
      await expect(read()).rejects.toThrow(`${file}: line ${line} must be CSV, got another (`);
    });

    it('files that have become shorter since, in a pass', async () => {
      const file = csv('1,2\n3,4\n5,6\n');
      const dataset = await streamCsv({file, batchSize: 1, shuffle: {seed: 1, blockRows: 1}});
      truncateSync(file, 9);
      await expect(dataset.forEachAsync((x) => x.dispose())).rejects.toThrow(
        new Error(`${file}: must have at least 12 bytes, got 9.`),
      );
    });
  });
});
