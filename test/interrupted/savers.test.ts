import {mkdir, mkdtemp, rm, symlink} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileSystem} from 'tfjs-dbn';
import {loadValue, modelOf, startSaver} from '../savers.js';

const PAIRS = 200;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tfjs-dbn-'));
});
afterEach(async () => {
  await rm(folder, {recursive: true});
});

/** Lets both save to each of many folders at once, and returns how many folders hold the whole model of neither. */
async function countLost(saveBoth: (place: string) => Promise<unknown>): Promise<number> {
  let lost = 0;
  for (let pair = 0; pair < PAIRS; ++pair) {
    const place = join(folder, String(pair));
    await saveBoth(place);
    await loadValue(place).catch(() => lost++);
  }
  return lost;
}

describe(`of ${PAIRS} pairs of saves to one folder at once`, () => {
  it('none is lost by two processes', async () => {
    const savers = await Promise.all([1, 2].map(startSaver));
    expect(await countLost((place) => Promise.all(savers.map((saver) => saver.save(place))))).toBe(0);
    for (const saver of savers) saver.end();
  });

  it('none is lost by two processes that save the same', async () => {
    const savers = await Promise.all([1, 1].map(startSaver));
    expect(await countLost((place) => Promise.all(savers.map((saver) => saver.save(place))))).toBe(0);
    for (const saver of savers) saver.end();
  });

  it('none is lost by two names of the folder in one process', async () => {
    const lost = await countLost(async (place) => {
      await mkdir(place);
      await symlink(place, `${place}link`, 'junction');
      await Promise.all([place, `${place}link`].map((name, value) => fileSystem(name).save!(modelOf(value))));
    });
    expect(lost).toBe(0);
  });
});
