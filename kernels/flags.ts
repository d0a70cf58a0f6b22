import {plan} from './plan';

/** What a phase is to do beyond the conditional means. */
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
  summarise = 16,
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
  /** The biases move in a phase of their own, after the weights. */
  apart = 2048,
  /** The units are centred. */
  centred = 4096,
  /** The centres are averages of both phases, not of the data. */
  average = 8192,
}

/** Tells whether the negative phase shows real numbers to the hidden units, not states of one bit. */
// @ts-ignore: a decorator of AssemblyScript.
@inline
export function isReal(flags: u32): bool {
  return (flags & (Flag.gaussian | Flag.mean)) != 0;
}

/** Tells whether a phase leaves hidden units out. */
// @ts-ignore: a decorator of AssemblyScript.
@inline
export function leavesOut(flags: u32): bool {
  return (flags & (Flag.dropout | Flag.chainDropout)) != 0;
}

/** Where a phase finds the hidden units that it does not leave out, `[capacity][hiddenBlocks]`. */
export function keptUnits(flags: u32): usize {
  return flags & Flag.chainDropout ? plan.chainsKept : plan.dataKept;
}

/** Where a phase has the hidden states, in bits. */
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
