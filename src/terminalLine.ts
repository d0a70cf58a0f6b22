/** A line that is drawn anew while work goes on: in Node.js on the standard error stream; in a browser only lines that stay. */
export interface TerminalLine {
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
export function terminalLine(): TerminalLine {
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
export function bar(share: number): string {
  const filled = Math.round(share * BAR);
  return '█'.repeat(filled) + '░'.repeat(BAR - filled);
}

/** Shows a time shortly. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
