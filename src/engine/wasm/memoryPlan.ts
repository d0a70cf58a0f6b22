import {PHASE_WORDS, STEP_WORDS} from './stepRecord.js';

/** Columns of a block of the wasm engine's matrices; the kernels' `BLOCK`. */
export const BLOCK = 32;

/** Bytes from one buffer's beginning to the next one's are a multiple of this: a line of the cache. */
const LINE = 64;

/** The sizes that decide how much memory is needed. */
export interface PlanArgs {
  numVisible: number;
  numHidden: number;
  /** Rows of the largest batch, or chains if there are more. */
  rows: number;
  threads: number;
  /** At most so many phases has a step. */
  phases: number;
  /** How many steps there is room for at once, an integer >= 1. */
  slots: number;
  /** Whether the hidden states are real numbers. */
  isHiddenReal: boolean;
  /** Whether the visible units have variances that are learned. */
  learnsVariance: boolean;
  /** Whether units are centred. @defaultValue false */
  isCentred?: boolean;
  /** Whether hidden units are left out. @defaultValue false */
  hasDropout?: boolean;
  /** Whether steps hand out the means of the hidden units. @defaultValue false */
  hasOutput?: boolean;
}

/**
 * The words of the kernels' `Plan`, in its order.
 *
 * Sizes and addresses: see `kernels/plan.ts` for what each buffer holds.
 */
interface MemoryPlan {
  threads: number;
  visibleBlocks: number;
  hiddenBlocks: number;
  capacity: number;
  slices: number;
  hasOffsets: number;
  learnsVariance: number;

  weights: number;
  velocities: number;
  transposed: number;
  visibleBias: number;
  visibleBiasVelocity: number;
  hiddenBias: number;
  hiddenBiasVelocity: number;
  oldVisibleBias: number;
  oldHiddenBias: number;
  logVariance: number;
  logVarianceVelocity: number;
  oldLogVariance: number;
  inverseVariance: number;
  visibleDeviation: number;
  hiddenDeviation: number;
  activity: number;
  sparsityGradient: number;
  dataMeans: number;
  offsets: number;
  seenOffsets: number;
  offsetInput: number;
  positiveMeans: number;
  visibleGradient: number;
  hiddenGradient: number;
  visibleCentre: number;
  hiddenCentre: number;
  visibleParts: number;
  hiddenParts: number;
  spreadParts: number;
  visibleMask: number;
  hiddenMask: number;

  visible: number;
  seenData: number;
  dataBits: number;
  visibleBits: number;
  hiddenBits: number;
  monitorBits: number;
  hidden: number;
  monitorHidden: number;
  dataKept: number;
  chainsKept: number;
  keptBits: number;
  positiveHidden: number;
  negativeHidden: number;
  visibleMeans: number;

  rowCounts: number;
  rowOffsets: number;
  dataRowCounts: number;
  dataRowOffsets: number;
  dataRowValues: number;
  dataRowIsBinary: number;
  columnOffsets: number;
  columnFactors: number;
  dataColumnCounts: number;
  columnCounts: number;
  scratch: number;
  scratchBytes: number;

  steps: number;
  stepBytes: number;
  slots: number;
  control: number;
}

/** Where everything is, and how many bytes that takes. */
export interface PlannedMemory {
  /** The address of the plan itself. */
  address: number;
  plan: MemoryPlan;
  slots: readonly Slot[];
  /** The address of the number of steps that are done. */
  done: number;
  bytes: number;
}

/** Addresses of what a step finds, and leaves. */
interface Slot {
  /** `[capacity][visible]` */
  data: number;
  /** `[visibleBlocks][capacity]` */
  errors: number;
  /** The means of the hidden units, `[capacity][hidden]`, or 0. */
  output: number;
}

/** A slice's work is at most so many multiplications, a few milliseconds, so that one thread can do it between two events. */
const SLICE = 2 ** 24;

/** Bytes of a thread's scratch: the tables of the kernels' `addTabled`. */
const SCRATCH_BYTES = 8 * 16 * BLOCK * 4;

/** Lays out the memory of the wasm engine. */
export function planMemory(args: PlanArgs): PlannedMemory {
  const {numVisible, numHidden, rows, threads, phases, slots} = args;
  const visibleBlocks = Math.ceil(numVisible / BLOCK);
  const hiddenBlocks = Math.ceil(numHidden / BLOCK);
  const [visible, hidden] = [visibleBlocks * BLOCK, hiddenBlocks * BLOCK];
  const capacity = 4 * Math.ceil(rows / 4);
  const work = Math.max(visible, hidden) * capacity * BLOCK;
  // Address 0 stays free, so that an address that was never set shows.
  let bytes = LINE;
  const take = (words: number): number => {
    const address = bytes;
    bytes += LINE * Math.ceil((4 * words) / LINE);
    return address;
  };
  /** Address 0 where a buffer is not used. */
  const takeIf = (isUsed: boolean | undefined, words: number): number => (isUsed ? take(words) : 0);
  const offsets = take(visible);
  const stepWords = STEP_WORDS + PHASE_WORDS * phases;
  const plan: MemoryPlan = {
    threads,
    visibleBlocks,
    hiddenBlocks,
    capacity,
    slices: Math.max(8, Math.ceil(work / SLICE)),
    hasOffsets: 0,
    learnsVariance: args.learnsVariance ? 1 : 0,

    weights: take(visible * hidden),
    velocities: take(visible * hidden),
    transposed: take(visible * hidden),
    visibleBias: take(visible),
    visibleBiasVelocity: take(visible),
    hiddenBias: take(hidden),
    hiddenBiasVelocity: take(hidden),
    oldVisibleBias: take(visible),
    oldHiddenBias: take(hidden),
    logVariance: take(visible),
    logVarianceVelocity: take(visible),
    oldLogVariance: take(visible),
    inverseVariance: take(visible),
    visibleDeviation: take(visible),
    hiddenDeviation: take(hidden),
    activity: take(hidden),
    sparsityGradient: take(hidden),
    dataMeans: take(visible),
    offsets,
    seenOffsets: args.learnsVariance ? take(visible) : offsets,
    offsetInput: take(hidden),
    positiveMeans: take(hidden),
    visibleGradient: take(visible),
    hiddenGradient: take(hidden),
    visibleCentre: take(visible),
    hiddenCentre: take(hidden),
    visibleParts: takeIf(args.isCentred, hiddenBlocks * visible),
    hiddenParts: takeIf(args.isCentred, visibleBlocks * hidden),
    spreadParts: takeIf(args.learnsVariance, hiddenBlocks * visible),
    visibleMask: take(visible),
    hiddenMask: take(hidden),

    visible: take(capacity * visible),
    seenData: takeIf(args.learnsVariance, capacity * visible),
    dataBits: take(capacity * visibleBlocks),
    visibleBits: take(capacity * visibleBlocks),
    hiddenBits: take(capacity * hiddenBlocks),
    monitorBits: take(capacity * hiddenBlocks),
    hidden: takeIf(args.isHiddenReal, capacity * hidden),
    monitorHidden: takeIf(args.isHiddenReal, capacity * hidden),
    dataKept: takeIf(args.hasDropout, capacity * hiddenBlocks),
    chainsKept: takeIf(args.hasDropout, capacity * hiddenBlocks),
    keptBits: takeIf(args.hasDropout, capacity * hiddenBlocks),
    positiveHidden: take(capacity * hidden),
    negativeHidden: take(capacity * hidden),
    visibleMeans: take(capacity * visible),

    rowCounts: take(capacity),
    rowOffsets: take(capacity * Math.max(visible, hidden)),
    dataRowCounts: take(capacity),
    dataRowOffsets: take(capacity * visible),
    dataRowValues: take(capacity * visible),
    dataRowIsBinary: take(capacity),
    columnOffsets: take(2 * capacity * visible),
    columnFactors: take(2 * capacity * visible),
    dataColumnCounts: take(visible),
    columnCounts: take(visible),
    scratch: take((SCRATCH_BYTES / 4) * threads),
    scratchBytes: SCRATCH_BYTES,

    steps: take(slots * stepWords),
    stepBytes: 4 * stepWords,
    slots,
    control: take((LINE / 4) * (CONTROL_LINES + threads)),
  };
  const places = Array.from({length: slots}, () => ({
    data: take(capacity * visible),
    errors: take(capacity * visibleBlocks),
    output: takeIf(args.hasOutput, capacity * hidden),
  }));
  const done = take(1);
  const address = take(Object.keys(plan).length);
  return {address, plan, slots: places, done, bytes};
}

/** Words of the control block beyond those of each thread; each word has a line for itself. */
const CONTROL_LINES = 4;
