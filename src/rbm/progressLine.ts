import type {Logs} from './callbackList.js';

/** What is shown of a training. */
interface ProgressArgs {
  /** What is being trained. */
  title: string;
  initialEpoch: number;
  epochs: number;
  /** Batches an epoch. */
  batches: number;
}

/** Shows how training goes on. */
export interface ProgressLine {
  /** Shows the line anew after so many batches of an epoch, on a terminal; elsewhere nothing. */
  batch(progress: {epoch: number; batches: number; logs: Logs}): void;
  /** Leaves a line about an epoch that has ended. */
  epoch(progress: {epoch: number; logs: Logs}): void;
  /** Leaves a line of text about what is being trained. */
  note(text: string): void;
  /** Ends the line where training has ended within an epoch. */
  end(): void;
}

/** The part of Node.js's `process.stderr` that is used, where there is one. */
interface Terminal {
  isTTY?: boolean;
  columns?: number;
  write(text: string): void;
}

const BAR = 20;
const REDRAW_EVERY_MS = 100;
const CLEAR_LINE = '\r\u001b[2K';

/** A progress line that shows nothing. */
export const silent: ProgressLine = {
  batch: () => undefined,
  epoch: () => undefined,
  note: () => undefined,
  end: () => undefined,
};

/**
 * Makes a progress line: on a terminal a bar with the time left, and everywhere a line an epoch. In Node.js it goes to
 * the standard error stream, in a browser to the console.
 */
export function progressLine({title, initialEpoch, epochs, batches: total}: ProgressArgs): ProgressLine {
  const terminal = (globalThis as {process?: {stderr?: Terminal}}).process?.stderr;
  const start = performance.now();
  let epochStart = start;
  let drawn = start;
  let isOpen = false;
  const header = (epoch: number): string => `${title}  epoch ${String(epoch + 1)}/${String(epochs)}`;
  /** Shows a line that stays, in place of the one that is drawn anew. */
  const leave = (line: string): void => {
    isOpen = false;
    if (terminal === undefined) console.log(line);
    else terminal.write(`${terminal.isTTY === true ? CLEAR_LINE : ''}${line}\n`);
  };
  return {
    batch({epoch, batches, logs}) {
      const now = performance.now();
      if (terminal?.isTTY !== true || now - drawn < REDRAW_EVERY_MS) return;
      drawn = now;
      isOpen = true;
      const share = batches / total;
      const left = ((now - start) * (epochs - epoch - share)) / (epoch - initialEpoch + share);
      const filled = Math.round(share * BAR);
      const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled);
      const line = `${header(epoch)} ${bar} ${duration(left)} left  ${text(logs)}`;
      // A line that wraps could not be cleared.
      terminal.write(CLEAR_LINE + line.slice(0, (terminal.columns ?? Infinity) - 1));
    },

    epoch({epoch, logs}) {
      const now = performance.now();
      leave(`${header(epoch)}  ${text(logs)}  ${duration(now - epochStart)}`);
      epochStart = now;
    },

    note(line) {
      leave(`${title}  ${line}`);
    },

    end() {
      if (isOpen) terminal?.write('\n');
      isOpen = false;
    },
  };
}

function text(logs: Logs): string {
  return Object.entries(logs)
    .map(([name, value]) => `${name} ${value.toPrecision(4)}`)
    .join('  ');
}

function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${String(Math.floor(seconds / 60))} min ${String(seconds % 60)} s`;
}
