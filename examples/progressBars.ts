import {MultiBar, Presets} from 'cli-progress';

/** One bar: work that goes on, and is done. */
export interface Bar {
  /** Shows that `done` of `total` steps are done, with a few words. */
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
        let last = '';
        const show = (_done: number, _total: number, words: string): void => {
          if (words !== last) console.log(`${name}: ${words}`);
          last = words;
        };
        return {show};
      },
      stop: () => undefined,
    };
  }
  const format = '{name} {bar} {eta_formatted} left · {words}';
  const bars = new MultiBar({format, hideCursor: true, barsize: 12}, Presets.shades_grey);
  return {
    add: (name) => {
      const bar = bars.create(1, 0, {name: name.padEnd(14), words: ''});
      return {
        show: (done, total, words) => {
          bar.setTotal(total);
          bar.update(done, {words});
        },
      };
    },
    stop: () => bars.stop(),
  };
}
