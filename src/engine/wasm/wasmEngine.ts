import * as tf from '@tensorflow/tfjs-core';
import {replaceTrainingState, replaceParameters, type Machine} from '../../energy/Machine.js';
import {monitoredRows, type Batch, type Engine, type EngineArgs, type StepArgs} from '../Engine.js';
import {readRows} from '../../rows/readRows.js';
import {commonValues} from './commonValues.js';
import {gatherTeam, type GatheredTeam} from './gatherTeam.js';
import {guard} from './guard.js';
import {BLOCK, type PlanArgs} from './memoryPlan.js';
import {maxPhases, stepPhases} from './stepPhases.js';
import {isBroken, sumErrors, writeStep} from './stepRecord.js';
import {parametersOf, readMemory, writeMemory} from './trainingMemory.js';
import {unitForms} from './unitForms.js';
import {readParameters, writeOffsets, writeParameters} from './WasmMemory.js';

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
 * Same seed, same weights, bit for bit, whatever the number of threads: where they are refused, the caller's own does the work.
 *
 * @returns An engine that goes on from the machine's training memory, and which the caller disposes.
 * @throws EngineFailure when its memory cannot be had.
 */
export async function wasmEngine(
  machine: Machine,
  args: WasmEngineArgs,
): Promise<Pick<GatheredTeam, 'threads' | 'refusal'> & {engine: Engine}> {
  const {estimator} = args;
  const chains = estimator.type === 'pcd' ? estimator.chains : 0;
  const isCentred = args.centering.by !== 'off';
  const numVisible = machine.visible.units;
  const {team, memory, threads, refusal} = await gatherTeam({
    threads: args.threads,
    plan: (count) => memoryArgs(machine, {...args, threads: count}),
    async write(into) {
      await writeParameters(into, machine);
      writeOffsets(into, await commonValues(args.x));
      await writeMemory(into, machine, {chains});
    },
  });

  let posted = 0;
  /** Settles when the last step that was asked for has been handed to the team. */
  let lastPost: Promise<unknown> = Promise.resolve();
  /** Settles when it is done. */
  let lastStep: Promise<unknown> = Promise.resolve();
  /** What the memory has for the machine: what a failed step leaves there is nobody's. */
  let news: 'none' | 'parameters' | 'oldParameters' = 'none';
  let hasFailed = false;
  let hasBroken = false;
  const hasActivity = machine.trainingState.activity !== undefined;
  const hasCentres = machine.trainingState.visibleCenter !== undefined;

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
    const phases = stepPhases({...stepArgs, ...unitForms(machine), rows});
    writeStep(memory, number, {
      ...stepArgs,
      rows,
      negativeRows: estimator.type === 'pcd' ? chains : rows,
      // Averages begin with the first batch.
      sparsity: number > 0 || hasActivity ? stepArgs.sparsity : {...stepArgs.sparsity, decay: 0},
      centering: number > 0 || hasCentres ? stepArgs.centering : {...stepArgs.centering, rate: 1},
      phases,
    });
    posted++;
    return {number, done: guard(() => team.step(number))};
  }

  const engine: Engine = {
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
        hasBroken ||= !finite;
        const watched = monitoredRows(batch.places.length, estimator.type);
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
      const values = await readParameters(memory, {isOld});
      replaceParameters(machine, await parametersOf(memory, values));
    },

    async remember() {
      await lastStep;
      if (posted === 0 || hasFailed) return;
      if (hasBroken) {
        // Those that broke the parameters would break them again; the rest is what it was before.
        tf.dispose(machine.trainingState.velocities);
        delete machine.trainingState.velocities;
      } else replaceTrainingState(machine, await readMemory(memory, machine, {chains, isCentred}));
    },

    async dispose() {
      await lastStep;
      await team.end();
    },
  };
  return {engine, threads, refusal};
}

/** As many values of data as wait in the memory, where two steps do not have more. */
const SLOT_VALUES = 2 ** 21;

/** What the memory of an engine must have room for. */
export function memoryArgs(
  machine: Machine,
  {estimator, largestBatch, k, threads, centering, dropout}: Omit<WasmEngineArgs, 'x'>,
): PlanArgs {
  const numVisible = machine.visible.units;
  return {
    numVisible,
    numHidden: machine.hidden.units,
    rows: estimator.type === 'pcd' ? Math.max(largestBatch, estimator.chains) : largestBatch,
    threads: Math.max(1, threads),
    phases: maxPhases({k}),
    ...unitForms(machine),
    isCentred: centering.by !== 'off',
    hasDropout: dropout > 0,
    // With threads, the next steps are written while one is done.
    slots:
      threads === 0 ? 1 : Math.max(2, Math.min(16, Math.floor(SLOT_VALUES / (largestBatch * numVisible)))),
  };
}
