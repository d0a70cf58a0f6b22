import fs from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs';
import {fileSystem, RBM} from 'tfjs-dbn';
import {saveToFolder} from '../../src/io/saveToFolder.js';
import {loadValue, modelOf, startSaver, type Saver} from '../savers.js';

// As many as a second has room for; test/interrupted/ has more.
const PAIRS = 20;

let savers: Saver[];
beforeAll(async () => {
  savers = await Promise.all([1, 2].map(startSaver));
});
afterAll(() => {
  for (const saver of savers) saver.end();
});

let folder: string;
beforeEach(async () => {
  folder = await fs.mkdtemp(join(tmpdir(), 'tfjs-dbn-'));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await fs.rm(folder, {recursive: true});
});

describe('two saves to one folder at once', () => {
  it('leave one of them, whole, and nothing else: by two processes', async () => {
    for (let pair = 0; pair < PAIRS; ++pair) {
      // Which is yet to be made, by both.
      const place = join(folder, `${pair}/below`);
      await Promise.all(savers.map((saver) => saver.save(place)));
      expect([1, 2]).toContain(await loadValue(place));
      expect(await fs.readdir(place)).toHaveLength(2);
    }
  });

  it('leave the later one in one process, by two names of the folder', async () => {
    for (let pair = 0; pair < PAIRS; ++pair) {
      const [place, link] = [join(folder, String(pair)), join(folder, `link${pair}`)];
      await fs.mkdir(place);
      await fs.symlink(place, link, 'junction');
      const names = pair % 2 === 0 ? [place, link] : [link, place];
      await Promise.all(names.map((name, value) => fileSystem(name).save!(modelOf(value))));
      expect(await loadValue(place)).toBe(1);
      expect(await fs.readdir(place)).toHaveLength(2);
    }
  });

  it('leave a checkpoint of one of two trainings', async () => {
    const x = tf.tensor2d(Array.from({length: 20}, (_, row) => [row & 1, (row >> 1) & 1]));
    const link = join(folder, 'link');
    await fs.symlink(folder, link, 'junction');
    const machines = [1, 2].map((seed) => new RBM({visible: 2, hidden: 3, seed}));
    await Promise.all(
      machines.map((rbm, place) => {
        const to = fileSystem(place === 0 ? folder : link);
        return rbm.fit(x, {epochs: 2, batchSize: 10, verbose: 0, checkpoint: {to, every: 1}});
      }),
    );
    (await RBM.resume(fileSystem(folder))).dispose();
    for (const rbm of machines) rbm.dispose();
    x.dispose();
  });

  it('give a load at that time the whole of one', async () => {
    await savers[0]!.save(folder);
    const saving = {ended: false};
    const saves = savers.map(async (saver) => {
      for (let save = 0; save < PAIRS; ++save) await saver.save(folder);
    });
    const all = Promise.all(saves).finally(() => (saving.ended = true));
    while (!saving.ended) expect([1, 2]).toContain(await loadValue(folder));
    await all;
    expect(await fs.readdir(folder)).toHaveLength(2);
  });
});

/** Holds the next rename, and returns how to let it take place, once it is held. */
function holdRename(): Promise<() => void> {
  const {rename} = fs;
  return new Promise((resolve) => {
    jest.spyOn(fs, 'rename').mockImplementationOnce(async (from, to) => {
      await new Promise<void>((release) => resolve(release));
      await rename(from, to);
    });
  });
}

describe('a save that is overtaken before its last step', () => {
  it('keeps its weights, and comes after the other', async () => {
    const held = holdRename();
    const slow = saveToFolder(folder, modelOf(1));
    const release = await held;
    await saveToFolder(folder, modelOf(2));
    expect(await loadValue(folder)).toBe(2);
    release();
    await slow;
    expect(await loadValue(folder)).toBe(1);
    expect(await fs.readdir(folder)).toHaveLength(2);
  });

  it('begins again where the other took it for one that a crash has ended', async () => {
    const held = holdRename();
    const asleep = saveToFolder(folder, modelOf(1));
    const release = await held;
    const yesterday = new Date(Date.now() - 86_400_000);
    for (const name of await fs.readdir(folder)) await fs.utimes(join(folder, name), yesterday, yesterday);
    await saveToFolder(folder, modelOf(2));
    expect(await fs.readdir(folder)).toHaveLength(2);
    release();
    await asleep;
    expect(await loadValue(folder)).toBe(1);
    expect(await fs.readdir(folder)).toHaveLength(2);
  });
});
