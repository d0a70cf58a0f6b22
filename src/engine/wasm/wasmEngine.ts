import * as tf from '@tensorflow/tfjs-core';
import {
  changeTrainingState,
  replaceParameters,
  replaceTrainingState,
  type Machine,
} from '../../energy/Machine.js';
import {monitoredRows, type Batch, type Engine, type EngineArgs, type StepArgs} from '../Engine.js';
import {readRows} from '../../rows/readRows.js';
import {commonValues} from './commonValues.js';
import {gatherTeam, guard, type GatheredTeam} from './gatherTeam.js';
import {BLOCK} from './generated/contract.js';
import type {PlanArgs} from './memoryPlan.js';
import {maxStages, stepStages, unitForms} from './stepStages.js';
import {isBroken, sumErrors, writeStep} from './stepRecord.js';
import {makeParameters, readTrainingState, writeTrainingState} from './trainingState.js';
import {readParameters, writeCommonValues, writeParameters} from './Arena.js';

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
 * @returns An engine that goes on from the machine's training state, and which the caller disposes.
 * @throws EngineFailure when its memory cannot be had.
 */
export async function wasmEngine(
  machine: Machine,
  args: WasmEngineArgs,
): Promise<Pick<GatheredTeam, 'threads' | 'refusal'> & {engine: Engine}> {
  const {estimator} = args;
  const chains = estimator.type === 'pcd' ? estimator.chains : 0;
  const isCentered = args.centering.by !== 'off';
  const numVisible = machine.visible.units;
  const {team, arena, threads, refusal} = await gatherTeam({
    threads: args.threads,
    plan: (count) => memoryArgs(machine, {...args, threads: count}),
    async write(into) {
      await writeParameters(into, machine);
      writeCommonValues(into, await commonValues(args.x));
      await writeTrainingState(into, machine, {chains});
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
  const hasCenters = machine.trainingState.visibleCenter !== undefined;

  /** Writes the next step's record and data, and hands it to the team. */
  async function post(
    {x, places}: Batch,
    stepArgs: StepArgs,
  ): Promise<{number: number; done: Promise<void>}> {
    const number = posted;
    const {data} = arena.slots[number % arena.plan.slots]!;
    const stride = arena.plan.visibleBlocks * BLOCK;
    await readRows(x, places, {values: arena.floats, start: data / 4, stride});
    const rows = places.length;
    const stages = stepStages({...stepArgs, ...unitForms(machine), rows});
    writeStep(arena, number, {
      ...stepArgs,
      rows,
      negativeRows: estimator.type === 'pcd' ? chains : rows,
      // Averages begin with the first batch.
      sparsity: number > 0 || hasActivity ? stepArgs.sparsity : {...stepArgs.sparsity, decay: 0},
      centering: number > 0 || hasCenters ? stepArgs.centering : {...stepArgs.centering, rate: 1},
      stages,
    });
    posted++;
    return {number, done: guard(() => team.step(number))};
  }

  const engine: Engine = {
    depth: arena.plan.slots,

    step(batch, stepArgs) {
      const handed = lastPost.then(() => post(batch, stepArgs));
      const step = handed.then(async ({number, done}) => {
        await done.catch((error: unknown) => {
          hasFailed = true;
          throw error;
        });
        const finite = !isBroken(arena, number);
        news = finite ? 'parameters' : 'oldParameters';
        hasBroken ||= !finite;
        const watched = monitoredRows(batch.places.length, estimator.type);
        return {reconstructionError: sumErrors(arena, number, watched) / (watched * numVisible), finite};
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
      const values = await readParameters(arena, {isOld});
      replaceParameters(machine, await makeParameters(arena, values));
    },

    async remember() {
      await lastStep;
      if (posted === 0 || hasFailed) return;
      if (hasBroken) {
        // Those that broke the parameters would break them again; the rest is what it was before.
        changeTrainingState(machine, {velocities: undefined});
      } else replaceTrainingState(machine, await readTrainingState(arena, machine, {chains, isCentered}));
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
    stages: maxStages({k}),
    ...unitForms(machine),
    isCentered: centering.by !== 'off',
    hasDropout: dropout > 0,
    // With threads, the next steps are written while one is done.
    slots:
      threads === 0 ? 1 : Math.max(2, Math.min(16, Math.floor(SLOT_VALUES / (largestBatch * numVisible)))),
  };
}
