/**
 * Resolves after the event loop has served what waits for it: timers, requests, the page.
 *
 * Not by tfjs's `nextFrame`, which stands still in a background tab, nor by `setTimeout`, which is slowed down there.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') {
      setImmediate(resolve);
      return;
    }
    // Two messages, one after the other: Chromium hears of timers that are due only when it takes the first.
    const {port1, port2} = new MessageChannel();
    port2.onmessage = () => port2.postMessage(undefined);
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port1.postMessage(undefined);
  });
}

/** How many values are copied before the event loop may run: a few milliseconds. */
export const COPIED_AT_ONCE = 2 ** 20;

/** How long the event loop may wait while there is work, in milliseconds. */
export const LONGEST_WAIT = 8;

/** Returns a function that lets the event loop run when it has waited for long enough. */
export function breather(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < LONGEST_WAIT) return;
    await nextTask();
    last = performance.now();
  };
}
