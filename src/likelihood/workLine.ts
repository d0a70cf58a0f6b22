import {bar, duration, terminalLine} from '../terminalLine.js';

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
