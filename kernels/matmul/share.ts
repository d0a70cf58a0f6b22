import {DONE, plan, REMAINING, ROUND, SLEEPERS} from './plan';
import {countTasks, prepare, runTask} from './product';

// By JavaScript's Atomics and not by WebAssembly's own instructions: kernels/control.ts says why.

/**
 * Sleeps until a word is no longer what it was, somebody wakes those who sleep there, or so many milliseconds are over;
 * returns whether the last has come first.
 */
@external('env', 'sleep')
declare function sleep(address: usize, old: i32, milliseconds: f64): bool;

/** Wakes some of those who sleep at an address. */
@external('env', 'wake')
declare function wake(address: usize, count: i32): void;

/** How often a thread looks for work, or for the end of it, before it sleeps: about 50 microseconds. */
const PATIENCE: u32 = 20000;

/** How many milliseconds the caller waits for a task of others to be done. */
const DEADLINE: f64 = 1000;

/**
 * Does the product of the plan, together with the threads that are in `help`.
 *
 * A task belongs to who takes it from the count of those that remain. So whoever is late, asleep, or not there takes
 * none, and its share is done by the others; and the plan can change once all are done, as nobody can take one then.
 *
 * @returns Whether it is done: false when nobody has finished a task for a second, so that someone may still write to the
 *   memory.
 */
export function multiply(): bool {
  prepare();
  const tasks = <i32>countTasks();
  atomic.store<i32>(DONE, 0);
  atomic.store<i32>(REMAINING, tasks);
  atomic.add<i32>(ROUND, 1);
  if (tasks > 1 && atomic.load<i32>(SLEEPERS) > 0) wake(ROUND, tasks - 1);
  takeTasks(0);
  for (let turn: u32 = 0; turn < PATIENCE; ++turn) {
    if (atomic.load<i32>(DONE) == tasks) return true;
  }
  for (let done = atomic.load<i32>(DONE); done < tasks; ) {
    const isLate = sleep(DONE, done, DEADLINE);
    const before = done;
    done = atomic.load<i32>(DONE);
    // Whoever has slept for so long may only have missed the call.
    if (isLate && done == before) return false;
  }
  return true;
}

/** Helps with every product, for ever. */
export function help(thread: u32): void {
  for (;;) {
    const round = atomic.load<i32>(ROUND);
    takeTasks(thread);
    let turn: u32 = 0;
    while (turn < PATIENCE && atomic.load<i32>(ROUND) == round) ++turn;
    if (turn < PATIENCE) continue;
    atomic.add<i32>(SLEEPERS, 1);
    sleep(ROUND, round, Infinity);
    atomic.sub<i32>(SLEEPERS, 1);
  }
}

function takeTasks(thread: u32): void {
  while (atomic.load<i32>(REMAINING) > 0) {
    const task = atomic.sub<i32>(REMAINING, 1) - 1;
    if (task < 0) return;
    runTask(task, plan().panels + thread * ((plan().terms << 5) + 128));
    atomic.add<i32>(DONE, 1);
    if (thread > 0) wake(DONE, 1);
  }
}
