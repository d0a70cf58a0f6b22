import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {encode} from 'fast-png';
import {checkFolders} from '../../experiments/checkFolders.js';
import {EXPERIMENTS} from '../../experiments/EXPERIMENTS.js';

// Which finds its package by import.meta, of which Jest knows nothing.
jest.mock('../../datasets/digits.js', () => ({}));

// An ES module draws, which Jest cannot load.
jest.mock('../../examples/lib/toSvg.js', () => ({}));

const all = {quick: true, seeds: 1};

describe('checkFolders', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'folders-'));
  });
  afterEach(() => rm(folder, {recursive: true}));

  it('names the folder that is not there, or lacks what it is for', async () => {
    await writeFile(join(folder, 'train-images-idx3-ubyte'), 'no images');
    const check = (args: {data?: string; images?: string}): Promise<void> =>
      checkFolders('larochelle2007', EXPERIMENTS['larochelle2007']!, {...all, ...args});
    const none = join(folder, 'none');
    await expect(check({data: none})).rejects.toThrow(
      `${none}: must be a folder with MNIST’s four IDX files: ENOENT`,
    );
    await expect(check({images: none})).rejects.toThrow(
      `${none}: must be a folder with .png or .jpg files: ENOENT`,
    );
    await expect(check({data: folder})).rejects.toThrow('train-images-idx3-ubyte: must be an IDX file');
    await expect(check({images: folder})).rejects.toThrow(
      `${folder}: must hold .png or .jpg files, got none.`,
    );
    const flat = encode({width: 28, height: 27, channels: 1, data: new Uint8Array(28 * 27)});
    await writeFile(join(folder, 'small.png'), flat);
    await expect(check({images: folder})).rejects.toThrow('must be at least 28 x 28 pixels, got 28 x 27');
    await expect(check({})).resolves.toBeUndefined();
  });

  it('refuses images where none are used', async () => {
    await expect(checkFolders('he2015', EXPERIMENTS['he2015']!, {...all, images: folder})).rejects.toThrow(
      '--images must be left out: he2015 has no images to cut backgrounds from.',
    );
  });
});
