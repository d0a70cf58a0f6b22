import type {io} from '@tensorflow/tfjs-core';
import {argumentError, show} from '../check.js';
import {loadFromFolder} from './loadFromFolder.js';
import {makeFolder} from './makeFolder.js';
import {nodeModules} from './nodeModules.js';
import {saveToFolder} from './saveToFolder.js';

/**
 * Returns a tfjs IOHandler for a folder of the file system, in plain Node.js; for machines, stacks and tfjs models.
 *
 * ```ts
 * await dbn.save(fileSystem('my-dbn'));
 * const model = await tf.loadLayersModel(fileSystem('my-model'));
 * ```
 *
 * The folder holds a `model.json` and a file of weights, in the format of tfjs, so that tfjs-node's `file://` and a web
 * page read it too. Saving writes the weights to a file of a new name, then replaces `model.json` in one step, then
 * removes the old weights: a crash of the process at any moment leaves what was there, or what was to be there. What a crash leaves
 * beside it is removed by the first save that comes an hour later.
 *
 * Saves of one process to one folder wait for each other, in the order in which they began, by whatever name they know the folder.
 * On a local disk, several processes may save to a folder at the same time: each save succeeds, and afterwards the folder holds one
 * of them, whole. A load at that time gets a whole one, too.
 *
 * @param folder - The folder's path; saving makes it where it does not exist.
 * @throws TypeError when `folder` is no path. The handler's functions reject when the file system refuses, and
 *   when what is there is no saved model, or damaged. Saving does not mind a file system that cannot tell when its disk has the
 *   files, and waits up to two seconds for one that is busy.
 */
export function fileSystem(folder: string): io.IOHandler {
  if (typeof folder !== 'string' || folder === '' || /^[a-z]{2,}:\/\//.test(folder)) {
    throw argumentError(TypeError, {
      where: 'fileSystem: folder',
      condition: 'a path, not a URL',
      got: show(folder),
    });
  }
  return {
    save: (artifacts) => inTurn(folder, () => saveToFolder(folder, artifacts)),
    load: () => loadFromFolder(folder),
  };
}

/** The last save to each folder that has not ended, by the folder's real path. */
const saves = new Map<string, Promise<unknown>>();

/** The last folder that was looked for: one after the other, so that saves take their turns in the order of the calls. */
let lookedFor: Promise<unknown> = Promise.resolve();

/** Runs a save when the one to the same folder before it has ended, however that ended. */
async function inTurn<T>(folder: string, run: () => Promise<T>): Promise<T> {
  const look = lookedFor.then(() => realFolder(folder));
  lookedFor = look.catch(() => undefined);
  const place = await look;
  const before = saves.get(place) ?? Promise.resolve();
  const turn = before.then(run, run);
  saves.set(place, turn);
  try {
    return await turn;
  } finally {
    if (saves.get(place) === turn) saves.delete(place);
  }
}

/** Makes a folder if there is none, and returns its path without links. */
async function realFolder(folder: string): Promise<string> {
  const {fs, path} = await nodeModules();
  await makeFolder(folder);
  // Some virtual drives cannot say it.
  return fs.realpath(folder).catch(() => path.resolve(folder));
}
