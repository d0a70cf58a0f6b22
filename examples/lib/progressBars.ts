import {MultiBar, Presets} from 'cli-progress';
import {timeLeft} from './timeLeft.js';

/** One bar: work that goes on, and is done. */
export interface Bar {
  /** Shows that `done` of `total` steps are done, how long the others take, and a few words; fewer than before are of new work. */
  show(done: number, total: number, words: string): void;
}

/** Bars that go on side by side. */
export interface ProgressBars {
  add(name: string): Bar;
  stop(): void;
}

/** Makes progress bars on a terminal; elsewhere each change of the words is a line, without the bar. */
export function progressBars(): ProgressBars {
  if (!process.stdout.isTTY) {
    return {
      add: (name) => {
        const left = timeLeft();
        let last = '';
        const show = (done: number, total: number, words: string): void => {
          const time = left(done, total);
          if (words !== last) console.log(`${name}: ${words}, ${time}`);
          last = words;
        };
        return {show};
      },
      stop: () => undefined,
    };
  }
  const format = '{name} {bar} {left} · {words}';
  const bars = new MultiBar({format, hideCursor: true, barsize: 12}, Presets.shades_grey);
  return {
    add: (name) => {
      const left = timeLeft();
      const bar = bars.create(1, 0, {name: name.padEnd(14), left: '', words: ''});
      return {
        show: (done, total, words) => {
          bar.setTotal(total);
          bar.update(done, {left: left(done, total), words});
        },
      };
    },
    stop: () => bars.stop(),
  };
}
