import {compile} from './compile.js';
import type {Project} from './Project.js';

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

/** Uses the package by `import` and by `require`, types included. */
export function checkImports(project: Project): void {
  project.write('use.mjs', IMPORT + USE);
  project.write('use.cjs', REQUIRE + USE);
  project.write('typed.mts', IMPORT + USE);
  project.write('typed.cts', TYPED_REQUIRE + USE);
  compile(project, ['typed.mts', 'typed.cts']);
  for (const file of ['use.mjs', 'use.cjs', 'compiled/typed.mjs', 'compiled/typed.cjs']) {
    const printed = project.run(process.execPath, [file]);
    if (!printed.includes(EXPECTED)) throw new Error(`${file} must print '${EXPECTED}', got '${printed}'.`);
  }
  console.log('The packed package works by import and by require, with types for both.');
}
