import {plan, ROW_BYTES, step, visibleUnits} from './plan';

/** Shortens the weights of each of a block of hidden units to the longest norm that they may have. */
export function shorten(block: u32): void {
  const weights = plan.weights + block * visibleUnits() * ROW_BYTES;
  for (let byte: u32 = 0; byte < ROW_BYTES; byte += 32) shortenEight(weights + byte);
}

function shortenEight(weights: usize): void {
  const end = weights + visibleUnits() * ROW_BYTES;
  let low = f32x4.splat(0);
  let high = low;
  for (let at = weights; at < end; at += ROW_BYTES) {
    const a = v128.load(at), b = v128.load(at, 16);
    low = f32x4.add(low, f32x4.mul(a, a));
    high = f32x4.add(high, f32x4.mul(b, b));
  }
  const longest = f32x4.splat(step.maxNorm);
  const lowNorm = f32x4.sqrt(low), highNorm = f32x4.sqrt(high);
  if (!v128.any_true(v128.or(f32x4.gt(lowNorm, longest), f32x4.gt(highNorm, longest)))) return;
  const lowFactor = f32x4.div(longest, f32x4.max(lowNorm, longest));
  const highFactor = f32x4.div(longest, f32x4.max(highNorm, longest));
  for (let at = weights; at < end; at += ROW_BYTES) {
    v128.store(at, f32x4.mul(v128.load(at), lowFactor));
    v128.store(at, f32x4.mul(v128.load(at, 16), highFactor), 16);
  }
}
