/** A line that is drawn anew while work goes on: in Node.js on the standard error stream; in a browser only lines that stay. */
interface TerminalLine {
  /** Tells whether there is a terminal, and the line on it old enough to be drawn anew. */
  isDue(): boolean;
  /** Draws the line anew. */
  draw(line: string): void;
  /** Leaves a line, in place of the one that is drawn. */
  leave(line: string): void;
  /** Ends the line that is drawn, if there is one. */
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

/** Begins a line. */
function terminalLine(): TerminalLine {
  const terminal = (globalThis as {process?: {stderr?: Terminal}}).process?.stderr;
  let drawn = performance.now();
  let isOpen = false;
  return {
    isDue: () => terminal?.isTTY === true && performance.now() - drawn >= REDRAW_EVERY_MS,

    draw(line) {
      drawn = performance.now();
      isOpen = true;
      // A line that wraps could not be cleared.
      terminal?.write(CLEAR_LINE + line.slice(0, (terminal.columns ?? Infinity) - 1));
    },

    leave(line) {
      isOpen = false;
      if (terminal === undefined) console.log(line);
      else terminal.write(`${terminal.isTTY === true ? CLEAR_LINE : ''}${line}\n`);
    },

    end() {
      if (isOpen) terminal?.write('\n');
      isOpen = false;
    },
  };
}

/** Shows a share of 1 as a bar. */
function bar(share: number): string {
  const filled = Math.round(share * BAR);
  return '█'.repeat(filled) + '░'.repeat(BAR - filled);
}

/** Shows a time shortly. */
function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * Makes a line about reading whose end nobody knows: on a terminal it shows how many rows there are so far, elsewhere nothing.
 *
 * @param args - `isSilent`: whether nothing is to be shown at all.
 */
export function readingLine(
  title: string,
  {isSilent}: {isSilent: boolean},
): {progress: (rows: number) => void; end: () => void} {
  const line = terminalLine();
  return {
    progress(rows) {
      if (!isSilent && line.isDue()) line.draw(`${title} ${rows.toLocaleString('en')} rows`);
    },
    end: () => line.end(),
  };
}

/** What is shown of a training. */
interface ProgressArgs {
  /** What is being trained. */
  title: string;
  initialEpoch: number;
  epochs: number;
  /** How many batches an epoch has; undefined until its end tells. */
  batches: {readonly count: number | undefined};
}

/** Shows how training goes on. */
export interface ProgressLine {
  /** Shows the line anew after so many batches of an epoch, on a terminal; elsewhere nothing. */
  batch(progress: {epoch: number; batches: number; logs: Readonly<Record<string, number>>}): void;
  /** Leaves a line about an epoch that has ended. */
  epoch(progress: {epoch: number; logs: Readonly<Record<string, number>>}): void;
  /** Leaves a line of text about what is being trained. */
  note(text: string): void;
  /** Ends the line where training has ended within an epoch. */
  end(): void;
}

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
export function progressLine({title, initialEpoch, epochs, batches: all}: ProgressArgs): ProgressLine {
  const line = terminalLine();
  const start = performance.now();
  let epochStart = start;
  const header = (epoch: number): string => `${title}  epoch ${epoch + 1}/${epochs}`;
  return {
    batch({epoch, batches, logs}) {
      if (!line.isDue()) return;
      if (all.count === undefined) {
        line.draw(`${header(epoch)} batch ${batches}  ${text(logs)}`);
        return;
      }
      const share = batches / all.count;
      const left = ((performance.now() - start) * (epochs - epoch - share)) / (epoch - initialEpoch + share);
      line.draw(`${header(epoch)} ${bar(share)} ${duration(left)} left  ${text(logs)}`);
    },

    epoch({epoch, logs}) {
      const now = performance.now();
      line.leave(`${header(epoch)}  ${text(logs)}  ${duration(now - epochStart)}`);
      epochStart = now;
    },

    note(text) {
      line.leave(`${title}  ${text}`);
    },

    end() {
      line.end();
    },
  };
}

function text(logs: Readonly<Record<string, number>>): string {
  return Object.entries(logs)
    .map(([name, value]) => `${name} ${value.toPrecision(4)}`)
    .join('  ');
}

/** Shows how some work goes on. */
export interface WorkLine {
  /** Hears which share of the work is done, and shows it on a terminal. */
  progress(share: number): void;
  /** Leaves a line about work that is done. */
  leave(result: string): void;
  /** Ends the line of work that has failed. */
  end(): void;
}

/** Work that takes less is not worth a line. */
const SHORT_MS = 1000;

/** Makes a line about work that may be long: nothing is shown of what takes less than a second. */
export function workLine(title: string): WorkLine {
  const line = terminalLine();
  const start = performance.now();
  const isLong = (): boolean => performance.now() - start >= SHORT_MS;
  return {
    progress(share) {
      if (!line.isDue() || !isLong()) return;
      const left = ((performance.now() - start) * (1 - share)) / share;
      line.draw(`${title} ${bar(share)} ${duration(left)} left`);
    },

    leave(result) {
      if (isLong()) line.leave(`${title}  ${result}  ${duration(performance.now() - start)}`);
    },

    end: () => line.end(),
  };
}
