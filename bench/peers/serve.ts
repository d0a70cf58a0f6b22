import {createInterface} from 'node:readline';
import {peakMemory} from './peakMemory.js';

/** What a contestant does. */
interface Work {
  /** The packages that do it. */
  version: Record<string, string>;
  /** What the rows take as float32. */
  dataBytes: number;
  /** Trains for one epoch. */
  train: () => void | Promise<void>;
}

/** Answers the bench: times an epoch for each line "run", and tells the peak memory at "quit". */
export async function serve({version, dataBytes, train}: Work): Promise<never> {
  say({ready: true, version, dataBytes});
  for await (const line of createInterface({input: process.stdin})) {
    if (line === 'quit') break;
    const start = performance.now();
    await train();
    say({seconds: (performance.now() - start) / 1000});
  }
  say({peakMemory: peakMemory()});
  // Threads of a backend would keep the process alive.
  process.exit();
}

/** Loads what need not be there, or need not work here; where that fails, tells the bench so and ends. */
export async function loadOrEnd<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    say({missing: (error as Error).message.split(/\n| imported from /)[0]!});
    process.exit();
  }
}

function say(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
