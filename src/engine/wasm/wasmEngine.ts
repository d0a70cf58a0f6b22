import * as tf from '@tensorflow/tfjs-core';
import {replaceParameters, type Machine} from '../../energy/Machine.js';
import {EngineFailure, monitoredRows, type Engine, type EngineArgs} from '../Engine.js';
import {firstChains} from '../firstChains.js';
import {readRows} from '../readRows.js';
import {callersThread} from './callersThread.js';
import {maxPhases, STEP_WORDS, stepPhases} from './stepPhases.js';
import {startThreads} from './threads.js';
import {
  allocate,
  readParameters,
  sumErrors,
  writeChains,
  writeData,
  writeParameters,
  type WasmMemory,
} from './WasmMemory.js';

/** What the engine has to know before its first step. */
interface WasmEngineArgs extends EngineArgs {
  /** How many, an integer >= 1; 0 for none but the caller's. */
  threads: number;
}

/**
 * Makes the engine that trains in WebAssembly: SIMD kernels that add up the weights of the active units in place of
 * multiplying by zeros, on threads of their own where there can be any.
 *
 * Same seed, same weights, bit for bit, whatever the number of threads.
 *
 * @returns An engine with velocities of 0, which the caller disposes.
 * @throws EngineFailure when its memory or its threads cannot be had.
 */
export async function wasmEngine(machine: Machine, args: WasmEngineArgs): Promise<Engine> {
  const {estimator, chains, batchSize, k, threads} = args;
  const numVisible = machine.visible.units;
  const numHidden = machine.hidden.units;
  const isGaussian = machine.visible.kind.type === 'gaussian';
  const rows = estimator === 'pcd' ? Math.max(batchSize, chains) : batchSize;
  const memory = await guard(() =>
    allocate({numVisible, numHidden, rows, threads: Math.max(1, threads), phases: maxPhases({k})}),
  );
  await writeParameters(memory, machine);
  if (estimator === 'pcd') writeChains(memory, await firstChains(machine, chains), numHidden);
  const team = await guard(() => (threads === 0 ? callersThread(memory) : startThreads(memory)));
  let isFirst = true;
  let isBroken = false;
  let hasNews = false;

  return {
    async step({x, places}, stepArgs) {
      const count = places.length;
      writeData(memory, await readRows(x, places), numVisible);
      const phases = stepPhases({...stepArgs, estimator, chains, rows: count, isGaussian});
      writeStep(memory, {
        rows: count,
        negativeRows: estimator === 'pcd' ? chains : count,
        ...stepArgs,
        isFirst,
        phases,
      });
      // What a failing step leaves in the memory is nobody's.
      hasNews = false;
      await guard(() => team.step());
      hasNews = true;
      isFirst = false;
      isBroken = memory.words[memory.plan.step / 4 + BROKEN]! !== 0;
      const watched = monitoredRows(count, {estimator});
      return {
        reconstructionError: sumErrors(memory, watched) / (watched * numVisible),
        finite: !isBroken,
      };
    },

    async pull() {
      if (!hasNews) return;
      hasNews = false;
      const values = await readParameters(memory, {numVisible, numHidden, isOld: isBroken});
      replaceParameters(machine, {
        weights: tf.tensor2d(values.weights, [numVisible, numHidden]),
        visibleBias: tf.tensor1d(values.visibleBias),
        hiddenBias: tf.tensor1d(values.hiddenBias),
      });
    },

    dispose: () => team.end(),
  };
}

/** The place of the word that says whether a parameter is not finite, in the record of a step. */
const BROKEN = 10;

/** Writes a step's record, in the order of `Step` in `kernels/plan.ts`. */
function writeStep(
  {floats, words, plan}: WasmMemory,
  args: {
    rows: number;
    negativeRows: number;
    learningRate: number;
    momentum: number;
    weightDecay: number;
    l1Decay: number;
    sparsityTarget: number | undefined;
    sparsityCost: number;
    sparsityDecay: number;
    isFirst: boolean;
    phases: readonly number[][];
  },
): void {
  const {rows, negativeRows, learningRate, momentum, weightDecay, l1Decay, phases} = args;
  const {sparsityTarget = 0, sparsityDecay} = args;
  const sparsityCost = args.sparsityTarget === undefined ? 0 : args.sparsityCost;
  const start = plan.step / 4;
  words.set([rows, negativeRows], start);
  floats.set(
    [learningRate, momentum, weightDecay, l1Decay, sparsityCost, sparsityTarget, sparsityDecay],
    start + 2,
  );
  words.set([args.isFirst ? 1 : 0, 0, phases.length], start + 9);
  words.set(phases.flat(), start + STEP_WORDS);
}

/** Makes any failure one of the engine. */
async function guard<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new EngineFailure(error instanceof Error ? error.message : String(error));
  }
}
