import {reportBroken} from './control';
import {BLOCK, plan, ROW_BYTES, step, visibleUnits} from './plan';
import {exp4} from './sigmoid';
import {addLanes} from './sums';

// The formulas are in `src/energy/gaussian.ts`.

/** Finds a block's variances, and what the hidden units see of the data: them over the variance. */
export function seeData(block: u32, rows: u32): void {
  const place = block * ROW_BYTES;
  const stride = visibleUnits() * 4;
  for (let at = place; at < place + ROW_BYTES; at += 16) {
    const logVariance = v128.load(plan.logVariance + at);
    const inverse = exp4(f32x4.neg(logVariance));
    const deviation = exp4(f32x4.mul(logVariance, f32x4.splat(0.5)));
    v128.store(plan.inverseVariance + at, inverse);
    v128.store(plan.visibleDeviation + at, v128.and(deviation, v128.load(plan.visibleMask + at)));
    v128.store(plan.seenCommonValues + at, f32x4.mul(v128.load(plan.commonValues + at), inverse));
    for (let row: u32 = 0, to = at; row < rows; ++row, to += stride) {
      v128.store(plan.seenData + to, f32x4.mul(v128.load(step.data + to), inverse));
    }
  }
}

/** Turns a block of states into what the hidden units see of them. */
export function seeStates(states: usize, block: u32): void {
  const inverse = plan.inverseVariance + block * ROW_BYTES;
  for (let byte: u32 = 0; byte < ROW_BYTES; byte += 16) {
    v128.store(states + byte, f32x4.mul(v128.load(states + byte), v128.load(inverse + byte)));
  }
}

/**
 * Finds a tile's part of the gradient of the log-variances: the mean over rows of `seen(v) W h` is the sum of the weights times
 * the mean of `seen(v) h`, which is the gradient of the weights without penalties.
 *
 * @param sum - That gradient of 32 x 32 weights, summed over rows, less the offsets' part if `isShifted`.
 * @param place - Of the weights.
 */
export function spreadTile(sum: usize, place: u32, hidden: u32, visible: u32, isShifted: bool): void {
  const rows = f32(step.rows);
  const means = plan.positiveMeans + hidden * ROW_BYTES;
  const offsets = plan.seenCommonValues + visible * ROW_BYTES;
  const parts = plan.spreadParts + (hidden * visibleUnits() + visible * BLOCK) * 4;
  let weights = plan.weights + place;
  for (let unit: u32 = 0; unit < BLOCK; ++unit) {
    const offset = f32x4.splat(isShifted ? rows * load<f32>(offsets + unit * 4) : 0);
    let part = f32x4.splat(0);
    for (let byte: u32 = 0; byte < ROW_BYTES; byte += 16, sum += 16, weights += 16) {
      const gradient = f32x4.add(v128.load(sum), f32x4.mul(offset, v128.load(means + byte)));
      part = f32x4.add(part, f32x4.mul(gradient, v128.load(weights)));
    }
    store<f32>(parts + unit * 4, addLanes(part) / rows);
  }
}

/** Moves the log-variances of a block of visible units along their gradient, before their biases move. */
export function moveLogVariances(block: u32): void {
  const place = block * ROW_BYTES;
  const rate = step.learningRate * step.varianceRate;
  for (let at = place; at < place + ROW_BYTES; at += 16) {
    const bias = v128.load(plan.visibleBias + at);
    const inverse = v128.load(plan.inverseVariance + at);
    const variance = f32x4.div(f32x4.splat(1), inverse);
    const data = meanSquare(step.data + at, step.rows, f32x4.splat(1), bias);
    const model = meanSquare(plan.visible + at, step.negativeRows, variance, bias);
    let gradient = f32x4.mul(f32x4.sub(data, model), f32x4.mul(inverse, f32x4.splat(0.5)));
    for (let hidden: u32 = 0; hidden < plan.hiddenBlocks; ++hidden) {
      gradient = f32x4.sub(gradient, v128.load(plan.spreadParts + hidden * visibleUnits() * 4 + at));
    }
    const before = v128.load(plan.logVariance + at);
    v128.store(plan.oldLogVariance + at, before);
    const kept = f32x4.mul(v128.load(plan.logVarianceVelocity + at), f32x4.splat(step.momentum));
    const moved = f32x4.add(kept, gradient);
    v128.store(plan.logVarianceVelocity + at, moved);
    const after = f32x4.add(before, f32x4.mul(moved, f32x4.splat(rate)));
    const atLeast = f32x4.max(after, f32x4.splat(plan.lowestLogVariance));
    v128.store(plan.logVariance + at, f32x4.min(atLeast, f32x4.splat(plan.highestLogVariance)));
    reportBroken(f32x4.sub(after, after));
  }
}

/** The mean over rows of the squared distance of four columns, times a factor, from their biases. */
function meanSquare(rows: usize, count: u32, factor: v128, bias: v128): v128 {
  let sum = f32x4.splat(0);
  for (let row: u32 = 0; row < count; ++row, rows += visibleUnits() * 4) {
    const distance = f32x4.sub(f32x4.mul(v128.load(rows), factor), bias);
    sum = f32x4.add(sum, f32x4.mul(distance, distance));
  }
  return f32x4.mul(sum, f32x4.splat(1 / f32(count)));
}
