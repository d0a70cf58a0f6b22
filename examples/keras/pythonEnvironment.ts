import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';

// npm runs everything in the project's folder.
const REQUIREMENTS = resolve('examples/keras/requirements.txt');
const CACHE = resolve('node_modules/.cache/tfjs-dbn-keras');

/** The oldest Python that the requirements take. */
const OLDEST = [3, 11] as const;

/** Downloads take no longer; in milliseconds. */
const LIMIT = 600_000;

/**
 * Returns the Python of a virtual environment that has what `requirements.txt` asks for. Where there is none of just these
 * requirements it makes one, outside of what git knows, from `python3` and PyPI.
 *
 * @throws Error when there is no `python3` that is new enough, or no pip, or the packages do not install.
 */
export function pythonEnvironment(): string {
  const digest = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  const folder = join(CACHE, digest.slice(0, 16));
  const python = join(folder, 'bin/python');
  const finished = join(folder, 'finished');
  if (existsSync(finished)) return python;
  const [major, minor] = OLDEST;
  run('python3', [
    '-c',
    `import sys; sys.exit(sys.version_info < (${major}, ${minor}) and "python3 must be at least ${major}.${minor}, got " + sys.version)`,
  ]);
  rmSync(folder, {recursive: true, force: true});
  console.log(`Installing Keras 3 and JAX in ${folder}`);
  run(...installer(folder, python), [
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '-r',
    REQUIREMENTS,
  ]);
  writeFileSync(finished, '');
  return python;
}

/** Makes an empty environment, and returns the pip that installs into it. */
function installer(folder: string, python: string): [string, string[]] {
  const {status} = spawnSync('python3', ['-m', 'venv', folder], {timeout: LIMIT});
  if (status === 0) return [python, ['-m', 'pip']];
  // Debian keeps what gives an environment a pip of its own in a package, python3-venv, that need not be there.
  rmSync(folder, {recursive: true, force: true});
  run('python3', ['-m', 'venv', '--without-pip', folder]);
  return ['python3', ['-m', 'pip', '--python', python]];
}

function run(command: string, first: string[], rest: string[] = []): void {
  const args = [...first, ...rest];
  const {status, error} = spawnSync(command, args, {stdio: 'inherit', timeout: LIMIT});
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed with status ${String(status)}.`);
}
