import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** An empty folder outside the repository with packages installed, as a user's project has them. */
export interface Project {
  folder: string;
  write: (name: string, text: string) => void;
  /** Runs a program in the folder, and returns what it prints. @throws Error when it fails, or does not end by itself. */
  run: (command: string, args: readonly string[]) => string;
}

/** A program that has not ended by then never will: this is only so that none is left. */
const FAR_TOO_LONG = 600_000;

/** Makes a project, uses it, and removes it. */
export function withProject(
  {packages, type}: {packages: readonly string[]; type: 'module' | 'commonjs'},
  use: (project: Project) => void,
): void {
  const folder = mkdtempSync(join(tmpdir(), 'tfjs-dbn-package-'));
  const project: Project = {
    folder,
    write: (name, text) => writeFileSync(join(folder, name), text),
    run: (command, args) => run(command, args, folder),
  };
  try {
    project.write('package.json', JSON.stringify({private: true, type}));
    project.run('npm', ['install', '--no-audit', '--no-fund', ...packages]);
    use(project);
  } finally {
    rmSync(folder, {recursive: true});
  }
}

/** Runs a program in a folder, and returns what it prints. */
export function run(command: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(command, args, {cwd, encoding: 'utf8', stdio: 'pipe', timeout: FAR_TOO_LONG});
  } catch (error) {
    const {stdout, stderr} = error as {stdout: string; stderr: string};
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}\n${stderr}`, {cause: error});
  }
}
