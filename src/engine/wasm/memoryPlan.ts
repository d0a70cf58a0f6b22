import {LOG_VARIANCES} from '../../energy/gaussian.js';
import {BLOCK, CLAIMED, LINE, PLAN, STAGE, STEP, TABLE_BYTES} from './generated/contract.js';
import type {RecordOf} from '../../kernelRecords.js';

/** The sizes that decide how much memory is needed. */
export interface PlanArgs {
  numVisible: number;
  numHidden: number;
  /** Rows of the largest batch, or chains if there are more. */
  rows: number;
  threads: number;
  /** A step has at most so many stages. */
  stages: number;
  /** How many steps there is room for at once, an integer >= 1. */
  slots: number;
  /** Whether the hidden states are real numbers. */
  isHiddenReal: boolean;
  /** Whether the visible units have variances that are learned. */
  learnsVariance: boolean;
  /** Whether units are centered. @defaultValue false */
  isCentered?: boolean;
  /** Whether hidden units are left out. @defaultValue false */
  hasDropout?: boolean;
  /** Whether steps hand out the means of the hidden units. @defaultValue false */
  hasOutput?: boolean;
}

/** Sizes and addresses: see `Plan` in `kernels/plan.ts` for what each buffer holds. */
type MemoryPlan = RecordOf<typeof PLAN>;

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

/** Lays out the memory of the wasm engine. */
export function planMemory(args: PlanArgs): PlannedMemory {
  const {numVisible, numHidden, rows, threads, stages, slots} = args;
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
  const commonValues = take(visible);
  const stepWords = STEP.length + STAGE.length * stages;
  const plan: MemoryPlan = {
    threads,
    visibleBlocks,
    hiddenBlocks,
    capacity,
    slices: Math.max(8, Math.ceil(work / SLICE)),
    hasCommonValues: 0,
    learnsVariance: args.learnsVariance ? 1 : 0,
    lowestLogVariance: LOG_VARIANCES.min,
    highestLogVariance: LOG_VARIANCES.max,

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
    commonValues,
    seenCommonValues: args.learnsVariance ? take(visible) : commonValues,
    commonInput: take(hidden),
    positiveMeans: take(hidden),
    visibleGradient: take(visible),
    hiddenGradient: take(hidden),
    visibleCenter: take(visible),
    hiddenCenter: take(hidden),
    visibleParts: takeIf(args.isCentered, hiddenBlocks * visible),
    hiddenParts: takeIf(args.isCentered, visibleBlocks * hidden),
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
    scratch: take((TABLE_BYTES / 4) * threads),
    scratchBytes: TABLE_BYTES,

    steps: take(slots * stepWords),
    stepBytes: 4 * stepWords,
    slots,
    control: take((CLAIMED + LINE * threads) / 4),
  };
  const places = Array.from({length: slots}, () => ({
    data: take(capacity * visible),
    errors: take(capacity * visibleBlocks),
    output: takeIf(args.hasOutput, capacity * hidden),
  }));
  const done = take(1);
  const address = take(PLAN.length);
  return {address, plan, slots: places, done, bytes};
}
