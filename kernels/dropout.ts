import {hiddenBits, keptUnits} from './flags';
import {plan, ROW_BYTES, step} from './plan';
import {sampleBinary} from './sample';

/**
 * Draws which hidden units rows from `first` to `last` keep.
 *
 * @param scratch - 256 bytes.
 */
export function drawKept(first: u32, last: u32, flags: u32, key0: u32, key1: u32, scratch: usize): void {
  const shares = scratch + ROW_BYTES;
  for (let byte: u32 = 0; byte < ROW_BYTES; byte += 16) v128.store(shares + byte, f32x4.splat(step.dropout));
  for (let row = first; row < last; ++row) {
    for (let block: u32 = 0; block < plan.hiddenBlocks; ++block) {
      const leftOut = sampleBinary(shares, key0, key1, row, block, scratch);
      store<u32>(keptUnits(flags) + (row * plan.hiddenBlocks + block) * 4, ~leftOut);
    }
  }
}

/** Finds the hidden states that are left of rows from `first` to `last`. */
export function keepStates(first: u32, last: u32, flags: u32): void {
  const blocks = plan.hiddenBlocks;
  for (let at = first * blocks * 4; at < last * blocks * 4; at += 4) {
    store<u32>(plan.keptBits + at, load<u32>(hiddenBits(flags) + at) & load<u32>(keptUnits(flags) + at));
  }
}

/** Turns the means of the units of a block that a row leaves out into 0. */
export function keepMeans(means: usize, row: u32, block: u32, flags: u32): void {
  const kept = load<u32>(keptUnits(flags) + (row * plan.hiddenBlocks + block) * 4);
  for (let leftOut = ~kept; leftOut != 0; leftOut &= leftOut - 1) store<f32>(means + ctz(leftOut) * 4, 0);
}
