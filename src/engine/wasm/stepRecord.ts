import type {StepArgs} from '../Engine.js';
import type {Arena} from './Arena.js';
import {STAGE, STEP} from './generated/contract.js';
import {placeOf, writeRecord} from '../../kernelRecords.js';
import type {StageRecord} from './stepStages.js';

/** What a step's record says. */
interface StepRecord extends Pick<
  StepArgs,
  | 'learningRate'
  | 'momentum'
  | 'weightDecay'
  | 'l1Decay'
  | 'sparsity'
  | 'centering'
  | 'dropout'
  | 'maxNorm'
  | 'varianceRate'
> {
  rows: number;
  /** Rows of the negative phase. */
  negativeRows: number;
  /** Of `stepStages`. */
  stages: readonly StageRecord[];
}

/** Writes the record of the step of this number, counted from 0, and those of its stages. */
export function writeStep(arena: Arena, number: number, args: StepRecord): void {
  const {rows, negativeRows, learningRate, momentum, stages, varianceRate} = args;
  const {target, cost, decay} = args.sparsity;
  const {data, errors, output} = arena.slots[number % arena.plan.slots]!;
  const address = addressOf(arena.plan, number);
  const step = {
    ...{rows, negativeRows, learningRate, momentum, varianceRate},
    l2: args.weightDecay,
    l1: args.l1Decay,
    sparsityCost: target === undefined ? 0 : cost,
    sparsityTarget: target ?? 0,
    sparsityDecay: decay,
    centeringRate: args.centering.rate,
    // A draw, of 24 bits, is below the share if it is below the next multiple of 2^-24, which a float holds.
    dropout: Math.ceil(args.dropout * 2 ** 24) / 2 ** 24,
    maxNorm: args.maxNorm ?? 0,
    isBroken: 0,
    ...{data, errors, output},
    stages: stages.length,
  };
  writeRecord(arena, address, {fields: STEP, values: step});
  for (const [place, values] of stages.entries()) {
    writeRecord(arena, address + 4 * (STEP.length + place * STAGE.length), {fields: STAGE, values});
  }
}

/** Returns how many stages a step has. */
export function countStages(arena: Arena, number: number): number {
  return wordOf(arena, number, 'stages');
}

/** Tells whether a step would have made a parameter NaN or infinite. */
export function isBroken(arena: Arena, number: number): boolean {
  return wordOf(arena, number, 'isBroken') !== 0;
}

/** Returns the sum of the squared errors of a step's first rows. */
export function sumErrors({floats, plan, slots}: Arena, number: number, rows: number): number {
  const {errors} = slots[number % plan.slots]!;
  let sum = 0;
  for (let block = 0; block < plan.visibleBlocks; ++block) {
    const start = errors / 4 + block * plan.capacity;
    for (let row = 0; row < rows; ++row) sum += floats[start + row]!;
  }
  return sum;
}

function wordOf({words, plan}: Arena, number: number, field: (typeof STEP)[number][0]): number {
  return words[addressOf(plan, number) / 4 + placeOf(STEP, field)]!;
}

function addressOf({steps, stepBytes, slots}: Arena['plan'], number: number): number {
  return steps + (number % slots) * stepBytes;
}
