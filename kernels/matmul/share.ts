import {DONE, REMAINING, ROUND, SLEEPERS, panels, terms} from './plan';
import {countTasks, prepare, runTask} from './product';

/** How often a thread looks for work, or for the end of it, before it sleeps: about 50 microseconds. */
const PATIENCE: u32 = 20000;

/** How long the caller waits for the tasks of others, in nanoseconds. */
const DEADLINE: i64 = 1_000_000_000;

/**
 * Does the product of the plan, together with the threads that are in `help`.
 *
 * A task belongs to who takes it from the count of those that remain. So whoever is late, asleep, or not there takes
 * none, and its share is done by the others; and the plan can change once all are done, as nobody can take one then.
 *
 * @returns Whether it is done: false when a thread has kept a task for a second, so that it may still write to the memory.
 */
export function multiply(): bool {
  prepare();
  const tasks = <i32>countTasks();
  atomic.store<i32>(DONE, 0);
  atomic.store<i32>(REMAINING, tasks);
  atomic.add<i32>(ROUND, 1);
  if (tasks > 1 && atomic.load<i32>(SLEEPERS) > 0) atomic.notify(ROUND, tasks - 1);
  takeTasks(0);
  for (let turn: u32 = 0; turn < PATIENCE; ++turn) {
    if (atomic.load<i32>(DONE) == tasks) return true;
  }
  for (let done = atomic.load<i32>(DONE); done < tasks; done = atomic.load<i32>(DONE)) {
    if (atomic.wait<i32>(DONE, done, DEADLINE) == AtomicWaitResult.TIMED_OUT) return false;
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
    atomic.wait<i32>(ROUND, round, -1);
    atomic.sub<i32>(SLEEPERS, 1);
  }
}

function takeTasks(thread: u32): void {
  while (atomic.load<i32>(REMAINING) > 0) {
    const task = atomic.sub<i32>(REMAINING, 1) - 1;
    if (task < 0) return;
    runTask(task, panels() + thread * ((terms() << 5) + 128));
    atomic.add<i32>(DONE, 1);
    if (thread > 0) atomic.notify(DONE, 1);
  }
}
