import fs from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileSystem} from 'tfjs-dbn';
import {loadValue, modelOf} from '../savers.js';

let folder: string;
beforeEach(async () => {
  folder = await fs.mkdtemp(join(tmpdir(), 'tfjs-dbn-'));
  await fileSystem(folder).save!(modelOf(1));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await fs.rm(folder, {recursive: true});
});

/** Makes an error as the file system does. */
function failure(code: string): Error {
  return Object.assign(new Error(`${code}: a failure of the file system`), {code});
}

/** Gives the files that are opened from now on another way to wait for the disk, or none. */
function replaceSync(sync: (() => Promise<void>) | undefined): void {
  const {open} = fs;
  jest.spyOn(fs, 'open').mockImplementation(async (...args) => {
    return Object.defineProperty(await open(...args), 'sync', {value: sync});
  });
}

describe('a file system that cannot wait for its disk', () => {
  it.each(['EPERM', 'EINVAL', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'])('is saved to: %s', async (code) => {
    replaceSync(() => Promise.reject(failure(code)));
    await fileSystem(folder).save!(modelOf(2));
    expect(await loadValue(folder)).toBe(2);
  });

  it('is saved to: an error without a code, or no function at all', async () => {
    replaceSync(() => Promise.reject(new Error('Method not implemented')));
    await fileSystem(folder).save!(modelOf(2));
    expect(await loadValue(folder)).toBe(2);
    jest.restoreAllMocks();
    replaceSync(undefined);
    await fileSystem(folder).save!(modelOf(3));
    expect(await loadValue(folder)).toBe(3);
  });

  it.each(['EIO', 'ENOSPC', 'EDQUOT'])('is another than one that fails: %s', async (code) => {
    replaceSync(() => Promise.reject(failure(code)));
    await expect(fileSystem(folder).save!(modelOf(2))).rejects.toThrow(failure(code));
    jest.restoreAllMocks();
    expect(await loadValue(folder)).toBe(1);
    expect(await fs.readdir(folder)).toHaveLength(2);
  });
});

describe('a file system that is busy', () => {
  it.each(['EPERM', 'EBUSY', 'EACCES'])('is waited for: %s', async (code) => {
    const busy = (): Promise<never> => Promise.reject(failure(code));
    jest.spyOn(fs, 'rename').mockImplementationOnce(busy).mockImplementationOnce(busy);
    await fileSystem(folder).save!(modelOf(2));
    jest.spyOn(fs, 'readFile').mockImplementationOnce(busy);
    expect(await loadValue(folder)).toBe(2);
    expect(await fs.readdir(folder)).toHaveLength(2);
  });

  it('is not waited for forever', async () => {
    const rename = jest.spyOn(fs, 'rename').mockRejectedValue(failure('EPERM'));
    await expect(fileSystem(folder).save!(modelOf(2))).rejects.toThrow(failure('EPERM'));
    expect(rename).toHaveBeenCalledTimes(8);
    expect(await loadValue(folder)).toBe(1);
    expect(await fs.readdir(folder)).toHaveLength(2);
  });

  it('is another than one that fails', async () => {
    const rename = jest.spyOn(fs, 'rename').mockRejectedValue(failure('EIO'));
    await expect(fileSystem(folder).save!(modelOf(2))).rejects.toThrow(failure('EIO'));
    expect(rename).toHaveBeenCalledTimes(1);
    expect(await loadValue(folder)).toBe(1);
  });

  it('keeps what it was given, where it says that a rename has failed which has not', async () => {
    const {rename} = fs;
    jest.spyOn(fs, 'rename').mockImplementationOnce(async (from, to) => {
      await rename(from, to);
      throw failure('EIO');
    });
    await expect(fileSystem(folder).save!(modelOf(2))).rejects.toThrow(failure('EIO'));
    expect(await loadValue(folder)).toBe(2);
  });
});
