import type * as tf from '@tensorflow/tfjs-core';
import type {Machine} from '../../energy/Machine.js';
import {readRows} from '../../rows/readRows.js';
import {commonValues} from './commonValues.js';
import {gatherTeam, guard} from './gatherTeam.js';
import {BLOCK} from './generated/contract.js';
import {transformStages, unitForms} from './stepStages.js';
import {writeStep} from './stepRecord.js';
import {writeCommonValues, writeParameters} from './Arena.js';

/** Rows a step, unless they have more values than that: many, since a step does little with each. */
const ROWS = 256;
const VALUES = 2 ** 21;

/** Steps whose rows are written, worked on and read at a time. */
const SLOTS = 3;

/** What the settings of a step are where nothing is learned. */
const NO_LEARNING = {
  learningRate: 0,
  momentum: 0,
  weightDecay: 0,
  l1Decay: 0,
  sparsity: {target: undefined, cost: 0, decay: 0},
  centering: {by: 'off' as const, rate: 0},
  dropout: 0,
  maxNorm: undefined,
  varianceRate: 0,
};

/** Some rows of a result. */
interface Part {
  /** `[rows][stride]` */
  values: Float32Array;
  firstRow: number;
  rows: number;
  stride: number;
}

/** What {@link wasmTransformer} has to know. */
interface WasmTransformerArgs {
  /** How many, an integer >= 1; 0 for none but the caller's. */
  threads: number;
  /** Rows such as those that will be transformed. */
  sample: tf.Tensor2D;
}

/** Finds the means of a machine's hidden units by the kernels of the wasm engine. */
interface WasmTransformer {
  /**
   * Shows the means that rows give.
   *
   * @param x - `[rows, numVisible]`
   * @param take - Is shown each part of the means, in order, to be copied at once.
   * @throws EngineFailure when a thread has died.
   */
  visit: (x: tf.Tensor2D, take: (part: Part) => void) => Promise<void>;
  /** Ends its threads, when the last visit is done. */
  end: () => Promise<void>;
}

/**
 * Makes what transforms by the kernels of the wasm engine, with the parameters that a machine has now.
 *
 * @throws EngineFailure when its memory cannot be had.
 */
export async function wasmTransformer(
  machine: Machine,
  {threads, sample}: WasmTransformerArgs,
): Promise<WasmTransformer> {
  const numVisible = machine.visible.units;
  const size = Math.max(1, Math.min(sample.shape[0], ROWS, Math.floor(VALUES / numVisible)));
  const forms = unitForms(machine);
  const {team, arena} = await gatherTeam({
    threads,
    plan: (count) => ({
      numVisible,
      numHidden: machine.hidden.units,
      rows: size,
      threads: Math.max(1, count),
      stages: transformStages(size, forms).length,
      ...forms,
      slots: count === 0 ? 1 : SLOTS,
      hasOutput: true,
    }),
    async write(into) {
      await writeParameters(into, machine);
      writeCommonValues(into, await commonValues(sample));
    },
  });
  const {plan, floats} = arena;
  /** How many steps have been handed to the team. */
  let posted = 0;

  const post = async (x: tf.Tensor2D, firstRow: number): Promise<Posted> => {
    const number = posted++;
    const length = Math.min(size, x.shape[0] - firstRow);
    const {data} = arena.slots[number % plan.slots]!;
    const places = Int32Array.from({length}, (_, row) => firstRow + row);
    await readRows(x, places, {values: floats, start: data / 4, stride: plan.visibleBlocks * BLOCK});
    const stages = transformStages(length, forms);
    const counts = {rows: length, negativeRows: length, stages};
    writeStep(arena, number, {...NO_LEARNING, ...counts});
    const done = guard(() => team.step(number));
    // Whoever waits for it hears of a failure; nobody may be waiting yet.
    done.catch(() => undefined);
    return {number, firstRow, length, done};
  };
  const finish = async (
    {number, firstRow, length, done}: Posted,
    take: (part: Part) => void,
  ): Promise<void> => {
    await done;
    const {output} = arena.slots[number % plan.slots]!;
    const stride = plan.hiddenBlocks * BLOCK;
    const values = floats.subarray(output / 4, output / 4 + length * stride);
    take({values, firstRow, rows: length, stride});
  };

  return {
    async visit(x, take) {
      const underWay: Posted[] = [];
      try {
        for (let firstRow = 0; firstRow < x.shape[0]; firstRow += size) {
          if (underWay.length === plan.slots) await finish(underWay.shift()!, take);
          underWay.push(await post(x, firstRow));
        }
        while (underWay.length > 0) await finish(underWay.shift()!, take);
      } finally {
        await Promise.allSettled(underWay.map(({done}) => done));
      }
    },
    end: () => team.end(),
  };
}

/** A step that has been handed to the team. */
interface Posted {
  number: number;
  firstRow: number;
  length: number;
  done: Promise<void>;
}
