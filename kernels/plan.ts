/** Columns of a block: a matrix `[rows, N]` is kept as `[N / BLOCK][rows][BLOCK]`. */
// @ts-ignore: a decorator of AssemblyScript.
@inline export const BLOCK: u32 = 32;

/** Bytes of one row of a block. */
// @ts-ignore: a decorator of AssemblyScript.
@inline export const ROW_BYTES: u32 = 128;

/** Sizes of a machine, and the addresses of its buffers; written by `memoryPlan.ts`, in the same order. */
@unmanaged
export class Plan {
  threads: u32;
  /** Blocks of visible and of hidden units; the last one's columns beyond the units are 0 everywhere. */
  visibleBlocks: u32;
  hiddenBlocks: u32;
  /** Rows that each buffer has room for, a multiple of 4. */
  capacity: u32;
  /** In how many slices of rows, or of visible units, a block's work is cut. */
  slices: u32;
  /** Whether any of the offsets is not 0. */
  hasOffsets: u32;

  /** `[hiddenBlocks][visible][BLOCK]` */
  weights: usize;
  velocities: usize;
  /** `[visibleBlocks][hidden][BLOCK]`: the weights before the last update, until the next reconstruction needs them. */
  transposed: usize;
  visibleBias: usize;
  visibleBiasVelocity: usize;
  hiddenBias: usize;
  hiddenBiasVelocity: usize;
  /** The biases before the last update. */
  oldVisibleBias: usize;
  oldHiddenBias: usize;
  /** Decaying average of each hidden unit's mean, and what the sparsity target adds to its gradient. */
  activity: usize;
  sparsityGradient: usize;
  /** Means over the rows of the data. */
  dataMeans: usize;
  /** A value of each visible unit that most rows have; rows are listed by their differences from it. */
  offsets: usize;
  /** The hidden units' total inputs of a row of offsets. */
  offsetInput: usize;
  /** Means over the rows of the hidden units' means given the data. */
  positiveMeans: usize;
  /** -1 for a unit, 0 for a column beyond the last one, `[blocks * BLOCK]`. */
  visibleMask: usize;
  hiddenMask: usize;

  /** `[capacity][visible]` */
  visible: usize;
  /** One bit a unit, `[capacity][blocks]`. */
  dataBits: usize;
  visibleBits: usize;
  hiddenBits: usize;
  /** Hidden states that only make the reconstruction whose error is measured, where the others are those of the chains. */
  monitorBits: usize;
  /** `[hiddenBlocks][capacity][BLOCK]`, each. */
  positiveHidden: usize;
  negativeHidden: usize;
  /** `[visibleBlocks][capacity][BLOCK]` */
  visibleMeans: usize;

  /** Lists of the active units of each row: counts, and offsets of rows in a block. */
  rowCounts: usize;
  rowOffsets: usize;
  dataRowCounts: usize;
  dataRowOffsets: usize;
  dataRowValues: usize;
  /** Whether each row of the data is binary. */
  dataRowIsBinary: usize;
  /** The list of each visible unit's column, `[visible][2 capacity]`: rows of the data first, then of the negative phase. */
  columnOffsets: usize;
  /** What the row's hidden means are multiplied by. */
  columnFactors: usize;
  /** How many rows of the data, and of the negative phase, it lists. */
  dataColumnCounts: usize;
  columnCounts: usize;
  /** One a thread. */
  scratch: usize;
  scratchBytes: u32;

  /** The records of so many steps in turn, and the meeting point of the threads. */
  steps: usize;
  stepBytes: u32;
  slots: u32;
  control: usize;
}

/** One training step, written before each by `stepRecord.ts`, in the same order. */
@unmanaged
export class Step {
  /** Rows of data, and of the negative phase: as many, or the number of chains. */
  rows: u32;
  negativeRows: u32;
  learningRate: f32;
  momentum: f32;
  l2: f32;
  l1: f32;
  sparsityCost: f32;
  sparsityTarget: f32;
  sparsityDecay: f32;
  /** Set by the first step of an engine. */
  isFirst: u32;
  /** Set by the threads when it would make a parameter NaN or infinite; the steps after it do nothing. */
  isBroken: u32;
  /** `[capacity][visible]` */
  data: usize;
  /** Squared errors of the reconstruction, `[visibleBlocks][capacity]`. */
  errors: usize;
  /** Means of the hidden units given the data, `[capacity][hidden]`, where they are asked for. */
  output: usize;
  /** How many phases follow. */
  phases: u32;
}

/** One phase of a step. */
@unmanaged
export class Phase {
  /** One of the constants in `phases.ts`. */
  kind: u32;
  /** How many rows. */
  rows: u32;
  /** Bits of the constants in `phases.ts`. */
  flags: u32;
  /** Stream of the phase's random numbers. */
  key0: u32;
  key1: u32;
}

export let plan: Plan = changetype<Plan>(0);
export let step: Step = changetype<Step>(0);

/** Says where the plan is; every thread calls it once. */
export function setPlan(address: usize): void {
  plan = changetype<Plan>(address);
}

/** Turns to the step of this number, counted from 0. */
export function setStep(number: u32): void {
  step = changetype<Step>(plan.steps + (number % plan.slots) * plan.stepBytes);
}

// @ts-ignore: a decorator of AssemblyScript.
@inline export function visibleUnits(): u32 {
  return plan.visibleBlocks * BLOCK;
}

// @ts-ignore: a decorator of AssemblyScript.
@inline export function hiddenUnits(): u32 {
  return plan.hiddenBlocks * BLOCK;
}
