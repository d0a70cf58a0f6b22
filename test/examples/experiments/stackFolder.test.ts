import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {hasStack, stackFolder} from '../../../examples/experiments/stackFolder.js';
import {DBN, fileSystem} from '../../../src/index.js';

describe('hasStack', () => {
  it('says whether a stack was saved with these settings', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stack-'));
    const [saved, other] = [
      {kind: 'stack', seed: 1},
      {kind: 'stack', seed: 2},
    ];
    expect(hasStack(saved, {folder})).toBe(false);
    const dbn = new DBN({visible: 3, hidden: [2], seed: 1});
    await dbn.save(fileSystem(stackFolder(saved, {folder})));
    dbn.dispose();
    expect(hasStack(saved, {folder})).toBe(true);
    expect(hasStack(other, {folder})).toBe(false);
    await rm(folder, {recursive: true});
  });
});
