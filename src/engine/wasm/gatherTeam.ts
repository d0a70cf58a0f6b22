import {callersThread} from './callersThread.js';
import {guard} from './guard.js';
import type {Team} from './Team.js';
import {startThreads} from './threads.js';
import type {WasmMemory} from './WasmMemory.js';

/**
 * Gathers those who do the steps, while what they need is written into the memory.
 *
 * @param args - `threads`: how many, an integer >= 1; 0 for none but the caller's; `write`: writes what they need.
 * @throws EngineFailure when a thread cannot be started; what `write` throws. Then no thread is left.
 */
export async function gatherTeam(
  memory: WasmMemory,
  {threads, write}: {threads: number; write: () => Promise<void>},
): Promise<Team> {
  const starting = guard(() => (threads === 0 ? callersThread(memory) : startThreads(memory)));
  const [team, written] = await Promise.allSettled([starting, write()]);
  if (team.status === 'rejected') throw team.reason;
  if (written.status === 'fulfilled') return team.value;
  await team.value.end();
  throw written.reason;
}
