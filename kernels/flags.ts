import {plan} from './plan';

/** What a stage is to do beyond the conditional means. */
export const enum Flag {
  /** Draw states. */
  sample = 1,
  /** The visible units are Gaussian. */
  gaussian = 2,
  /** The visible units show their means to the hidden ones. */
  mean = 4,
  /** Measure the error of the reconstruction. */
  error = 8,
  /** Sum the hidden units' means given the data up. */
  summarize = 16,
  /** Keep the hidden states apart from those of the chains. */
  monitor = 32,
  /** Hand out the means of the hidden units. */
  output = 64,
  /** List the columns of the visible states too. */
  columns = 128,
  /** The hidden units are Gaussian. */
  gaussianHidden = 256,
  /** Leave out the hidden units that dropout leaves out of the rows of the data. */
  dropout = 512,
  /** Leave out those that it leaves out of the chains. */
  chainDropout = 1024,
  /** The biases move in a stage of their own, after the weights. */
  apart = 2048,
  /** The units are centered. */
  centered = 4096,
  /** The centers are averages of both phases, not of the data. */
  average = 8192,
}

/** Tells whether the negative phase shows real numbers to the hidden units, not states of one bit. */
@inline
export function isReal(flags: u32): bool {
  return (flags & (Flag.gaussian | Flag.mean)) != 0;
}

/** Tells whether a stage leaves hidden units out. */
@inline
export function leavesOut(flags: u32): bool {
  return (flags & (Flag.dropout | Flag.chainDropout)) != 0;
}

/** Where a stage finds the hidden units that it does not leave out, `[capacity][hiddenBlocks]`. */
export function keptUnits(flags: u32): usize {
  return flags & Flag.chainDropout ? plan.chainsKept : plan.dataKept;
}

/** Where a stage has the hidden states, in bits. */
export function hiddenBits(flags: u32): usize {
  return flags & Flag.monitor ? plan.monitorBits : plan.hiddenBits;
}

/** Where it has them in real numbers. */
export function hiddenStates(flags: u32): usize {
  return flags & Flag.monitor ? plan.monitorHidden : plan.hidden;
}

/** Where it has those that the visible units see, in bits. */
export function seenHiddenBits(flags: u32): usize {
  return leavesOut(flags) ? plan.keptBits : hiddenBits(flags);
}
