import {breather} from '../../platform/nextTask.js';
import {instantiateKernels} from './kernels.js';
import {BLOCK} from './generated/contract.js';
import {countStages} from './stepRecord.js';
import type {Team} from './Team.js';
import type {Arena} from './Arena.js';

/** As many multiplications as are done without looking at the clock: a few milliseconds. */
const PORTION = 2 ** 23;

/** Does the steps on the caller's thread, a slice at a time, so that the event loop goes on. */
export async function callersThread(arena: Arena): Promise<Team> {
  const {plan} = arena;
  const kernels = await instantiateKernels(arena.memory);
  kernels.setPlan(arena.address);
  const work = plan.visibleBlocks * plan.hiddenBlocks * BLOCK * BLOCK * plan.capacity;
  const breathe = breather();
  return {
    async step(number) {
      if (!kernels.beginStep(number)) return;
      const stages = countStages(arena, number);
      for (let stage = 0; stage < stages; ++stage) {
        const tasks = kernels.countTasks(stage);
        const together = kernels.countTogether(stage);
        const portion = together * Math.max(1, Math.floor((tasks * PORTION) / work / together));
        for (let first = 0; first < tasks; first += portion) {
          kernels.run(stage, first, Math.min(tasks, first + portion), 0);
          await breathe();
        }
      }
    },
    end: () => Promise.resolve(),
  };
}
