/** Columns of a block: a matrix `[rows, N]` is kept as `[N / BLOCK][rows][BLOCK]`. */
@inline export const BLOCK: u32 = 32;

/** Bytes of one row of a block. */
@inline export const ROW_BYTES: u32 = 128;

/** Sizes of a machine, and the addresses of its buffers; written by `planMemory`. */
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
  /** Whether any of the common values is not 0. */
  hasCommonValues: u32;
  /** Whether the visible units have variances that are learned. */
  learnsVariance: u32;
  /** The bounds of a log-variance. */
  lowestLogVariance: f32;
  highestLogVariance: f32;

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
  /** The logarithms of the visible units' variances, where they are learned. */
  logVariance: usize;
  logVarianceVelocity: usize;
  oldLogVariance: usize;
  inverseVariance: usize;
  /** The standard deviation of each unit's states, 0 for a column beyond the last one. */
  visibleDeviation: usize;
  hiddenDeviation: usize;
  /** Decaying average of each hidden unit's mean, and what the sparsity target adds to its gradient. */
  activity: usize;
  sparsityGradient: usize;
  /** Means over the rows of the data. */
  dataMeans: usize;
  /** A value of each visible unit that most rows have; rows are listed by their differences from it. */
  commonValues: usize;
  /** The common values as the hidden units see them: over the variance. */
  seenCommonValues: usize;
  /** The hidden units' total inputs of a row of common values. */
  commonInput: usize;
  /** Means over the rows of the hidden units' means given the data. */
  positiveMeans: usize;
  /** The gradients of the biases, before they are those of a centered machine. */
  visibleGradient: usize;
  hiddenGradient: usize;
  /** What is subtracted from the units' states where they are centered. */
  visibleCenter: usize;
  hiddenCenter: usize;
  /** The weights' gradient times the other layer's centers, by block of the other layer: `[blocks][units]`. */
  visibleParts: usize;
  hiddenParts: usize;
  /** The weights times their gradient without penalties and centers, by block of hidden units: `[hiddenBlocks][visible]`. */
  spreadParts: usize;
  /** -1 for a unit, 0 for a column beyond the last one, `[blocks * BLOCK]`. */
  visibleMask: usize;
  hiddenMask: usize;

  /** What the hidden units see of the negative phase, and of the data where that is not the data: `[capacity][visible]`. */
  visible: usize;
  seenData: usize;
  /** One bit a unit, `[capacity][blocks]`. */
  dataBits: usize;
  visibleBits: usize;
  hiddenBits: usize;
  /** Hidden states that only make the reconstruction whose error is measured, where the others are those of the chains. */
  monitorBits: usize;
  /** The same states where they are real numbers, `[capacity][hidden]`. */
  hidden: usize;
  monitorHidden: usize;
  /** The hidden units that dropout leaves each row, and each chain; and those of them that are 1. */
  dataKept: usize;
  chainsKept: usize;
  keptBits: usize;
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

/** One training step, written before each by `writeStep`. */
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
  /** 0 where there is no average yet. */
  sparsityDecay: f32;
  /** 1 where there are no centers yet. */
  centeringRate: f32;
  /** Share of the hidden units to leave out, a multiple of 2^-24. */
  dropout: f32;
  maxNorm: f32;
  varianceRate: f32;
  /** Set by the threads when it would make a parameter NaN or infinite; the steps after it do nothing. */
  isBroken: u32;
  /** `[capacity][visible]` */
  data: usize;
  /** Squared errors of the reconstruction, `[visibleBlocks][capacity]`. */
  errors: usize;
  /** Means of the hidden units given the data, `[capacity][hidden]`, where they are asked for. */
  output: usize;
  /** How many stages follow. */
  stages: u32;
}

/** One stage of a step. */
@unmanaged
export class Stage {
  /** One of the constants in `stages.ts`. */
  kind: u32;
  /** How many rows. */
  rows: u32;
  /** Bits of the constants in `stages.ts`. */
  flags: u32;
  /** Stream of the stage's random numbers. */
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

/** The data as the hidden units see them, `[capacity][visible]`. */
@inline export function seenData(): usize {
  return plan.learnsVariance ? plan.seenData : step.data;
}

@inline export function visibleUnits(): u32 {
  return plan.visibleBlocks * BLOCK;
}

@inline export function hiddenUnits(): u32 {
  return plan.hiddenBlocks * BLOCK;
}
