import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {basename, join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import type {PeerArgs} from './peers/PeerArgs.js';

/** A contestant's process, ready to run. */
export interface Peer {
  /** The packages that it uses. */
  version: Record<string, string>;
  /** What its rows take. */
  dataBytes: number;
  /** Trains for an epoch, and returns the seconds. */
  run(): Promise<number>;
  /** Ends the process, and returns its peak memory in bytes. */
  quit(): Promise<number>;
}

/** A contestant that cannot take part. */
export interface MissingPeer {
  missing: string;
}

const HOME = fileURLToPath(new URL('..', import.meta.url));

/** How much of what a process complains about is shown when it fails. */
const TAIL = 2000;

/** Inside the project, so that its packages are found from there. */
const COMPILED = join(HOME, 'node_modules/.cache/tfjs-dbn-bench');

/** Makes JavaScript of a file: a loader of TypeScript would count as memory that the contestant needs. */
async function compile(path: string): Promise<string> {
  const outfile = join(COMPILED, `${basename(path, '.ts')}.mjs`);
  await build({
    entryPoints: [path],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    tsconfig: join(HOME, 'tsconfig.json'),
  });
  return outfile;
}

const children = new Set<ChildProcess>();
process.once('exit', () => children.forEach((child) => child.kill('SIGKILL')));

/**
 * Starts a file of `peers/`.
 *
 * @throws Error when it ends before it has answered, here or later.
 */
export async function startPeer(file: string, args: PeerArgs): Promise<Peer | MissingPeer> {
  const path = fileURLToPath(new URL(`peers/${file}`, import.meta.url));
  const [program, script] = file.endsWith('.py')
    ? ['python3', path]
    : [process.execPath, await compile(path)];
  const child = spawn(program, [script, JSON.stringify(args)], {cwd: HOME});
  children.add(child);
  child.once('close', () => children.delete(child));
  // A process that has ended is noticed by its missing answer.
  child.stdin.on('error', () => undefined);
  let complaints = '';
  child.stderr.on('data', (text: Buffer) => (complaints = (complaints + text.toString()).slice(-TAIL)));
  const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]();
  const answer = async <T>(): Promise<T> => {
    const line = await lines.next();
    if (line.done) throw new Error(`${file} ended without an answer.\n${complaints}`);
    return JSON.parse(line.value) as T;
  };
  const ask = <T>(question: string): Promise<T> => {
    child.stdin.write(`${question}\n`);
    return answer<T>();
  };

  try {
    await once(child, 'spawn');
  } catch (error) {
    return {missing: (error as Error).message};
  }
  const ready = await answer<MissingPeer | Pick<Peer, 'version' | 'dataBytes'>>();
  if ('missing' in ready) return ready;
  return {
    ...ready,
    run: async () => (await ask<{seconds: number}>('run')).seconds,
    quit: async () => {
      const {peakMemory} = await ask<{peakMemory: number}>('quit');
      if (children.has(child)) await once(child, 'close');
      return peakMemory;
    },
  };
}
