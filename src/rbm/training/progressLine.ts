import {bar, duration, terminalLine} from '../../terminalLine.js';
import type {Logs} from '../evaluation/Logs.js';

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
  batch(progress: {epoch: number; batches: number; logs: Logs}): void;
  /** Leaves a line about an epoch that has ended. */
  epoch(progress: {epoch: number; logs: Logs}): void;
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

function text(logs: Logs): string {
  return Object.entries(logs)
    .map(([name, value]) => `${name} ${value.toPrecision(4)}`)
    .join('  ');
}
