import {runTasks, tasks} from './phases';
import {Phase, plan, setPlan, Step, step} from './plan';

export {setPlan};

// By JavaScript's Atomics: in V8 11.3, that of Node.js 20, WebAssembly's own instructions lose wake-ups.

/** Sleeps until a word is no longer what it was, or somebody wakes those who sleep there. */
@external('env', 'sleep')
declare function sleep(address: usize, old: u32): void;

/** Wakes those who sleep at an address. */
@external('env', 'wake')
declare function wake(address: usize): void;

function phaseAt(index: u32): Phase {
  return changetype<Phase>(plan.step + offsetof<Step>() + index * offsetof<Phase>());
}

/** How many tasks the phase at this place of the step has. */
export function countTasks(index: u32): u32 {
  return tasks(phaseAt(index));
}

/** Does some of the tasks of the phase at this place of the step, as a thread. */
export function run(index: u32, first: u32, last: u32, thread: u32): void {
  runTasks(phaseAt(index), first, last, plan.scratch + thread * plan.scratchBytes);
}

/** Does a thread's share of the step whose number follows `last`, once that begins; returns when every thread is done. */
export function work(thread: u32, last: u32): void {
  waitForChange(plan.control + STEP, last);
  for (let index: u32 = 0; index < step.phases; ++index) {
    const total = countTasks(index);
    run(index, (total * thread) / plan.threads, (total * (thread + 1)) / plan.threads, thread);
    meet();
  }
}

// Words of the control block: the number of the step to do, the number of the meeting, how many threads have arrived.
const STEP: usize = 0;
const MEETING: usize = 4;
const ARRIVED: usize = 8;

/** How often a thread looks before it sleeps: about 20 microseconds, more than a meeting takes when all have a core. */
const LOOKS: u32 = 100000;

/** Waits until a word is no longer what it was. */
function waitForChange(address: usize, old: u32): void {
  for (let look: u32 = 0; look < LOOKS; ++look) {
    if (atomic.load<u32>(address) != old) return;
  }
  while (atomic.load<u32>(address) == old) sleep(address, old);
}

/** Waits until every thread is here. */
function meet(): void {
  if (plan.threads == 1) return;
  const meeting = plan.control + MEETING;
  const number = atomic.load<u32>(meeting);
  if (atomic.add<u32>(plan.control, 1, ARRIVED) < plan.threads - 1) return waitForChange(meeting, number);
  atomic.store<u32>(plan.control, 0, ARRIVED);
  atomic.store<u32>(meeting, number + 1);
  wake(meeting);
}
