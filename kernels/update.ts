import {addDense, addWeighted} from './add';
import {centerTile} from './centering';
import {reportBroken} from './control';
import {Flag, isReal} from './flags';
import {BLOCK, plan, ROW_BYTES, seenData, step, visibleUnits} from './plan';
import {Form, formOfData} from './product';
import {spreadTile} from './variance';

/**
 * Moves the weights between a block of hidden units and blocks of visible ones, from `first` to `last`, along
 * `positive / rows - negative / negativeRows`.
 */
export function updateWeights(hidden: u32, first: u32, last: u32, flags: u32, scratch: usize): void {
  const block = hidden * plan.capacity * ROW_BYTES;
  const isDataDense = formOfData(step.rows) == Form.dense;
  const isShifted = plan.hasCommonValues != 0 && !isDataDense;
  const hasRest = isShifted || step.l1 != 0 || step.sparsityCost != 0;
  for (let visible = first; visible < last; ++visible) {
    memory.fill(scratch, 0, BLOCK * ROW_BYTES);
    if (isReal(flags)) {
      addDenseColumns(scratch, plan.visible + visible * ROW_BYTES, plan.negativeHidden + block, step.negativeRows);
      scale(scratch, -f32(step.rows) / f32(step.negativeRows));
    }
    if (isDataDense) addDenseColumns(scratch, seenData() + visible * ROW_BYTES, plan.positiveHidden + block, step.rows);
    addListedColumns(scratch, visible * BLOCK, plan.positiveHidden + block, isDataDense, flags);
    const place = (hidden * visibleUnits() + visible * BLOCK) * ROW_BYTES;
    if (plan.learnsVariance) spreadTile(scratch, place, hidden, visible, isShifted);
    if (hasRest) addRest(scratch, place, visible * BLOCK, hidden * ROW_BYTES, isShifted);
    if (flags & Flag.centered) centerTile(scratch, place, hidden, visible);
    apply(scratch, place);
  }
}

/** Adds a block of visible units times one of hidden units, summed over rows. */
function addDenseColumns(out: usize, visible: usize, hidden: usize, rows: u32): void {
  addDense(out, BLOCK, visible, 4, visibleUnits() * 4, hidden, rows);
}

/** Adds what the lists say of a block of visible units. */
function addListedColumns(out: usize, firstUnit: u32, hidden: usize, isDataDense: bool, flags: u32): void {
  const hasNegative = !isReal(flags);
  if (isDataDense && !hasNegative) return;
  for (let unit = firstUnit; unit < firstUnit + BLOCK; ++unit, out += ROW_BYTES) {
    const dataCount = load<u32>(plan.dataColumnCounts + unit * 4);
    const first = isDataDense ? dataCount : 0;
    const last = hasNegative ? dataCount + load<u32>(plan.columnCounts + unit * 4) : dataCount;
    const list = (unit * plan.capacity * 2 + first) * 4;
    addWeighted(out, hidden, plan.columnOffsets + list, plan.columnFactors + list, last - first);
  }
}

function scale(values: usize, factor: f32): void {
  for (const end = values + BLOCK * ROW_BYTES; values < end; values += 16) {
    v128.store(values, f32x4.mul(v128.load(values), f32x4.splat(factor)));
  }
}

/**
 * Adds to the sum of the gradient of 32 x 32 weights over the rows what the lists leave out, a common value's part, and what the L1
 * penalty and the sparsity target ask for.
 */
function addRest(sum: usize, place: u32, firstUnit: u32, hiddenPlace: u32, isShifted: bool): void {
  const zero = f32x4.splat(0);
  const rows = f32x4.splat(f32(step.rows));
  const l1 = f32x4.splat(step.l1);
  for (let unit = firstUnit; unit < firstUnit + BLOCK; ++unit) {
    const mean = v128.load32_splat(plan.dataMeans + unit * 4);
    const offset = isShifted ? v128.load32_splat(plan.seenCommonValues + unit * 4) : zero;
    for (let byte: u32 = 0; byte < ROW_BYTES; byte += 16, place += 16, sum += 16) {
      const weights = v128.load(plan.weights + place);
      const decay = f32x4.sub(v128.and(f32x4.lt(weights, zero), l1), v128.and(f32x4.gt(weights, zero), l1));
      const pull = f32x4.mul(mean, v128.load(plan.sparsityGradient + hiddenPlace + byte));
      const part = f32x4.mul(offset, v128.load(plan.positiveMeans + hiddenPlace + byte));
      const rest = f32x4.add(f32x4.add(decay, pull), part);
      v128.store(sum, f32x4.add(v128.load(sum), f32x4.mul(rest, rows)));
    }
  }
}

/** Moves 32 x 32 weights along the sum of their gradient over the rows. */
function apply(sum: usize, place: u32): void {
  let weights = plan.weights + place;
  let velocities = plan.velocities + place;
  const factor = f32x4.splat(1 / f32(step.rows));
  const momentum = f32x4.splat(step.momentum);
  const rate = f32x4.splat(step.learningRate);
  const l2 = f32x4.splat(step.l2);
  // One NaN or infinity makes the total one.
  let total = f32x4.splat(0);
  for (const end = sum + BLOCK * ROW_BYTES; sum < end; sum += 64, weights += 64, velocities += 64) {
    const w0 = v128.load(weights), w1 = v128.load(weights, 16), w2 = v128.load(weights, 32), w3 = v128.load(weights, 48);
    const v0 = moveFour(v128.load(velocities), w0, v128.load(sum), factor, momentum, l2);
    const v1 = moveFour(v128.load(velocities, 16), w1, v128.load(sum, 16), factor, momentum, l2);
    const v2 = moveFour(v128.load(velocities, 32), w2, v128.load(sum, 32), factor, momentum, l2);
    const v3 = moveFour(v128.load(velocities, 48), w3, v128.load(sum, 48), factor, momentum, l2);
    v128.store(velocities, v0); v128.store(velocities, v1, 16);
    v128.store(velocities, v2, 32); v128.store(velocities, v3, 48);
    const m0 = f32x4.add(w0, f32x4.mul(v0, rate)), m1 = f32x4.add(w1, f32x4.mul(v1, rate));
    const m2 = f32x4.add(w2, f32x4.mul(v2, rate)), m3 = f32x4.add(w3, f32x4.mul(v3, rate));
    v128.store(weights, m0); v128.store(weights, m1, 16);
    v128.store(weights, m2, 32); v128.store(weights, m3, 48);
    total = f32x4.add(total, f32x4.add(f32x4.add(m0, m1), f32x4.add(m2, m3)));
  }
  reportBroken(f32x4.sub(total, total));
}

/** The velocities of four weights after a step. */
@inline
function moveFour(velocity: v128, weights: v128, sum: v128, factor: v128, momentum: v128, l2: v128): v128 {
  const gradient = f32x4.sub(f32x4.mul(sum, factor), f32x4.mul(l2, weights));
  return f32x4.add(f32x4.mul(velocity, momentum), gradient);
}
