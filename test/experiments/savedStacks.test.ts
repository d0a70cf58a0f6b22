import * as tf from '@tensorflow/tfjs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {hasStack, loadStack, saveStack} from '../../experiments/savedStacks.js';
import {DBN} from '../../src/index.js';

describe('a saved stack', () => {
  it('is there for the settings that it was saved with, and no others', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stack-'));
    const [settings, others] = [
      {kind: 'stack', seed: 1},
      {kind: 'stack', seed: 2},
    ];
    expect(hasStack(settings, {folder})).toBe(false);
    const saved = new DBN({visible: 3, hidden: [2], seed: 1});
    await saveStack(saved, settings, {folder});
    expect(hasStack(settings, {folder})).toBe(true);
    expect(hasStack(others, {folder})).toBe(false);
    const loaded = await loadStack(settings, {folder});
    const [before, after] = [saved, loaded].map((dbn) => dbn.rbms[0]!.getWeights());
    before!.forEach((weights, place) => expect(after![place]!.dataSync()).toEqual(weights.dataSync()));
    tf.dispose([before, after]);
    saved.dispose();
    loaded.dispose();
    await rm(folder, {recursive: true});
  });
});
