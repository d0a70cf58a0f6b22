import {setTimeout} from 'node:timers/promises';
import type {DataFiles} from './data/dataFiles.js';
import {startPeer, type Peer} from './startPeer.js';
import {SETTINGS, type Contestant, type Task} from './tasks.js';

/** What a contestant needed. */
export interface Result {
  who: string;
  version: Record<string, string>;
  note: string | undefined;
  /** The rows it trained on. */
  rows: number;
  /** Of every round, on those rows. */
  seconds: number[];
  /** Of all rows in seconds, or of a step in milliseconds, as the task's `unit` says. */
  median: number;
  /** The median over that of the task's first contestant. */
  ratio: number;
  peakMemory: number;
  dataBytes: number;
}

/** Somebody who could not take part. */
interface Missing {
  who: string;
  reason: string;
  install: string | undefined;
}

/** A task that was done. */
export interface TaskResult extends Pick<Task, 'name' | 'title' | 'unit'> {
  results: Result[];
  missing: Missing[];
}

/** Options of {@link runTask}. */
interface RunTaskArgs {
  data: DataFiles;
  rounds: number;
  /** Is told what runs now. */
  onProgress: (what: string) => void;
}

/** Milliseconds between runs: threads of some libraries stay busy for a while when their work is done. */
const PAUSE = 100;

/** Lets each contestant run in turn, once to warm up and then in every round. */
export async function runTask(task: Task, {data, rounds, onProgress}: RunTaskArgs): Promise<TaskResult> {
  onProgress(`${task.name}: prepare`);
  const path = await data.path(task.data);
  const started = await Promise.all(
    task.contestants.map(async (contestant) => {
      const rows = Math.max(SETTINGS.batchSize, Math.round(data.rows * (contestant.share ?? 1)));
      const files = {data: path, labels: data.labels};
      const args = {...SETTINGS, ...task.settings, ...contestant.settings, ...files, rows};
      return {contestant, rows, seconds: [] as number[], peer: await startPeer(contestant.peer, args)};
    }),
  );
  const ready = started.filter((entry): entry is Entry => !('missing' in entry.peer));
  for (let round = 0; round <= rounds; ++round) {
    for (const {contestant, peer, seconds} of ready) {
      onProgress(`${task.name}: ${round === 0 ? 'warm-up' : `round ${round}`}, ${contestant.who}`);
      await setTimeout(PAUSE);
      const time = await peer.run();
      if (round > 0) seconds.push(time);
    }
  }

  const steps = data.rows / SETTINGS.batchSize;
  const results: Result[] = [];
  for (const {contestant, peer, rows, seconds} of ready) {
    const epoch = (median(seconds) * data.rows) / rows;
    const value = task.unit === 's' ? epoch : (1000 * epoch) / steps;
    results.push({
      who: contestant.who,
      version: peer.version,
      note: contestant.note,
      rows,
      seconds,
      median: value,
      ratio: value / (results[0]?.median ?? value),
      peakMemory: await peer.quit(),
      dataBytes: peer.dataBytes,
    });
  }
  const missing = started.flatMap(({contestant: {who, install}, peer}) =>
    'missing' in peer ? [{who, install, reason: peer.missing}] : [],
  );
  const {name, title, unit} = task;
  return {name, title, unit, results, missing};
}

interface Entry {
  contestant: Contestant;
  rows: number;
  seconds: number[];
  peer: Peer;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
