import {appendFile, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {openJournal} from '../../experiments/journal.js';

describe('openJournal', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'journal-'));
    file = join(folder, 'deep', 'outcomes.jsonl');
  });
  afterEach(() => rm(folder, {recursive: true}));

  const first = {settings: {rate: 0.1, network: 'deep'}, result: {error: 5}, seconds: 2};
  const second = {settings: {rate: 0.2, network: 'flat'}, result: {error: 4}, seconds: 3};

  it('has what was appended, when it is opened again', async () => {
    const journal = await openJournal(file, 'a');
    expect(journal.outcomes).toEqual([]);
    await journal.append(first);
    await journal.append(second);
    expect(journal.outcomes).toEqual([first, second]);
    expect((await openJournal(file, 'a')).outcomes).toEqual([first, second]);
  });

  it('cuts off a line that was being written when the process was killed, and goes on behind the whole ones', async () => {
    await (await openJournal(file, 'a')).append(first);
    await appendFile(file, JSON.stringify(second).slice(0, 20));
    const journal = await openJournal(file, 'a');
    expect(journal.outcomes).toEqual([first]);
    await journal.append(second);
    expect((await openJournal(file, 'a')).outcomes).toEqual([first, second]);
  });

  it('keeps long lines whole that are appended at once', async () => {
    const journal = await openJournal(file, 'a');
    const long = [1, 2, 3].map((seed) => ({settings: {seed}, result: 'x'.repeat(2_000_000), seconds: 1}));
    await Promise.all(long.map((outcome) => journal.append(outcome)));
    expect((await openJournal(file, 'a')).outcomes).toEqual(long);
  });

  it('begins anew where not even the first line was written', async () => {
    await openJournal(file, 'a');
    await writeFile(file, '{"head');
    expect((await openJournal(file, 'a')).outcomes).toEqual([]);
    expect(await readFile(file, 'utf8')).toBe('{"heading":"a"}\n');
  });

  it('refuses outcomes of something else, and leaves them', async () => {
    await (await openJournal(file, 'a')).append(first);
    await expect(openJournal(file, 'b')).rejects.toThrow(
      new Error(
        `${file}: must begin with {"heading":"b"}, got {"heading":"a"}; choose another --output, or move it away.`,
      ),
    );
    expect((await openJournal(file, 'a')).outcomes).toEqual([first]);
  });

  it('takes a file without outcomes, of a run that could not begin, for its own', async () => {
    await openJournal(file, 'a');
    expect((await openJournal(file, 'b')).outcomes).toEqual([]);
    expect(await readFile(file, 'utf8')).toBe('{"heading":"b"}\n');
  });

  it.each(['a diary\n', 'a diary', '{"settings":1}\n{"sett'])('leaves the file %j alone', async (text) => {
    await openJournal(file, 'a');
    await writeFile(file, text);
    await expect(openJournal(file, 'a')).rejects.toThrow(`got ${text.split('\n')[0]!}; `);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it.each(['null', '[]', '{"settings":{"rate":1}}', '{"settings":null,"seconds":1}', 'not JSON'])(
    'refuses the line %s, with its number',
    async (line) => {
      await (await openJournal(file, 'a')).append(first);
      await appendFile(file, `${line}\n`);
      await expect(openJournal(file, 'a')).rejects.toThrow(
        new Error(`${file}: line 3 must be an outcome, got ${line}.`),
      );
    },
  );
});
