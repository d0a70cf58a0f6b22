import {gzipSync} from 'node:zlib';
import {buildSync} from 'esbuild';
import type {Project} from './Project.js';

/** The most that one initializer may add to a page, gzipped. */
const MOST_BYTES = 4096;

/** Bundles the initializers alone, and holds their size; classes must be there by name, and the same by both doors. */
export function checkBundle(project: Project): void {
  const size = gzipSync(bundle(project, "export {xavierNormal} from 'tfjs-dbn/initializers';"), {
    level: 9,
  }).length;
  if (size > MOST_BYTES)
    throw new Error(`xavierNormal alone must be at most ${MOST_BYTES} bytes, got ${size}.`);
  console.log(`xavierNormal alone is ${size} bytes, bundled and gzipped.`);

  // An import for its side effect alone: the classes are found by their names.
  const registering = bundle(project, "import 'tfjs-dbn/initializers';").toString();
  for (const name of ['XavierNormal', 'XavierUniform', 'KaimingNormal', 'KaimingUniform']) {
    if (!registering.includes(name)) throw new Error(`A bundle must register ${name}.`);
  }

  const use = `
const layer = tf.layers.dense({units: 2, inputShape: [3], kernelInitializer: 'XavierNormal'});
const isSame = small.XavierNormal === whole.XavierNormal && small.KaimingUniform === whole.KaimingUniform;
console.log(isSame && layer.getConfig().kernelInitializer.className === 'XavierNormal');
`;
  const programs = {
    'doors.mjs': `import * as tf from '@tensorflow/tfjs';
import * as small from 'tfjs-dbn/initializers';
import * as whole from 'tfjs-dbn';
${use}`,
    'doors.cjs': `const tf = require('@tensorflow/tfjs');
const small = require('tfjs-dbn/initializers');
const whole = require('tfjs-dbn');
${use}`,
  };
  for (const [file, program] of Object.entries(programs)) {
    project.write(file, program);
    if (!project.run(process.execPath, [file]).includes('true')) {
      throw new Error(`${file}: both doors must have the same classes, registered by their names.`);
    }
  }
  console.log('Both doors of the packed package have the same classes.');
}

/** Bundles a program for a page, but for tfjs. */
function bundle({folder}: Project, contents: string): Buffer {
  const {outputFiles} = buildSync({
    stdin: {contents, resolveDir: folder},
    ...{bundle: true, minify: true, write: false, format: 'esm', platform: 'browser'},
    external: ['@tensorflow/*', 'node:*'],
  } as const);
  return Buffer.from(outputFiles[0]!.contents);
}
