import type {StepArgs} from '../Engine.js';
import type {WasmMemory} from './WasmMemory.js';

/** Words of the record of a step before its phases: `Step` in `kernels/plan.ts`. */
export const STEP_WORDS = 18;

/** Words of a phase's record: `Phase` in `kernels/plan.ts`. */
export const PHASE_WORDS = 5;

/** The places of words in the record of a step. */
const WORD = {rows: 0, learningRate: 2, isBroken: 13, phases: 17};

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
  /** Of `stepPhases`. */
  phases: readonly number[][];
}

/** Writes the record of the step of this number, counted from 0. */
export function writeStep({floats, words, plan, slots}: WasmMemory, number: number, args: StepRecord): void {
  const {rows, negativeRows, learningRate, momentum, weightDecay, l1Decay, phases} = args;
  const {sparsity, centering, maxNorm = 0, varianceRate} = args;
  const {target = 0, decay} = sparsity;
  const cost = sparsity.target === undefined ? 0 : sparsity.cost;
  // A draw, of 24 bits, is below the share if it is below the next multiple of 2^-24, which a float holds.
  const dropout = Math.ceil(args.dropout * 2 ** 24) / 2 ** 24;
  const start = stepWord(plan, number);
  const {data, errors, output} = slots[number % plan.slots]!;
  words.set([rows, negativeRows], start + WORD.rows);
  floats.set(
    [
      ...[learningRate, momentum, weightDecay, l1Decay, cost, target, decay],
      ...[centering.rate, dropout, maxNorm, varianceRate],
    ],
    start + WORD.learningRate,
  );
  words.set([0, data, errors, output, phases.length], start + WORD.isBroken);
  words.set(phases.flat(), start + STEP_WORDS);
}

/** Returns how many phases a step has. */
export function countPhases({words, plan}: WasmMemory, number: number): number {
  return words[stepWord(plan, number) + WORD.phases]!;
}

/** Tells whether a step would have made a parameter NaN or infinite. */
export function isBroken({words, plan}: WasmMemory, number: number): boolean {
  return words[stepWord(plan, number) + WORD.isBroken] !== 0;
}

/** Returns the sum of the squared errors of a step's first rows. */
export function sumErrors({floats, plan, slots}: WasmMemory, number: number, rows: number): number {
  const {errors} = slots[number % plan.slots]!;
  let sum = 0;
  for (let block = 0; block < plan.visibleBlocks; ++block) {
    const start = errors / 4 + block * plan.capacity;
    for (let row = 0; row < rows; ++row) sum += floats[start + row]!;
  }
  return sum;
}

function stepWord({steps, stepBytes, slots}: WasmMemory['plan'], number: number): number {
  return (steps + (number % slots) * stepBytes) / 4;
}
