/**
 * Checks what `npm test` does not: the packed package, its documentation, and what takes minutes or needs other programs.
 *
 *     npm run check              npm test, the build, package and docs
 *     npm run check -- NAME      one of those below
 */
import {spawnSync} from 'node:child_process';
import {startByName} from '../examples/lib/startByName.js';

const BUILD = 'npm run build';
const SLOW = 'jest --config jest.slow.config.js --selectProjects';
const PACKAGE = ['publint --strict', 'attw --pack . --profile node16', 'tsx test/package/checkPackage.ts'];
const DOCS = ['typedoc --emit none'];

if (process.argv[2] === undefined) run(['npm test', BUILD, ...PACKAGE, ...DOCS]);
else {
  await startByName('check', {
    package: {about: 'the built package, packed, by import and require', start: () => run(PACKAGE)},
    docs: {about: 'doc comments, and their links', start: () => run(DOCS)},
    browser: {about: 'the wasm engine in Chromium', start: () => run([BUILD, `${SLOW} browser`])},
    interrupted: {
      about: 'trainings whose process is killed, and two that save to one folder',
      start: () => run([BUILD, `${SLOW} interrupted`]),
    },
    keras: {about: 'the Python of examples/keras/, in Keras 3', start: () => run([`${SLOW} keras`])},
    experiments: {
      about: 'whether quick forms of experiments, run before, show what the papers claim',
      start: () => run([`${SLOW} quickForms`]),
    },
  });
}

/** Runs commands one after the other, until one fails. */
function run(commands: readonly string[]): void {
  for (const command of commands) {
    console.log(`\n> ${command}\n`);
    const {status} = spawnSync(command, {stdio: 'inherit', shell: true});
    if (status === 0) continue;
    process.exitCode = status ?? 1;
    return;
  }
}
