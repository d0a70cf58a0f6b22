import {join} from 'node:path';
import {buildSync} from 'esbuild';
import type {Project} from './Project.js';

/** Runs a bundle as packed executables do, whose code has no file: by a script that refuses `import()`. */
const EXECUTABLE = `
const {readFileSync} = require('node:fs');
const {Script} = require('node:vm');

const code = readFileSync('bundle.js', 'utf8');
const script = new Script('(function (exports, require, module) {' + code + '\\n})', {filename: 'bundle.js'});
script.runInThisContext()(exports, require, module);
`;

/** Trains in one file, as packed executables are made of, and expects what plain Node.js learned. */
export function checkExecutable({folder, write, run}: Project, {learned}: {learned: string}): void {
  buildSync({
    absWorkingDir: folder,
    entryPoints: ['train.js'],
    outfile: join(folder, 'bundle.js'),
    bundle: true,
    platform: 'node',
    logLevel: 'error',
  });
  write('executable.js', EXECUTABLE);
  const printed = run(process.execPath, ['executable.js']);
  if (printed !== learned) throw new Error(`executable.js must print '${learned}', got '${printed}'.`);
  console.log('It learns the same in one file, as packed executables are.');
}
