import type {Tensor2D} from '@tensorflow/tfjs-core';
import {argumentError, messageOf} from '../check.js';
import type {Machine} from '../energy/Machine.js';
import {integer, optional, variants} from '../options.js';
import {computesOnCpu} from '../rows/tensorMemory.js';
import {EngineFailure, type Engine, type EngineArgs} from './Engine.js';
import {tensorEngine} from './tensor/tensorEngine.js';
import {checkKernels} from './wasm/kernels.js';
import {BLOCK} from './wasm/generated/contract.js';
import {planMemory} from './wasm/memoryPlan.js';
import {canShareMemory, countCores} from './wasm/threads.js';
import {memoryArgs, wasmEngine} from './wasm/wasmEngine.js';

/** The engines that a user can ask for. */
export type EngineName = 'auto' | 'wasm' | 'tensor';

/** An engine by its name, or with its options. */
export type EngineChoiceArgs =
  | EngineName
  | {
      type: 'auto' | 'wasm';
      /**
       * Threads of the wasm engine, an integer >= 1; they change the time and not the result. Where so many are refused there are
       * fewer. A page that is not cross-origin isolated has none, and trains on its own thread between other events.
       *
       * @defaultValue as many as run at once, or none where a step takes less than a thread's start is worth
       */
      threads?: number;
    };

const threads = optional(integer({min: 1}));
const MACHINE_DECIDES: {threads: number | undefined} = {threads: undefined};

/** Reads which engine a user wants. */
export const readEngineChoice = variants<EngineChoiceArgs, unknown>()('type', {
  forms: {auto: {threads}, wasm: {threads}, tensor: {}},
  or: 'auto',
  without: MACHINE_DECIDES,
});

/** The engine that a user wants, and its threads; undefined where the machine decides. */
export type EngineChoice = ReturnType<typeof readEngineChoice>;

/** The engine that {@link chooseEngine} has chosen. */
export interface ChosenEngine {
  type: 'wasm' | 'tensor';
  /** Undefined where the machine decides. */
  threads: number | undefined;
  /** Whether the user asked for that one, so that no other may stand in for it. */
  isAsked: boolean;
  /** Why it is not the wasm engine, where that cannot run here. */
  refusal: string | undefined;
}

/** An engine, and what came of the choice. */
export interface StartedEngine {
  engine: Engine;
  name: 'wasm' | 'tensor';
  /** How many threads it has of its own, 0 for none but the caller's. */
  threads: number;
  /** Why it is not the one that was chosen, or has fewer threads, where that is so. */
  refusal: string | undefined;
}

/** What a WebAssembly memory holds at most, in bytes. */
const MOST_BYTES = 2 ** 32;

/** As many threads as the memory is planned for before it is known how many there are. */
const MOST_THREADS = 128;

/** Multiplications by which a step must outweigh a meeting of one more thread. */
const WORK_PER_THREAD = 2 ** 21;

/**
 * Chooses the engine for a machine, by what it is and by what may run here.
 *
 * @param context - `where` is the function that the user called.
 * @throws RangeError when the wasm engine was asked for and does not know the training or has no room for it; Error when it was
 *   asked for where its kernels cannot run.
 */
export async function chooseEngine(
  machine: Machine,
  args: EngineArgs & {engine: EngineChoice},
  {where}: {where: string},
): Promise<ChosenEngine> {
  const {type: wanted, threads} = args.engine;
  const isAsked = wanted !== 'auto';
  const tensor = {type: 'tensor', threads, isAsked, refusal: undefined} as const;
  if (wanted === 'tensor' || (!isAsked && !computesOnCpu())) return tensor;
  const misfit = whyNotWasm(machine, args);
  if (misfit !== undefined) {
    if (!isAsked) return tensor;
    throw argumentError(RangeError, {where: `${where}: engine`, ...misfit});
  }
  try {
    await checkKernels();
    return {...tensor, type: 'wasm'};
  } catch (error) {
    const reason = messageOf(error);
    if (!isAsked) return {...tensor, refusal: reason};
    throw argumentError(Error, {
      where: `${where}: engine`,
      condition: "'tensor' or 'auto' where its WebAssembly cannot run",
      got: "'wasm'",
      advice: reason,
    });
  }
}

/** Says why the wasm engine is not for a training, wherever it runs, if it is not. */
function whyNotWasm(
  machine: Machine,
  args: EngineArgs & {engine: EngineChoice},
): {condition: string; got: string; advice?: string} | undefined {
  const unknown = unknownToWasm(machine, args);
  if (unknown !== undefined) {
    const advice = 'the wasm engine does not know them';
    return {condition: `'tensor' or 'auto' for ${unknown}`, got: "'wasm'", advice};
  }
  const {threads = MOST_THREADS} = args.engine;
  const needed = memoryArgs(machine, {...args, threads});
  const {bytes} = planMemory(needed);
  if (bytes <= MOST_BYTES) return undefined;
  const {numVisible, numHidden, rows} = needed;
  const size = `${numVisible} x ${numHidden} units and ${rows} rows a step`;
  return {
    condition: `'tensor' or 'auto' for ${size}`,
    got: `'wasm', whose memory holds 4 GiB and not the ${(bytes / 2 ** 30).toFixed(1)} GiB that they need`,
  };
}

/** Names the first thing about a training that the wasm engine does not know, if there is one. */
function unknownToWasm({visible, hidden}: Machine, args: EngineArgs): string | undefined {
  const {estimator, reconstruction, objective} = args;
  if (!['bernoulli', 'gaussian'].includes(visible.kind.type)) return `${visible.kind.type} visible units`;
  if (!['bernoulli', 'gaussian'].includes(hidden.kind.type)) return `${hidden.kind.type} hidden units`;
  if (!['cd', 'pcd'].includes(estimator.type)) return `estimator: '${estimator.type}'`;
  if (reconstruction === 'meanField') return "reconstruction: 'meanField'";
  return objective.type === 'generative' ? undefined : `objective: '${objective.type}'`;
}

/**
 * Starts the engine that {@link chooseEngine} has chosen, which the caller disposes: on threads, else on the caller's, else, where
 * the user has not asked for the wasm engine, the one of tf ops.
 *
 * @param args - `x`: the data that the batches will be of.
 * @throws EngineFailure when the user has asked for the wasm engine, and it has no memory.
 */
export async function newEngine(
  machine: Machine,
  args: EngineArgs & {engine: ChosenEngine; x: Tensor2D},
): Promise<StartedEngine> {
  const byTensors = (refusal: string | undefined): StartedEngine => ({
    engine: tensorEngine(machine, args),
    name: 'tensor',
    threads: 0,
    refusal,
  });
  if (args.engine.type === 'tensor') return byTensors(args.engine.refusal);
  try {
    const threads = await countThreads(machine, args);
    return {...(await wasmEngine(machine, {...args, threads})), name: 'wasm'};
  } catch (error) {
    if (!isToBeReplaced(error, args.engine)) throw error;
    return byTensors(error.message);
  }
}

/** Tells whether tf ops stand in for the wasm engine after an error: where it has failed, and the user has not asked for it. */
export function isToBeReplaced(
  error: unknown,
  {isAsked}: Pick<ChosenEngine, 'isAsked'>,
): error is EngineFailure {
  return !isAsked && error instanceof EngineFailure;
}

/** Returns how many threads work for a machine: 0 where the caller's own does. */
export async function countThreads(
  machine: Machine,
  args: {largestBatch: number; engine: Pick<ChosenEngine, 'threads'>},
): Promise<number> {
  if (!canShareMemory()) return 0;
  const {threads} = args.engine;
  if (threads !== undefined) return threads;
  // The kernels work on whole blocks.
  const [visible, hidden] = [machine.visible, machine.hidden].map(
    ({units}) => Math.ceil(units / BLOCK) * BLOCK,
  );
  const work = visible! * hidden! * args.largestBatch;
  return Math.min(await countCores(), Math.floor(work / WORK_PER_THREAD));
}
