import * as tf from '@tensorflow/tfjs-core';
import {replaceParameters, type Machine} from '../../energy/Machine.js';
import {monitoredRows, type Batch, type Engine, type EngineArgs, type StepArgs} from '../Engine.js';
import {firstChains} from '../firstChains.js';
import {readRows} from '../readRows.js';
import {toTensor} from '../toTensor.js';
import {commonValues} from './commonValues.js';
import {gatherTeam} from './gatherTeam.js';
import {guard} from './guard.js';
import {BLOCK, type PlanArgs} from './memoryPlan.js';
import {maxPhases, stepPhases} from './stepPhases.js';
import {isBroken, sumErrors, writeStep} from './stepRecord.js';
import {allocate, readParameters, writeChains, writeOffsets, writeParameters} from './WasmMemory.js';

/** What the engine has to know before its first step. */
interface WasmEngineArgs extends EngineArgs {
  /** How many, an integer >= 1; 0 for none but the caller's. */
  threads: number;
  /** The data that the batches will be of. */
  x: tf.Tensor2D;
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
  const {estimator, chains, threads} = args;
  const numVisible = machine.visible.units;
  const numHidden = machine.hidden.units;
  const isGaussian = machine.visible.kind.type === 'gaussian';
  const memory = await guard(() => allocate(memoryArgs(machine, args)));
  const write = async (): Promise<void> => {
    await writeParameters(memory, machine);
    writeOffsets(memory, await commonValues(args.x));
    if (estimator === 'pcd') await writeChains(memory, await firstChains(machine, chains), numHidden);
  };
  const team = await gatherTeam(memory, {threads, write});

  let posted = 0;
  /** Settles when the last step that was asked for has been handed to the team. */
  let lastPost: Promise<unknown> = Promise.resolve();
  /** Settles when it is done. */
  let lastStep: Promise<unknown> = Promise.resolve();
  /** What the memory has for the machine: what a failed step leaves there is nobody's. */
  let news: 'none' | 'parameters' | 'oldParameters' = 'none';
  let hasFailed = false;

  /** Writes the next step's record and data, and hands it to the team. */
  async function post(
    {x, places}: Batch,
    stepArgs: StepArgs,
  ): Promise<{number: number; done: Promise<void>}> {
    const number = posted;
    const {data} = memory.slots[number % memory.plan.slots]!;
    const stride = memory.plan.visibleBlocks * BLOCK;
    await readRows(x, places, {values: memory.floats, start: data / 4, stride});
    const rows = places.length;
    const phases = stepPhases({...stepArgs, estimator, chains, rows, isGaussian});
    const negativeRows = estimator === 'pcd' ? chains : rows;
    writeStep(memory, number, {...stepArgs, rows, negativeRows, isFirst: number === 0, phases});
    posted++;
    return {number, done: guard(() => team.step(number))};
  }

  return {
    depth: memory.plan.slots,

    step(batch, stepArgs) {
      const handed = lastPost.then(() => post(batch, stepArgs));
      const step = handed.then(async ({number, done}) => {
        await done.catch((error: unknown) => {
          hasFailed = true;
          throw error;
        });
        const finite = !isBroken(memory, number);
        news = finite ? 'parameters' : 'oldParameters';
        const watched = monitoredRows(batch.places.length, {estimator});
        return {reconstructionError: sumErrors(memory, number, watched) / (watched * numVisible), finite};
      });
      lastPost = handed.catch(() => undefined);
      lastStep = step.catch(() => undefined);
      return step;
    },

    async pull() {
      await lastStep;
      if (news === 'none' || hasFailed) return;
      const isOld = news === 'oldParameters';
      news = 'none';
      const values = await readParameters(memory, {numVisible, numHidden, isOld});
      replaceParameters(machine, {
        weights: await toTensor(values.weights, [numVisible, numHidden]),
        visibleBias: tf.tensor1d(values.visibleBias),
        hiddenBias: tf.tensor1d(values.hiddenBias),
      });
    },

    // Nothing is kept yet.
    remember: () => Promise.resolve(),

    async dispose() {
      await lastStep;
      await team.end();
    },
  };
}

/** As many values of data as wait in the memory, where two steps do not have more. */
const SLOT_VALUES = 2 ** 21;

/** What the memory of an engine must have room for. */
export function memoryArgs(
  machine: Machine,
  {estimator, chains, batchSize, k, threads}: Omit<WasmEngineArgs, 'x'>,
): PlanArgs {
  const numVisible = machine.visible.units;
  return {
    numVisible,
    numHidden: machine.hidden.units,
    rows: estimator === 'pcd' ? Math.max(batchSize, chains) : batchSize,
    threads: Math.max(1, threads),
    phases: maxPhases({k}),
    // With threads, the next steps are written while one is done.
    slots: threads === 0 ? 1 : Math.max(2, Math.min(16, Math.floor(SLOT_VALUES / (batchSize * numVisible)))),
  };
}
