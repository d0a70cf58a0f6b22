/**
 * Runs examples.
 *
 *     npm run example -- NAME... [--quick] [--seed N]
 */
import {mkdir} from 'node:fs/promises';
import {parseArgs} from 'node:util';
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
};

const LIST = Object.entries(EXAMPLES).map(([name, {about}]) => `  ${name.padEnd(18)}${about}`);
const HELP = `Usage: npm run example -- NAME... [options]

${LIST.join('\n')}
  all               one after the other

  --quick           a form of a few seconds, which learns less
  --seed N          fixes data, first weights and noise (default 1)`;

try {
  const {values: options, positionals} = parseArgs({
    allowPositionals: true,
    options: {
      quick: {type: 'boolean', default: false},
      seed: {type: 'string', default: '1'},
      help: {type: 'boolean', short: 'h', default: false},
    },
  });
  const names = positionals.join() === 'all' ? Object.keys(EXAMPLES) : positionals;
  const unknown = names.find((name) => !Object.hasOwn(EXAMPLES, name));
  if (!/^\d+$/.test(options.seed)) throw new Error(`--seed must be an integer >= 0, got '${options.seed}'.`);
  if (options.help) console.log(HELP);
  else if (names.length === 0) throw new Error(`NAME must be one of the examples, got none.\n\n${HELP}`);
  else if (unknown === undefined) await runAll(names, {...options, seed: Number(options.seed)});
  else throw new Error(`NAME must be one of the examples, got '${unknown}'.\n\n${HELP}`);
} catch (error) {
  exitWithError(error, HELP);
}

async function runAll(names: string[], {quick, seed}: ExampleArgs): Promise<void> {
  console.log(`Backend: ${await startBackend()}`);
  await mkdir(OUTPUT, {recursive: true});
  for (const name of names) {
    const start = performance.now();
    console.log(`\n# ${name}: ${EXAMPLES[name]!.about}\n`);
    await EXAMPLES[name]!.run({quick, seed});
    console.log(`\n${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
}
