import type {Tensor2D} from '@tensorflow/tfjs-core';
import {argumentError, messageOf} from '../check.js';
import type {Machine} from '../energy/Machine.js';
import {computesOnCpu} from './computesOnCpu.js';
import type {Engine, EngineArgs} from './Engine.js';
import {tensorEngine} from './tensor/tensorEngine.js';
import {compileKernels} from './wasm/kernels.js';
import {BLOCK, planMemory} from './wasm/memoryPlan.js';
import {canShareMemory, countCores} from './wasm/threads.js';
import {memoryArgs, wasmEngine} from './wasm/wasmEngine.js';

/** The engines that a user can ask for. */
export type EngineName = 'auto' | 'wasm' | 'tensor';

/** What decides which engine trains a machine, and how. */
export interface NewEngineArgs extends EngineArgs {
  engine: EngineName;
  /** Undefined where the machine decides. */
  threads: number | undefined;
}

/** The same, once {@link chooseEngine} has chosen. */
export interface ChosenEngineArgs extends NewEngineArgs {
  engine: 'wasm' | 'tensor';
}

/** What a WebAssembly memory holds at most, in bytes. */
const MOST_BYTES = 2 ** 32;

/** As many threads as the memory is planned for before it is known how many there are. */
const MOST_THREADS = 128;

/** Multiplications by which a step must outweigh a meeting of one more thread. */
const WORK_PER_THREAD = 2 ** 21;

/**
 * Chooses the engine for a machine.
 *
 * @param context - `where` is the function that the user called.
 * @throws RangeError when the wasm engine was asked for and has no room for the machine; Error when it was asked for where there
 *   is no WebAssembly with SIMD and threads, or the page forbids it.
 */
export async function chooseEngine(
  machine: Machine,
  args: NewEngineArgs,
  {where}: {where: string},
): Promise<'wasm' | 'tensor'> {
  const {engine, threads = MOST_THREADS} = args;
  if (engine === 'tensor') return engine;
  if (engine === 'auto' && !computesOnCpu()) return 'tensor';
  const unknown = unknownToWasm(machine, args);
  if (unknown !== undefined) {
    if (engine === 'auto') return 'tensor';
    const advice = 'the wasm engine does not know them';
    throw argumentError(RangeError, {
      where: `${where}: engine`,
      condition: `'tensor' or 'auto' for ${unknown}`,
      got: "'wasm'",
      advice,
    });
  }
  try {
    await compileKernels();
  } catch (error) {
    if (engine === 'auto') return 'tensor';
    throw argumentError(Error, {
      where: `${where}: engine`,
      condition: "'tensor' or 'auto' where WebAssembly cannot be compiled",
      got: "'wasm'",
      advice: messageOf(error),
    });
  }
  const needed = memoryArgs(machine, {...args, threads});
  const {bytes} = planMemory(needed);
  if (bytes <= MOST_BYTES) return 'wasm';
  if (engine === 'auto') return 'tensor';
  const {numVisible, numHidden, rows} = needed;
  const size = `${String(numVisible)} x ${String(numHidden)} units and ${String(rows)} rows a step`;
  throw argumentError(RangeError, {
    where: `${where}: engine`,
    condition: `'tensor' or 'auto' for ${size}`,
    got: `'wasm', whose memory holds 4 GiB and not the ${(bytes / 2 ** 30).toFixed(1)} GiB that they need`,
  });
}

/** Names the first thing about a training that the wasm engine does not know, if there is one. */
function unknownToWasm({visible, hidden}: Machine, args: NewEngineArgs): string | undefined {
  const {estimator, reconstruction, objective} = args;
  if (!['bernoulli', 'gaussian'].includes(visible.kind.type)) return `${visible.kind.type} visible units`;
  if (!['bernoulli', 'gaussian'].includes(hidden.kind.type)) return `${hidden.kind.type} hidden units`;
  if (estimator !== 'cd' && estimator !== 'pcd') return `estimator: '${estimator}'`;
  if (reconstruction === 'meanField') return "reconstruction: 'meanField'";
  return objective === 'generative' ? undefined : `objective: '${objective}'`;
}

/**
 * Makes the engine that {@link chooseEngine} has chosen, which the caller disposes.
 *
 * @param args - `x`: the data that the batches will be of.
 */
export async function newEngine(machine: Machine, args: ChosenEngineArgs & {x: Tensor2D}): Promise<Engine> {
  if (args.engine === 'tensor') return tensorEngine(machine, args);
  return wasmEngine(machine, {...args, threads: await countThreads(machine, args)});
}

/** Returns how many threads work for a machine: 0 where the caller's own does. */
export async function countThreads(machine: Machine, {threads, batchSize}: NewEngineArgs): Promise<number> {
  if (!canShareMemory()) return 0;
  if (threads !== undefined) return threads;
  // The kernels work on whole blocks.
  const [visible, hidden] = [machine.visible, machine.hidden].map(
    ({units}) => Math.ceil(units / BLOCK) * BLOCK,
  );
  const work = visible! * hidden! * batchSize;
  return Math.min(await countCores(), Math.floor(work / WORK_PER_THREAD));
}
