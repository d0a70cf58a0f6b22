/**
 * Packs the package, installs it in an empty folder beside `@tensorflow/tfjs`, and uses it there by `import` and by
 * `require`, types included. Then runs every code block of the README there.
 */
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {createRequire} from 'node:module';

const require = createRequire(import.meta.url);
const {version: tfjs} = require('@tensorflow/tfjs/package.json') as {version: string};

/** Uses the package; written as TypeScript that is JavaScript too. */
const USE = `
const dbn = new DBN({visible: 4, hidden: [3, 2], seed: 0});
const x = tf.tensor2d([[0, 1, 1, 0], [1, 0, 0, 1]]);
dbn.pretrain(x, {epochs: 1, verbose: 0}).then(async (histories) => {
  const model = dbn.toSequential({units: 2, activation: 'softmax', kernelInitializer: xavierUniform({seed: 0})});
  model.compile({optimizer: 'sgd', loss: 'categoricalCrossentropy'});
  await model.fit(x, tf.tensor2d([[1, 0], [0, 1]]), {epochs: 1, verbose: 0});
  await dbn.save(fileSystem('saved'));
  const loaded = await DBN.load(fileSystem('saved'));
  const named = tf.sequential({layers: [tf.layers.dense({units: 2, inputShape: [3], kernelInitializer: 'XavierNormal'})]});
  console.log(histories.length, loaded.rbms.length, named.layers.length);
});
`;

const IMPORT = `import * as tf from '@tensorflow/tfjs';\nimport {DBN, fileSystem, xavierUniform} from 'tfjs-dbn';\n`;
const REQUIRE = `const tf = require('@tensorflow/tfjs');\nconst {DBN, fileSystem, xavierUniform} = require('tfjs-dbn');\n`;
const TYPED_REQUIRE = `import tf = require('@tensorflow/tfjs');\nimport dbn_ = require('tfjs-dbn');\nconst {DBN, fileSystem, xavierUniform} = dbn_;\n`;

/** A run is good when the process ends by itself with code 0, printing this. */
const EXPECTED = '2 2 1';

/** The commands of the README: those that the continuous integration runs, and the installation that is done here. */
const COMMANDS = [
  'npm ci',
  'npm run demo',
  'npm run experiment -- he2015 --quick',
  'npm run example -- topics',
  'npm run example:keras',
  'npm test',
  'npm install tfjs-dbn @tensorflow/tfjs',
];

const readme = readFileSync('README.md', 'utf8');
for (const command of codeBlocks('sh').flatMap((block) => block.trim().split('\n'))) {
  if (!COMMANDS.includes(command))
    throw new Error(`README.md: every command must run in CI, got '${command}'.`);
}

const folder = mkdtempSync(join(tmpdir(), 'tfjs-dbn-package-'));
try {
  run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], process.cwd());
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
  write('package.json', JSON.stringify({private: true, type: 'module'}));
  const peers = [`@tensorflow/tfjs@${tfjs}`, `@tensorflow/tfjs-backend-wasm@${tfjs}`];
  run('npm', ['install', '--no-audit', '--no-fund', `./${tarball}`, ...peers]);

  write('use.mjs', IMPORT + USE);
  write('use.cjs', REQUIRE + USE);
  write('typed.mts', IMPORT + USE);
  write('typed.cts', TYPED_REQUIRE + USE);
  const blocks = codeBlocks('ts').map((block, place) => ({name: `readme${String(place + 1)}`, block}));
  for (const {name, block} of blocks) write(`${name}.ts`, block);
  write(
    'tsconfig.json',
    JSON.stringify({
      compilerOptions: {
        strict: true,
        target: 'es2022',
        module: 'nodenext',
        skipLibCheck: true,
        types: [],
        outDir: 'compiled',
      },
      files: ['typed.mts', 'typed.cts', ...blocks.map(({name}) => `${name}.ts`)],
    }),
  );
  run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', '.']);
  for (const file of ['use.mjs', 'use.cjs', 'compiled/typed.mjs', 'compiled/typed.cjs']) {
    const printed = run(process.execPath, [file]);
    if (!printed.includes(EXPECTED)) throw new Error(`${file} must print '${EXPECTED}', got '${printed}'.`);
  }
  console.log('The packed package works by import and by require, with types for both.');
  for (const {name} of blocks) run(process.execPath, [`compiled/${name}.js`]);
  console.log(`The ${String(blocks.length)} code blocks of the README run.`);
} finally {
  rmSync(folder, {recursive: true});
}

function codeBlocks(language: string): string[] {
  return Array.from(
    readme.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g')),
    ([, block]) => block!,
  );
}

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

function run(command: string, args: string[], cwd = folder): string {
  try {
    return execFileSync(command, args, {cwd, encoding: 'utf8', stdio: 'pipe'});
  } catch (error) {
    const {stdout, stderr} = error as {stdout: string; stderr: string};
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}\n${stderr}`, {cause: error});
  }
}
