import * as tf from '@tensorflow/tfjs-core';
import {argumentError, show} from '../check.js';
import {nodeModules} from './nodeModules.js';

const MODEL = 'model.json';

/** The names of the weight files that are written here: the first 16 digits of the SHA-256 of what is in them. */
const OWN_WEIGHTS = /^weights-([0-9a-f]{16})\.bin$/;

/** The names of what saves leave behind: weights that have been replaced, and files that a crash left unfinished. */
const LEFTOVER = /^(weights-[0-9a-f]{16}\.bin|(model\.json|weights-[0-9a-f]{16}\.bin)\.[0-9a-f-]{36}\.tmp)$/;

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
 * removes the old weights: a crash of the process at any moment leaves what was there, or what was to be there. Only one process at a
 * time may save to a folder; saves of the same process wait for each other, in the order in which they began.
 *
 * @param folder - The folder's path; saving makes it where it does not exist.
 * @throws TypeError when `folder` is no path. The handler's functions reject when the file system refuses, and
 *   when what is there is no saved model, or damaged.
 */
export function fileSystem(folder: string): tf.io.IOHandler {
  if (typeof folder !== 'string' || folder === '' || /^[a-z]{2,}:\/\//.test(folder)) {
    throw argumentError(TypeError, {
      where: 'fileSystem: folder',
      condition: 'a path, not a URL',
      got: show(folder),
    });
  }
  return {save: (artifacts) => inTurn(folder, () => save(folder, artifacts)), load: () => load(folder)};
}

/** The last save to each folder that has not ended. */
const saves = new Map<string, Promise<unknown>>();

/** Runs a save when the one to the same folder before it has ended, however that ended. */
async function inTurn<T>(folder: string, run: () => Promise<T>): Promise<T> {
  const {path} = await nodeModules();
  const place = path.resolve(folder);
  const before = saves.get(place) ?? Promise.resolve();
  const turn = before.then(run, run);
  saves.set(place, turn);
  try {
    return await turn;
  } finally {
    if (saves.get(place) === turn) saves.delete(place);
  }
}

async function save(folder: string, artifacts: tf.io.ModelArtifacts): Promise<tf.io.SaveResult> {
  const modelArtifactsInfo = tf.io.getModelArtifactsInfoForJSON(artifacts);
  const {fs, path} = await nodeModules();
  const {weightSpecs = [], weightData, ...model} = artifacts;
  const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData));
  const weightFile = `weights-${await digest(weights)}.bin`;
  const text = JSON.stringify({...model, weightsManifest: [{paths: [weightFile], weights: weightSpecs}]});
  await makeFolder(folder);
  await replaceFile(path.join(folder, weightFile), weights);
  await replaceFile(path.join(folder, MODEL), text);
  for (const name of await fs.readdir(folder)) {
    if (!LEFTOVER.test(name) || name === weightFile) continue;
    // What was to be saved is saved, whether or not this works.
    await fs.rm(path.join(folder, name), {force: true}).catch(() => undefined);
  }
  return {modelArtifactsInfo};
}

async function load(folder: string): Promise<tf.io.ModelArtifacts> {
  const {fs, path} = await nodeModules();
  const read = (): Promise<string> =>
    fs.readFile(path.join(folder, MODEL), 'utf8').catch((error: unknown) => {
      throw isMissing(error) ? missing(folder, MODEL) : error;
    });
  const text = await read();
  try {
    return await loadWeights(folder, text);
  } catch (error) {
    // A save may have replaced the weights since then.
    if ((await read()) === text) throw error;
    return load(folder);
  }
}

async function loadWeights(folder: string, text: string): Promise<tf.io.ModelArtifacts> {
  const {fs, path} = await nodeModules();
  const where = `fileSystem: ${path.join(folder, MODEL)}`;
  const model = parse(text);
  if (!isModel(model)) {
    throw argumentError(Error, {where, condition: 'a saved tfjs model', got: show(text)});
  }
  return tf.io.getModelArtifactsForJSON(model, async (manifest) => {
    const names = manifest.flatMap(({paths}) => paths);
    const files: ArrayBuffer[] = [];
    for (const name of names) {
      // A saved model is not to be trusted with the choice of files to read.
      if (path.basename(name) !== name || name === '..') {
        throw argumentError(Error, {
          where: `${where}'s weights`,
          condition: 'in the folder',
          got: show(name),
        });
      }
      const bytes = await fs.readFile(path.join(folder, name)).catch((error: unknown) => {
        throw isMissing(error) ? missing(folder, name) : error;
      });
      const weights = Uint8Array.from(bytes);
      const digits = OWN_WEIGHTS.exec(name)?.[1];
      if (digits !== undefined && digits !== (await digest(weights))) {
        throw argumentError(Error, {
          where: `fileSystem: ${path.join(folder, name)}`,
          condition: 'undamaged',
          got: `${String(weights.length)} bytes of another checksum`,
          advice: 'it was cut off or changed, and what was saved is lost',
        });
      }
      files.push(weights.buffer);
    }
    return [tf.io.getWeightSpecs(manifest), tf.io.CompositeArrayBuffer.join(files)];
  });
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

/** @returns An error with the `code` that the file system gives. */
function missing(folder: string, name: string): Error {
  const condition = `a folder that something was saved to, with ${name}`;
  const error = argumentError(Error, {where: `fileSystem: ${folder}`, condition, got: 'none'});
  return Object.assign(error, {code: 'ENOENT'});
}

/** Makes a folder and those above it. */
// Not by mkdir's own option `recursive`, which never ends where the system says ENOENT though the parent is there.
async function makeFolder(folder: string): Promise<void> {
  const {fs, path} = await nodeModules();
  try {
    await fs.mkdir(folder);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    const parent = path.dirname(folder);
    const isParentMissing = await fs.access(parent).then(
      () => false,
      () => true,
    );
    if (code !== 'ENOENT' || parent === folder || !isParentMissing) throw error;
    await makeFolder(parent);
    await fs.mkdir(folder);
  }
}

/** Writes beside the file and renames, so that the file is the old one or the new one at any moment. */
async function replaceFile(file: string, content: Uint8Array | string): Promise<void> {
  const {fs} = await nodeModules();
  const temporary = `${file}.${crypto.randomUUID()}.tmp`;
  try {
    const handle = await fs.open(temporary, 'w');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.rename(temporary, file);
  } catch (error) {
    await fs.rm(temporary, {force: true});
    throw error;
  }
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isModel(model: unknown): model is tf.io.ModelJSON {
  if (typeof model !== 'object' || model === null) return false;
  const {modelTopology, weightsManifest} = model as Record<string, unknown>;
  return (
    typeof modelTopology === 'object' && Array.isArray(weightsManifest) && weightsManifest.every(isGroup)
  );
}

function isGroup(group: unknown): boolean {
  if (typeof group !== 'object' || group === null) return false;
  const {paths, weights} = group as Record<string, unknown>;
  return Array.isArray(paths) && paths.every((path) => typeof path === 'string') && Array.isArray(weights);
}
