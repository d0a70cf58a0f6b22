import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
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

const children = new Set<ChildProcess>();
process.once('exit', () => children.forEach((child) => child.kill('SIGKILL')));

/**
 * Starts a file of `peers/`.
 *
 * @throws Error when it ends before it has answered, here or later.
 */
export async function startPeer(file: string, args: PeerArgs): Promise<Peer | MissingPeer> {
  const path = fileURLToPath(new URL(`peers/${file}`, import.meta.url));
  const [program, ...flags] = file.endsWith('.py')
    ? (['python3'] as const)
    : ([process.execPath, '--import', 'tsx'] as const);
  const child = spawn(program, [...flags, path, JSON.stringify(args)], {cwd: HOME});
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
