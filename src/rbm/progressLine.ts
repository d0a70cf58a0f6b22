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
  batch(epoch: number, batches: number, logs: Logs): void;
  /** Leaves a line about an epoch that has ended. */
  epoch(epoch: number, logs: Logs): void;
}

/** The part of Node.js's `process` that is used, where there is one. */
interface Terminal {
  isTTY?: boolean;
  write(text: string): void;
}

const BAR = 20;
const REDRAW_EVERY_MS = 100;
const CLEAR_LINE = '\r\u001b[2K';

/** A progress line that shows nothing. */
export const silent: ProgressLine = {
  batch: () => undefined,
  epoch: () => undefined,
};

/** Makes a progress line: on a terminal a bar with the time left, and everywhere a line an epoch. */
export function progressLine({title, initialEpoch, epochs, batches}: ProgressArgs): ProgressLine {
  const terminal = (globalThis as {process?: {stderr?: Terminal}}).process?.stderr;
  const start = performance.now();
  let epochStart = start;
  let drawn = start;
  const header = (epoch: number): string => `${title}  epoch ${String(epoch + 1)}/${String(epochs)}`;
  return {
    batch(epoch, done, logs) {
      const now = performance.now();
      if (terminal?.isTTY !== true || now - drawn < REDRAW_EVERY_MS) return;
      drawn = now;
      const share = done / batches;
      const left = ((now - start) * (epochs - epoch - share)) / (epoch - initialEpoch + share);
      const filled = Math.round(share * BAR);
      const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled);
      terminal.write(`${CLEAR_LINE}${header(epoch)} ${bar} ${text(logs)}  ${seconds(left)} left`);
    },

    epoch(epoch, logs) {
      const now = performance.now();
      const line = `${header(epoch)}  ${text(logs)}  ${seconds(now - epochStart)}`;
      epochStart = now;
      if (terminal?.isTTY === true) terminal.write(`${CLEAR_LINE}${line}\n`);
      else console.log(line);
    },
  };
}

function text(logs: Logs): string {
  return Object.entries(logs)
    .map(([name, value]) => `${name} ${value.toPrecision(4)}`)
    .join('  ');
}

function seconds(milliseconds: number): string {
  const total = milliseconds / 1000;
  if (total < 60) return `${total.toFixed(1)} s`;
  return `${String(Math.floor(total / 60))} min ${String(Math.round(total % 60))} s`;
}
