/**
 * Takes a fine-tuned model to Keras 3, and goes on with its training there on two worker processes.
 *
 *     npm run example:keras -- [--seed N] [--python PATH]
 */
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {OUTPUT} from '../lib/ExampleArgs.js';
import {exitWithError} from '../lib/exitWithError.js';
import {startBackend} from '../lib/startBackend.js';
import {fineTunedModel} from './fineTunedModel.js';
import {pythonEnvironment} from './pythonEnvironment.js';

const COMPARE = 'examples/keras/compare.py';
const HELP = `Usage: npm run example:keras -- [options]

  --seed N       fixes first weights and noise (default 1)
  --python PATH  a Python that has what examples/keras/requirements.txt asks for; without it, one is made`;

try {
  const {values: options} = parseArgs({
    options: {
      seed: {type: 'string', default: '1'},
      python: {type: 'string'},
      help: {type: 'boolean', short: 'h', default: false},
    },
  });
  if (!/^\d+$/.test(options.seed)) throw new Error(`--seed must be an integer >= 0, got '${options.seed}'.`);
  if (options.help) console.log(HELP);
  else await run(Number(options.seed), options.python);
} catch (error) {
  exitWithError(error, HELP);
}

async function run(seed: number, python = pythonEnvironment()): Promise<void> {
  const start = performance.now();
  const folder = join(OUTPUT, 'keras');
  console.log(`Backend: ${await startBackend()}`);
  await fineTunedModel(folder, {seed});
  console.log(`\nIn Keras 3:`);
  // Two workers on one machine have to share what it has; they would not share a GPU.
  const env = {...process.env, KERAS_BACKEND: 'jax', JAX_PLATFORMS: 'cpu'};
  const {status, error} = spawnSync(python, [COMPARE, folder], {stdio: 'inherit', env});
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`compare.py must end with 0, got ${String(status)}.`);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(`\n${seconds} s. In ${folder}/: model/, fine-tuned.keras and two-workers/trained.keras.`);
}
