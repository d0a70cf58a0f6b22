/**
 * Packs the package, installs it in folders of their own beside `@tensorflow/tfjs`, and uses it there as its users do.
 */
import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {checkBundle} from './checkBundle.js';
import {checkExecutable} from './checkExecutable.js';
import {checkImports} from './checkImports.js';
import {checkJest} from './checkJest.js';
import {checkReadme, checkReadmeCommands} from './checkReadme.js';
import {checkRefusals} from './checkRefusals.js';
import {checkTfjsAlone} from './checkTfjsAlone.js';
import {run, withProject} from './Project.js';
import {trainPlainly} from './trainPlainly.js';

const require = createRequire(import.meta.url);

checkReadmeCommands();
const folder = mkdtempSync(join(tmpdir(), 'tfjs-dbn-packed-'));
try {
  run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], process.cwd());
  const tarball = join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.tgz'))!,
  );
  const packages = [tarball, installed('@tensorflow/tfjs'), installed('@tensorflow/tfjs-backend-wasm')];
  withProject({packages, type: 'module'}, (project) => {
    checkImports(project);
    checkBundle(project);
    checkReadme(project);
    checkTfjsAlone(project);
  });
  withProject({packages: [...packages, installed('jest')], type: 'commonjs'}, (project) => {
    const learned = trainPlainly(project);
    checkJest(project, {learned});
    checkExecutable(project, {learned});
    checkRefusals(project);
  });
} finally {
  rmSync(folder, {recursive: true});
}

/** A package in the version that is installed here. */
function installed(name: string): string {
  const {version} = require(`${name}/package.json`) as {version: string};
  return `${name}@${version}`;
}
