import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {OUTPUT, type ExampleArgs} from '../lib/ExampleArgs.js';
import {fineTunedModel} from './fineTunedModel.js';
import {pythonEnvironment} from './pythonEnvironment.js';

const COMPARE = 'examples/keras/compare.py';

/** Takes a fine-tuned model to Keras 3, and continues its training there on two worker processes. */
export async function keras({seed, python = pythonEnvironment()}: ExampleArgs): Promise<void> {
  const folder = join(OUTPUT, 'keras');
  await fineTunedModel(folder, {seed});
  console.log(`\nIn Keras 3:`);
  // Two workers on one machine have to share what it has; they would not share a GPU.
  const env = {...process.env, KERAS_BACKEND: 'jax', JAX_PLATFORMS: 'cpu'};
  const {status, error} = spawnSync(python, [COMPARE, folder], {stdio: 'inherit', env});
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`compare.py must end with 0, got ${String(status)}.`);
  console.log(`\nIn ${folder}/: model/, fine-tuned.keras and two-workers/trained.keras.`);
}
