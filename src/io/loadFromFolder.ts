import * as tf from '@tensorflow/tfjs-core';
import {argumentError, show} from '../check.js';
import {digest, isMissing, MODEL, weightsOf} from './folderFiles.js';
import {nodeModules} from './nodeModules.js';
import {patiently} from './patiently.js';

/**
 * Loads what was saved to a folder; while others save to it, the whole of one of their saves, or of the one before.
 *
 * @throws Error when what is there is no saved model, or damaged; what the file system says.
 */
export async function loadFromFolder(folder: string): Promise<tf.io.ModelArtifacts> {
  const read = async (): Promise<string> => (await readFile(folder, MODEL)).toString('utf8');
  const text = await read();
  try {
    return await loadWeights(folder, text);
  } catch (error) {
    // A save may have replaced the weights since then; each has a text of its own.
    if ((await read()) === text) throw error;
    return loadFromFolder(folder);
  }
}

async function loadWeights(folder: string, text: string): Promise<tf.io.ModelArtifacts> {
  const {path} = await nodeModules();
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
      const weights = Uint8Array.from(await readFile(folder, name));
      const digits = weightsOf(name)?.digits;
      if (digits !== undefined && digits !== (await digest(weights))) {
        throw argumentError(Error, {
          where: `fileSystem: ${path.join(folder, name)}`,
          condition: 'undamaged',
          got: `${weights.length} bytes of another checksum`,
          advice: 'it was cut off or changed, and what was saved is lost',
        });
      }
      files.push(weights.buffer);
    }
    return [tf.io.getWeightSpecs(manifest), tf.io.CompositeArrayBuffer.join(files)];
  });
}

/** @throws Where there is none, an error with the `code` that the file system gives. */
async function readFile(folder: string, name: string): Promise<Buffer> {
  const {fs, path} = await nodeModules();
  return patiently(() => fs.readFile(path.join(folder, name))).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    const condition = `a folder that something was saved to, with ${name}`;
    const words = argumentError(Error, {where: `fileSystem: ${folder}`, condition, got: 'none'});
    throw Object.assign(words, {code: 'ENOENT'});
  });
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
