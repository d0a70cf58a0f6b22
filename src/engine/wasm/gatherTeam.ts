import {messageOf} from '../../check.js';
import {EngineFailure} from '../Engine.js';
import {callersThread} from './callersThread.js';
import type {PlanArgs} from './memoryPlan.js';
import type {Team} from './Team.js';
import {startThreads} from './threads.js';
import {allocate, type Arena} from './Arena.js';

/** Makes any failure one of the engine. */
export async function guard<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new EngineFailure(messageOf(error));
  }
}

/** What a team works on, and where. */
interface TeamArgs {
  /** How many threads there are to be, an integer >= 1; 0 for none but the caller's. */
  threads: number;
  /** Returns what the memory of so many threads must have room for. */
  plan: (threads: number) => PlanArgs;
  /** Writes what a team needs into its memory, while its threads start. */
  write: (arena: Arena) => Promise<void>;
}

/** A team that is ready for its first step. */
export interface GatheredTeam {
  team: Team;
  arena: Arena;
  /** How many threads there are, 0 for none but the caller's. */
  threads: number;
  /** Why they are not as many as they were to be, where they are not. */
  refusal: string | undefined;
}

/**
 * Gathers those who do the steps: as many threads as there are to be, else half of them, and so on, else the caller's own, which
 * needs no memory that can be shared. The result of the steps is the same.
 *
 * @throws EngineFailure when there is no memory for the caller's own thread either; what `write` throws. Then no thread is left.
 */
export async function gatherTeam({threads, plan, write}: TeamArgs): Promise<GatheredTeam> {
  let refusal: string | undefined;
  for (let count = threads; ; count = Math.floor(count / 2)) {
    try {
      const arena = await guard(() => allocate(plan(count), {isShared: count > 0}));
      const start = count > 0 ? startThreads : callersThread;
      return {team: await startAndWrite(arena, {start, write}), arena, threads: count, refusal};
    } catch (error) {
      if (count === 0 || !(error instanceof EngineFailure)) throw error;
      refusal ??= error.message;
    }
  }
}

async function startAndWrite(
  arena: Arena,
  {start, write}: Pick<TeamArgs, 'write'> & {start: (arena: Arena) => Promise<Team>},
): Promise<Team> {
  const [team, written] = await Promise.allSettled([guard(() => start(arena)), write(arena)]);
  if (team.status === 'rejected') throw team.reason;
  if (written.status === 'fulfilled') return team.value;
  await team.value.end();
  throw written.reason;
}
