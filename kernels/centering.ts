import {Flag} from './flags';
import {BLOCK, hiddenUnits, plan, ROW_BYTES, step, visibleUnits} from './plan';
import {addLanes} from './sums';

// The formulas are in `src/engine/tensor/centering.ts`.

/** Moves four centers to the means of the data, or of both phases. */
@inline
export function nextCenter(center: usize, positive: v128, negative: v128, flags: u32): void {
  const both = f32x4.mul(f32x4.add(positive, negative), f32x4.splat(0.5));
  const now = flags & Flag.average ? both : positive;
  const kept = f32x4.mul(v128.load(center), f32x4.splat(1 - step.centeringRate));
  v128.store(center, f32x4.add(kept, f32x4.mul(now, f32x4.splat(step.centeringRate))));
}

/**
 * Makes the gradient of 32 x 32 weights, summed over rows, that of a centered machine, and finds the tile's part of what that
 * does to the biases.
 *
 * @param place - Of the weights.
 */
export function centerTile(sum: usize, place: u32, hidden: u32, visible: u32): void {
  const rows = f32x4.splat(f32(step.rows));
  const factor = f32x4.splat(1 / f32(step.rows));
  const l2 = f32x4.splat(step.l2);
  const hiddenGradient = plan.hiddenGradient + hidden * ROW_BYTES;
  const hiddenCenter = plan.hiddenCenter + hidden * ROW_BYTES;
  const toHidden = plan.hiddenParts + (visible * hiddenUnits() + hidden * BLOCK) * 4;
  const toVisible = plan.visibleParts + (hidden * visibleUnits() + visible * BLOCK) * 4;
  const firstUnit = visible * BLOCK;
  let weights = plan.weights + place;
  memory.fill(toHidden, 0, ROW_BYTES);
  for (let unit: u32 = 0; unit < BLOCK; ++unit) {
    const gradient = v128.load32_splat(plan.visibleGradient + (firstUnit + unit) * 4);
    const center = v128.load32_splat(plan.visibleCenter + (firstUnit + unit) * 4);
    let part = f32x4.splat(0);
    for (let byte: u32 = 0; byte < ROW_BYTES; byte += 16, sum += 16, weights += 16) {
      const hiddenUnit = v128.load(hiddenCenter + byte);
      const shift = f32x4.add(
        f32x4.mul(center, v128.load(hiddenGradient + byte)),
        f32x4.mul(gradient, hiddenUnit),
      );
      const centered = f32x4.sub(v128.load(sum), f32x4.mul(shift, rows));
      v128.store(sum, centered);
      const direction = f32x4.sub(f32x4.mul(centered, factor), f32x4.mul(l2, v128.load(weights)));
      part = f32x4.add(part, f32x4.mul(direction, hiddenUnit));
      v128.store(toHidden + byte, f32x4.add(v128.load(toHidden + byte), f32x4.mul(center, direction)));
    }
    store<f32>(toVisible + unit * 4, addLanes(part));
  }
}

/** Subtracts the parts of a block of units, `[count]` rows of so many units, from what their biases' gradient is so far. */
export function sumParts(gradient: usize, parts: usize, count: u32, units: u32): void {
  for (let byte: u32 = 0; byte < ROW_BYTES; byte += 16) {
    let sum = f32x4.splat(0);
    for (let row: u32 = 0; row < count; ++row) sum = f32x4.add(sum, v128.load(parts + row * units * 4 + byte));
    v128.store(gradient + byte, f32x4.sub(v128.load(gradient + byte), sum));
  }
}
