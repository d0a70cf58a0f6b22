import {claim, isBroken, meet, waitForStep} from './control';
import {grain, runTasks, tasks} from './stages';
import {Stage, plan, setPlan, setStep, Step, step} from './plan';
import {addColumns} from './sums';

// A function that is exported is not inlined: in another one, V8 runs out of registers in its loop (see bench/README.md).
export {addActive} from './add';
export {addColumns, setPlan};

function stageAt(index: u32): Stage {
  return changetype<Stage>(changetype<usize>(step) + offsetof<Step>() + index * offsetof<Stage>());
}

/** How many tasks the stage at this place of the step has. */
export function countTasks(index: u32): u32 {
  return tasks(stageAt(index));
}

/** How many of them are done together. */
export function countTogether(index: u32): u32 {
  return grain(stageAt(index));
}

/** Does some of the tasks of the stage at this place of the step, as a thread. */
export function run(index: u32, first: u32, last: u32, thread: u32): void {
  runTasks(stageAt(index), first, last, plan.scratch + thread * plan.scratchBytes);
}

/** Turns to the step of this number, and tells whether it is to be done: after one that broke the parameters, none is. */
export function beginStep(number: u32): bool {
  setStep(number);
  if (!isBroken()) return true;
  step.isBroken = 1;
  return false;
}

/** How many portions of a stage there are for each thread. */
const PORTIONS: u32 = 32;

/** Does a thread's share of the step of this number once that is posted; returns when every thread is done. */
export function work(thread: u32, number: u32): void {
  waitForStep(number);
  if (!beginStep(number)) return;
  // Not read again after the last stage: by then the record may be that of another step.
  const stages = step.stages;
  for (let index: u32 = 0; index < stages; ++index) {
    // First its own share, the same in every step: most of what that needs is still in the cache of this core.
    for (let other: u32 = 0; other < plan.threads; ++other) help((thread + other) % plan.threads, index, thread);
    meet();
  }
}

/** Does what nobody has claimed of a thread's share of a stage: whoever is held up leaves the rest to the others. */
function help(owner: u32, index: u32, thread: u32): void {
  const together = countTogether(index);
  const total = countTasks(index) / together;
  const start = ((total * owner) / plan.threads) * together;
  const count = ((total * (owner + 1)) / plan.threads) * together - start;
  const portion = max<u32>(1, count / together / PORTIONS) * together;
  for (let first = claim(owner, portion); first < count; first = claim(owner, portion)) {
    run(index, start + first, start + min(first + portion, count), thread);
  }
}
