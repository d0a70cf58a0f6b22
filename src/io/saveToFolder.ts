import * as tf from '@tensorflow/tfjs-core';
import {digest, isMissing, MODEL, pendingName, weightsName} from './folderFiles.js';
import {nodeModules} from './nodeModules.js';
import {patiently} from './patiently.js';
import {removeUnused} from './removeUnused.js';
import {writeDurably} from './writeDurably.js';

/**
 * Saves a model to a folder that exists, whoever else saves to it at the same time.
 *
 * A save has an id of its own, and takes three steps:
 *
 * 1. It writes its `model.json` under a pending name.
 * 2. It writes its weights, under a name that no other save uses.
 * 3. It renames the pending file to `model.json`.
 *
 * A crash before the last step leaves what was there, one after it leaves what was to be there. {@link removeUnused} says how the
 * weights of other saves are removed, and why never those that somebody needs.
 *
 * @throws What the file system says; what was there before is then still there.
 */
export async function saveToFolder(
  folder: string,
  artifacts: tf.io.ModelArtifacts,
): Promise<tf.io.SaveResult> {
  const modelArtifactsInfo = tf.io.getModelArtifactsInfoForJSON(artifacts);
  const {weightSpecs = [], weightData, ...model} = artifacts;
  const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData));
  const digits = await digest(weights);
  const textOf = (name: string): string =>
    JSON.stringify({...model, weightsManifest: [{paths: [name], weights: weightSpecs}]});
  try {
    await writeFiles(folder, {weights, digits, textOf});
  } catch (error) {
    if (!isMissing(error)) throw error;
    // Somebody took this save for one that a crash had ended, since the process was asleep.
    await writeFiles(folder, {weights, digits, textOf});
  } finally {
    // What was to be saved is saved, whether or not this works.
    await removeUnused(folder).catch(() => undefined);
  }
  return {modelArtifactsInfo};
}

/** What the two files of a save hold. */
interface Content {
  weights: Uint8Array;
  digits: string;
  /** Returns the text of `model.json`, given the name of the weights. */
  textOf: (weights: string) => string;
}

/** Takes the three steps. */
async function writeFiles(folder: string, {weights, digits, textOf}: Content): Promise<void> {
  const {fs, path} = await nodeModules();
  const id = crypto.randomUUID();
  const name = weightsName(digits, id);
  const text = textOf(name);
  const pending = path.join(folder, pendingName(id));
  try {
    await writeDurably(pending, text);
    await writeDurably(path.join(folder, name), weights);
    await patiently(() => fs.rename(pending, path.join(folder, MODEL)));
  } catch (error) {
    // Not the weights, too: it is not certain that a rename which failed has not taken place.
    await fs.rm(pending, {force: true}).catch(() => undefined);
    throw error;
  }
}
