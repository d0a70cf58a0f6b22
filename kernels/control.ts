import {plan, Step, step} from './plan';

// Words of the control block, each in a line of the cache for itself, but for the one that tells the threads to end.

/** Bytes of a line of the cache. */
export const LINE: usize = 64;

/** How many steps have been posted; written by `threads.ts`. */
@inline export const POSTED: usize = 0;

/** Whether the threads are to end; written by `threads.ts`, and read by those who sleep. */
export const ENDED: usize = 4;

/** Whether a step has made a parameter NaN or infinite. */
@inline const BROKEN: usize = 64;

/** The number of the meeting. */
const MEETING: usize = 128;

/** How many threads have arrived at it. */
const ARRIVED: usize = 192;

/** The last words: for each thread, how many tasks of its share of the stage have been claimed. */
export const CLAIMED: usize = 256;

// By JavaScript's Atomics: in V8 11.3, that of Node.js 20, WebAssembly's own instructions lose wake-ups.

/** Sleeps until a word is no longer what it was, or somebody wakes those who sleep there. */
@external('env', 'sleep')
declare function sleep(address: usize, old: u32): void;

/** Wakes those who sleep at an address. */
@external('env', 'wake')
declare function wake(address: usize): void;

/** How often a thread looks before it sleeps: measured, see bench/README.md. */
const LOOKS: u32 = 20000;

/** Waits until a word is no longer what it was. */
function waitForChange(address: usize, old: u32): void {
  for (let look: u32 = 0; look < LOOKS; ++look) {
    if (atomic.load<u32>(address) != old) return;
  }
  while (atomic.load<u32>(address) == old) sleep(address, old);
}

/** Waits until the step of this number, counted from 0, has been posted; one step after the other. */
export function waitForStep(number: u32): void {
  while (atomic.load<u32>(plan.control + POSTED) == number) waitForChange(plan.control + POSTED, number);
}

/** Claims the next `count` tasks of a thread's share of the stage, and returns how many had been claimed before. */
export function claim(thread: u32, count: u32): u32 {
  return atomic.add<u32>(plan.control + CLAIMED + thread * LINE, count);
}

/** Waits until every thread is here; then nothing of the next stage has been claimed. */
export function meet(): void {
  const meeting = plan.control + MEETING;
  const number = atomic.load<u32>(meeting);
  if (atomic.add<u32>(plan.control, 1, ARRIVED) < plan.threads - 1) return waitForChange(meeting, number);
  atomic.store<u32>(plan.control, 0, ARRIVED);
  for (let thread: u32 = 0; thread < plan.threads; ++thread) {
    atomic.store<u32>(plan.control + CLAIMED + thread * LINE, 0);
  }
  atomic.store<u32>(meeting, number + 1);
  if (plan.threads > 1) wake(meeting);
}

/** Tells the caller of a parameter that is not finite: less itself it is not 0. */
@inline
export function reportBroken(difference: v128): void {
  if (!v128.any_true(f32x4.ne(difference, f32x4.splat(0)))) return;
  raise(changetype<usize>(step) + offsetof<Step>('isBroken'));
  raise(plan.control + BROKEN);
}

/** Tells whether a step has made a parameter NaN or infinite. */
export function isBroken(): bool {
  const address = plan.control + BROKEN;
  if (ASC_FEATURE_THREADS) return atomic.load<u32>(address) != 0;
  return load<u32>(address) != 0;
}

/** Sets a word to 1, for all threads where there are any. */
function raise(address: usize): void {
  if (ASC_FEATURE_THREADS) atomic.store<u32>(address, 1);
  else store<u32>(address, 1);
}
