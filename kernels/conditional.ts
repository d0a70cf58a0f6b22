import {keepMeans} from './dropout';
import {Flag, hiddenBits, hiddenStates, isReal, leavesOut, seenHiddenBits} from './flags';
import {BLOCK, hiddenUnits, plan, ROW_BYTES, seenData, step, visibleUnits} from './plan';
import {addProduct, Form, formOfBits, formOfData} from './product';
import {sampleBinary, sampleNormal} from './sample';
import {sigmoid16} from './sigmoid';
import {addLanes} from './sums';
import {seeStates} from './variance';

/** Chooses how to multiply by the visible states of the negative phase. */
export function formOfVisible(rows: u32, flags: u32): Form {
  return isReal(flags) ? Form.dense : formOfBits(plan.rowCounts, rows, visibleUnits());
}

/** Chooses how to multiply by the hidden states. */
export function formOfHidden(rows: u32, flags: u32): Form {
  return flags & Flag.gaussianHidden ? Form.dense : formOfBits(plan.rowCounts, rows, hiddenUnits());
}

/** Fills rows of a block with copies of one row. */
function fillRows(out: usize, row: usize, first: u32, last: u32): void {
  const end = out + last * ROW_BYTES;
  for (let to = out + first * ROW_BYTES; to < end; to += ROW_BYTES) {
    for (let byte: u32 = 0; byte < ROW_BYTES; byte += 16) v128.store(to + byte, v128.load(row + byte));
  }
}

/** Turns total inputs into the means of binary units, and those beyond the last one into 0. */
function takeSigmoid(block: usize, mask: usize, first: u32, last: u32): void {
  const end = block + last * ROW_BYTES;
  for (let to = block + first * ROW_BYTES; to < end; to += ROW_BYTES) {
    for (let byte: u32 = 0; byte < ROW_BYTES; byte += 64) sigmoid16(to + byte, mask + byte);
  }
}

/** Finds the total inputs of a block of hidden units when every visible unit has its common value. */
export function findCommonInput(block: u32): void {
  const out = plan.commonInput + block * ROW_BYTES;
  memory.copy(out, plan.hiddenBias + block * ROW_BYTES, ROW_BYTES);
  if (!plan.hasCommonValues) return;
  let weights = plan.weights + block * visibleUnits() * ROW_BYTES;
  for (let unit: u32 = 0; unit < visibleUnits(); ++unit, weights += ROW_BYTES) {
    const common = v128.load32_splat(plan.seenCommonValues + unit * 4);
    for (let byte: u32 = 0; byte < ROW_BYTES; byte += 16) {
      v128.store(out + byte, f32x4.add(v128.load(out + byte), f32x4.mul(common, v128.load(weights + byte))));
    }
  }
}

/** Means of a block of hidden units given the data or the reconstruction, for rows from `first` to `last`, and their states. */
export function hiddenGivenVisible(
  isData: bool, block: u32, first: u32, last: u32, rows: u32, flags: u32, key0: u32, key1: u32, scratch: usize,
): void {
  const out = (isData ? plan.positiveHidden : plan.negativeHidden) + block * plan.capacity * ROW_BYTES;
  const weights = plan.weights + block * visibleUnits() * ROW_BYTES;
  const place = block * ROW_BYTES;
  if (isData) {
    const form = formOfData(rows);
    fillRows(out, (form == Form.dense ? plan.hiddenBias : plan.commonInput) + place, first, last);
    addProduct(
      out, form, seenData(), plan.dataBits, plan.dataRowCounts, plan.dataRowOffsets,
      plan.dataRowValues, plan.visibleBlocks, weights, first, last, scratch,
    );
  } else {
    fillRows(out, plan.hiddenBias + place, first, last);
    addProduct(
      out, formOfVisible(rows, flags), plan.visible, plan.visibleBits, plan.rowCounts, plan.rowOffsets, 0,
      plan.visibleBlocks, weights, first, last, scratch,
    );
  }
  if (!(flags & Flag.gaussianHidden)) takeSigmoid(out, plan.hiddenMask + place, first, last);
  if (flags & Flag.output) {
    const to = step.output + place;
    for (let row = first; row < last; ++row) {
      memory.copy(to + row * hiddenUnits() * 4, out + row * ROW_BYTES, ROW_BYTES);
    }
  }
  if (flags & Flag.sample) sampleHidden(out, block, first, last, flags, key0, key1, scratch);
  if (!leavesOut(flags)) return;
  for (let row = first; row < last; ++row) keepMeans(out + row * ROW_BYTES, row, block, flags);
}

/** Draws the states of a block of hidden units from their means. */
function sampleHidden(
  means: usize, block: u32, first: u32, last: u32, flags: u32, key0: u32, key1: u32, scratch: usize,
): void {
  for (let row = first; row < last; ++row) {
    const from = means + row * ROW_BYTES;
    if (flags & Flag.gaussianHidden) {
      const to = hiddenStates(flags) + (row * hiddenUnits() + block * BLOCK) * 4;
      sampleNormal(to, from, plan.hiddenDeviation + block * ROW_BYTES, key0, key1, row, block, scratch);
    } else {
      const bits = sampleBinary(from, key0, key1, row, block, scratch);
      store<u32>(hiddenBits(flags) + (row * plan.hiddenBlocks + block) * 4, bits);
    }
  }
}

/** Means of a block of visible units given the hidden states, for rows from `first` to `last`, and their states. */
export function visibleGivenHidden(
  block: u32, first: u32, last: u32, rows: u32, flags: u32, key0: u32, key1: u32, scratch: usize,
): void {
  const out = plan.visibleMeans + block * plan.capacity * ROW_BYTES;
  fillRows(out, plan.visibleBias + block * ROW_BYTES, first, last);
  addProduct(
    out, formOfHidden(rows, flags), hiddenStates(flags), seenHiddenBits(flags), plan.rowCounts,
    plan.rowOffsets, 0, plan.hiddenBlocks, plan.transposed + block * hiddenUnits() * ROW_BYTES, first, last, scratch,
  );
  if (!(flags & Flag.gaussian)) takeSigmoid(out, plan.visibleMask + block * ROW_BYTES, first, last);
  for (let row = first; row < last; ++row) {
    const means = out + row * ROW_BYTES;
    const place = (row * visibleUnits() + block * BLOCK) * 4;
    if (flags & Flag.error) {
      const error = squaredError(means, step.data + place);
      store<f32>(step.errors + (block * plan.capacity + row) * 4, error);
    }
    if (!(flags & Flag.sample)) continue;
    if (!isReal(flags)) {
      const bits = sampleBinary(means, key0, key1, row, block, scratch);
      store<u32>(plan.visibleBits + (row * plan.visibleBlocks + block) * 4, bits);
      continue;
    }
    const states = plan.visible + place;
    const deviations = plan.visibleDeviation + block * ROW_BYTES;
    if (flags & Flag.mean) memory.copy(states, means, ROW_BYTES);
    else sampleNormal(states, means, deviations, key0, key1, row, block, scratch);
    if (plan.learnsVariance) seeStates(states, block);
  }
}

function squaredError(a: usize, b: usize): f32 {
  let sum = f32x4.splat(0);
  for (const end = a + ROW_BYTES; a < end; a += 16, b += 16) {
    const difference = f32x4.sub(v128.load(a), v128.load(b));
    sum = f32x4.add(sum, f32x4.mul(difference, difference));
  }
  return addLanes(sum);
}

/** Copies the weights of a block of visible units into the transposed matrix, a tile of 4 x 4 at a time. */
export function transposeBlock(block: u32): void {
  const to = plan.transposed + block * hiddenUnits() * ROW_BYTES;
  for (let hidden: u32 = 0; hidden < plan.hiddenBlocks; ++hidden) {
    const from = plan.weights + (hidden * visibleUnits() + block * BLOCK) * ROW_BYTES;
    const tile = to + hidden * BLOCK * ROW_BYTES;
    for (let i: u32 = 0; i < BLOCK; i += 4) {
      for (let j: u32 = 0; j < BLOCK; j += 4) transposeTile(from + i * ROW_BYTES + j * 4, tile + j * ROW_BYTES + i * 4);
    }
  }
}

@inline
function transposeTile(from: usize, to: usize): void {
  const a = v128.load(from), b = v128.load(from, 128), c = v128.load(from, 256), d = v128.load(from, 384);
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const AB = v128.shuffle<i32>(a, b, 2, 6, 3, 7), CD = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(to, v128.shuffle<i64>(ab, cd, 1, 3), 128);
  v128.store(to, v128.shuffle<i64>(AB, CD, 0, 2), 256);
  v128.store(to, v128.shuffle<i64>(AB, CD, 1, 3), 384);
}
