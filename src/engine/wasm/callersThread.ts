import {breather} from '../../platform/nextTask.js';
import {instantiateKernels} from './kernels.js';
import {BLOCK} from './memoryPlan.js';
import {countPhases} from './stepRecord.js';
import type {Team} from './Team.js';
import type {WasmMemory} from './WasmMemory.js';

/** As many multiplications as are done without looking at the clock: a few milliseconds. */
const PORTION = 2 ** 23;

/** Does the steps on the caller's thread, a slice at a time, so that the event loop goes on. */
export async function callersThread(memory: WasmMemory): Promise<Team> {
  const {plan} = memory;
  const kernels = await instantiateKernels(memory.memory);
  kernels.setPlan(memory.address);
  const work = plan.visibleBlocks * plan.hiddenBlocks * BLOCK * BLOCK * plan.capacity;
  const breathe = breather();
  return {
    async step(number) {
      if (!kernels.beginStep(number)) return;
      const phases = countPhases(memory, number);
      for (let phase = 0; phase < phases; ++phase) {
        const tasks = kernels.countTasks(phase);
        const together = kernels.countTogether(phase);
        const portion = together * Math.max(1, Math.floor((tasks * PORTION) / work / together));
        for (let first = 0; first < tasks; first += portion) {
          kernels.run(phase, first, Math.min(tasks, first + portion), 0);
          await breathe();
        }
      }
    },
    end: () => Promise.resolve(),
  };
}
