/**
 * Runs examples.
 *
 *     npm run example -- NAME... [--quick] [--seed N] [--python PATH]
 */
import {mkdir} from 'node:fs/promises';
import {parseArgs} from 'node:util';
import {keras} from './keras/keras.js';
import {listOf, unknownName} from './lib/byName.js';
import {exitWithError} from './lib/exitWithError.js';
import {digitsOnDemand} from './digitsOnDemand.js';
import {OUTPUT, type ExampleArgs} from './lib/ExampleArgs.js';
import {fewLabels} from './fewLabels.js';
import {gaussian} from './gaussian.js';
import {inpainting} from './inpainting.js';
import {layers} from './layers.js';
import {likelihood} from './likelihood.js';
import {ratings} from './ratings.js';
import {startBackend} from './lib/startBackend.js';
import {topics} from './topics.js';

interface Example {
  run: (args: ExampleArgs) => Promise<void>;
  about: string;
}

const EXAMPLES: Record<string, Example> = {
  gaussian: {
    run: gaussian,
    about: 'real-valued data: edges, and how noisy each pixel is, from image patches',
  },
  topics: {run: topics, about: 'categories: what short documents are about, and which words go together'},
  ratings: {run: ratings, about: 'missing values: how people would like films that they have not seen'},
  inpainting: {run: inpainting, about: 'conditional sampling: the lower half of digits, from the upper one'},
  'digits-on-demand': {
    run: digitsOnDemand,
    about: 'a stack with labels: names digits, and draws those that are asked for',
  },
  likelihood: {run: likelihood, about: 'how good a model of digits a machine is, exactly and estimated'},
  layers: {run: layers, about: 'why a deep network does not learn: its layers from two starts, drawn'},
  'few-labels': {
    run: fewLabels,
    about: 'pre-training on all digits, fine-tuning on the few that have a label',
  },
  keras: {
    run: keras,
    about: 'the way to Keras 3, and training there on two processes; needs Python, not in all',
  },
};

/** Those that need nothing but this package. */
const ALL = Object.keys(EXAMPLES).filter((name) => name !== 'keras');

const HELP = `Usage: npm run example -- NAME... [options]

${listOf({...EXAMPLES, all: {about: 'one after the other'}})}

  --quick           a form of a few seconds, which learns less
  --seed N          fixes data, first weights and noise (default 1)
  --python PATH     a Python that has what examples/keras/requirements.txt asks for; without it, keras makes one`;

try {
  const {values: options, positionals} = parseArgs({
    allowPositionals: true,
    options: {
      quick: {type: 'boolean', default: false},
      seed: {type: 'string', default: '1'},
      python: {type: 'string'},
      help: {type: 'boolean', short: 'h', default: false},
    },
  });
  const {quick, seed, python, help} = options;
  const names = positionals.join() === 'all' ? ALL : positionals;
  const unknown = names.find((name) => !Object.hasOwn(EXAMPLES, name));
  if (!/^\d+$/.test(seed)) throw new Error(`--seed must be an integer >= 0, got '${seed}'.`);
  if (help || names.length === 0) console.log(HELP);
  else if (unknown !== undefined) {
    throw unknownName(unknown, {command: 'example', names: [...Object.keys(EXAMPLES), 'all'], help: HELP});
  } else await runAll(names, {quick, seed: Number(seed), ...(python !== undefined && {python})});
} catch (error) {
  exitWithError(error, HELP);
}

async function runAll(names: readonly string[], args: ExampleArgs): Promise<void> {
  console.log(`Backend: ${await startBackend()}`);
  await mkdir(OUTPUT, {recursive: true});
  for (const name of names) {
    const start = performance.now();
    console.log(`\n# ${name}: ${EXAMPLES[name]!.about}\n`);
    await EXAMPLES[name]!.run(args);
    console.log(`\n${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
}
