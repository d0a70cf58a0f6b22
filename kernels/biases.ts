import {nextCenter, sumParts} from './centering';
import {reportBroken} from './control';
import {Flag, isReal} from './flags';
import {meanRows} from './lists';
import {hiddenUnits, plan, ROW_BYTES, step, visibleUnits} from './plan';
import {moveLogVariances} from './variance';

/** Finds the means of a block of hidden units given the data, and what a sparsity target adds to their gradient. */
export function summarize(block: u32): void {
  const place = block * ROW_BYTES;
  for (let byte: u32 = 0; byte < ROW_BYTES; byte += 16) {
    const at = place + byte;
    const mean = meanRows(plan.positiveHidden + place * plan.capacity + byte, step.rows, ROW_BYTES);
    v128.store(plan.positiveMeans + at, mean);
    // Over the rows that do not leave the unit out.
    const active = f32x4.div(mean, f32x4.splat(1 - step.dropout));
    const activity = f32x4.add(
      f32x4.mul(v128.load(plan.activity + at), f32x4.splat(step.sparsityDecay)),
      f32x4.mul(active, f32x4.splat(1 - step.sparsityDecay)),
    );
    v128.store(plan.activity + at, activity);
    const distance = f32x4.sub(f32x4.splat(step.sparsityTarget), activity);
    const pull = v128.and(f32x4.mul(distance, f32x4.splat(step.sparsityCost)), v128.load(plan.hiddenMask + at));
    v128.store(plan.sparsityGradient + at, pull);
  }
}

/** Finds the gradient of the biases of a block of visible units, and their centers. */
export function findVisibleGradient(block: u32, flags: u32): void {
  const place = block * ROW_BYTES;
  const share: f32 = 1 / f32(step.negativeRows);
  for (let byte: u32 = 0; byte < ROW_BYTES; byte += 16) {
    const at = place + byte;
    const positive = v128.load(plan.dataMeans + at);
    const negative = isReal(flags)
      ? meanRows(plan.visible + at, step.negativeRows, visibleUnits() * 4)
      : f32x4.mul(f32x4.convert_i32x4_u(v128.load(plan.columnCounts + at)), f32x4.splat(share));
    v128.store(plan.visibleGradient + at, f32x4.sub(positive, negative));
    if (flags & Flag.centered) nextCenter(plan.visibleCenter + at, positive, negative, flags);
  }
}

/** Finds the gradient of the biases of a block of hidden units, and their centers. */
export function findHiddenGradient(block: u32, flags: u32): void {
  const place = block * ROW_BYTES;
  for (let byte: u32 = 0; byte < ROW_BYTES; byte += 16) {
    const at = place + byte;
    const positive = v128.load(plan.positiveMeans + at);
    const negative = meanRows(plan.negativeHidden + place * plan.capacity + byte, step.negativeRows, ROW_BYTES);
    const pull = v128.load(plan.sparsityGradient + at);
    v128.store(plan.hiddenGradient + at, f32x4.add(f32x4.sub(positive, negative), pull));
    if (flags & Flag.centered) nextCenter(plan.hiddenCenter + at, positive, negative, flags);
  }
}

/** Moves what belongs to each of a block of visible units, after their gradient has been found. */
export function moveVisible(block: u32, flags: u32): void {
  const place = block * ROW_BYTES;
  if (flags & Flag.centered) {
    sumParts(plan.visibleGradient + place, plan.visibleParts + place, plan.hiddenBlocks, visibleUnits());
  }
  if (plan.learnsVariance) moveLogVariances(block);
  moveBlock(place, plan.visibleBias, plan.visibleBiasVelocity, plan.oldVisibleBias, plan.visibleGradient);
}

/** Moves the biases of a block of hidden units, after their gradient has been found. */
export function moveHidden(block: u32, flags: u32): void {
  const place = block * ROW_BYTES;
  if (flags & Flag.centered) {
    sumParts(plan.hiddenGradient + place, plan.hiddenParts + place, plan.visibleBlocks, hiddenUnits());
  }
  moveBlock(place, plan.hiddenBias, plan.hiddenBiasVelocity, plan.oldHiddenBias, plan.hiddenGradient);
}

/** Moves a block of biases along their gradient, and keeps what they were. */
function moveBlock(place: u32, biases: usize, velocities: usize, old: usize, gradient: usize): void {
  for (let at = place; at < place + ROW_BYTES; at += 16) {
    const before = v128.load(biases + at);
    v128.store(old + at, before);
    const kept = f32x4.mul(v128.load(velocities + at), f32x4.splat(step.momentum));
    const moved = f32x4.add(kept, v128.load(gradient + at));
    const after = f32x4.add(before, f32x4.mul(moved, f32x4.splat(step.learningRate)));
    v128.store(velocities + at, moved);
    v128.store(biases + at, after);
    reportBroken(f32x4.sub(after, after));
  }
}
