import {BLOCK, plan, ROW_BYTES, seenData, step, visibleUnits} from './plan';

/** Returns the mean over rows of four columns. */
export function meanRows(rows: usize, count: u32, stride: u32): v128 {
  let sum = f32x4.splat(0);
  for (let row: u32 = 0; row < count; ++row) sum = f32x4.add(sum, v128.load(rows + row * stride));
  return f32x4.mul(sum, f32x4.splat(1 / f32(count)));
}

/** Lists the active units of each row, as offsets into a block. */
export function listRows(
  bits: usize, blocks: u32, first: u32, last: u32, counts: usize, offsets: usize,
): void {
  const stride = blocks * BLOCK * 4;
  for (let row = first; row < last; ++row) {
    let at = bits + row * blocks * 4;
    const start = offsets + row * stride;
    let to = start;
    for (let base: u32 = 0; base < blocks * BLOCK * ROW_BYTES; base += BLOCK * ROW_BYTES, at += 4) {
      for (let word = load<u32>(at); word != 0; word &= word - 1) {
        store<u32>(to, base + ctz(word) * ROW_BYTES);
        to += 4;
      }
    }
    store<u32>(counts + row * 4, u32(to - start) >> 2);
  }
}

/**
 * Lists the rows of the negative phase in which each unit of a block is active, behind those of the data: as offsets from the
 * block's means given the data, with the factor of their part of the gradient.
 */
export function listColumns(block: u32, rows: u32): void {
  const firstUnit = block * BLOCK;
  const stride = plan.capacity * 8;
  const toNegative = u32(plan.negativeHidden - plan.positiveHidden);
  const factor = -f32(step.rows) / f32(step.negativeRows);
  memory.fill(plan.columnCounts + firstUnit * 4, 0, BLOCK * 4);
  for (let row: u32 = 0; row < rows; ++row) {
    const offset = toNegative + row * ROW_BYTES;
    for (let word = load<u32>(plan.visibleBits + (row * plan.visibleBlocks + block) * 4); word != 0; word &= word - 1) {
      const unit = firstUnit + ctz(word);
      const count = load<u32>(plan.columnCounts + unit * 4);
      const to = unit * stride + (load<u32>(plan.dataColumnCounts + unit * 4) + count) * 4;
      store<u32>(plan.columnOffsets + to, offset);
      store<f32>(plan.columnFactors + to, factor);
      store<u32>(plan.columnCounts + unit * 4, count + 1);
    }
  }
}

/**
 * Lists the values of rows of the data that differ from the common values, as differences; makes bits of where they are, and finds
 * out whether all differences are binary.
 */
export function listDataRows(first: u32, last: u32): void {
  const units = visibleUnits();
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let row = first; row < last; ++row) {
    const data = seenData() + row * units * 4;
    let toBits = plan.dataBits + row * plan.visibleBlocks * 4;
    let toOffset = plan.dataRowOffsets + row * units * 4;
    let toValue = plan.dataRowValues + row * units * 4;
    const start = toOffset;
    let other = zero;
    for (let unit: u32 = 0; unit < units; unit += BLOCK, toBits += 4) {
      let bits: u32 = 0;
      for (let column: u32 = 0; column < BLOCK; column += 4) {
        const byte = (unit + column) * 4;
        const values = f32x4.sub(v128.load(data + byte), v128.load(plan.seenCommonValues + byte));
        const isNonZero = f32x4.ne(values, zero);
        other = v128.or(other, v128.and(isNonZero, f32x4.ne(values, one)));
        bits |= i32x4.bitmask(isNonZero) << column;
      }
      store<u32>(toBits, bits);
      for (; bits != 0; bits &= bits - 1) {
        const at = unit + ctz(bits);
        store<u32>(toOffset, at * ROW_BYTES);
        store<f32>(toValue, difference(data, plan.seenCommonValues, at));
        toOffset += 4;
        toValue += 4;
      }
    }
    store<u32>(plan.dataRowCounts + row * 4, u32(toOffset - start) >> 2);
    store<u32>(plan.dataRowIsBinary + row * 4, u32(!v128.any_true(other)));
  }
}

@inline
function difference(data: usize, common: usize, unit: u32): f32 {
  return load<f32>(data + unit * 4) - load<f32>(common + unit * 4);
}

@inline
function differing(data: usize, common: usize): u32 {
  return i32x4.bitmask(f32x4.ne(v128.load(data), v128.load(common)));
}

/**
 * Lists the rows in which each unit of a block of the data differs from its common value, as offsets into a block, and the
 * differences; and finds the means.
 */
export function listDataColumns(block: u32, rows: u32): void {
  const firstUnit = block * BLOCK;
  const stride = plan.capacity * 8;
  for (let byte: u32 = 0; byte < ROW_BYTES; byte += 16) {
    const mean = meanRows(seenData() + block * ROW_BYTES + byte, rows, visibleUnits() * 4);
    v128.store(plan.dataMeans + block * ROW_BYTES + byte, mean);
  }
  const common = plan.seenCommonValues + firstUnit * 4;
  const counts = plan.dataColumnCounts + firstUnit * 4;
  memory.fill(counts, 0, BLOCK * 4);
  let data = seenData() + firstUnit * 4;
  for (let row: u32 = 0; row < rows; ++row, data += visibleUnits() * 4) {
    // All 32 at once: each loop over bits ends with a surprise for the processor.
    let bits = differing(data, common);
    bits |= differing(data + 16, common + 16) << 4;
    bits |= differing(data + 32, common + 32) << 8;
    bits |= differing(data + 48, common + 48) << 12;
    bits |= differing(data + 64, common + 64) << 16;
    bits |= differing(data + 80, common + 80) << 20;
    bits |= differing(data + 96, common + 96) << 24;
    bits |= differing(data + 112, common + 112) << 28;
    for (; bits != 0; bits &= bits - 1) {
      const place = ctz(bits);
      const count = load<u32>(counts + place * 4);
      const to = (firstUnit + place) * stride + count * 4;
      store<u32>(plan.columnOffsets + to, row * ROW_BYTES);
      store<f32>(plan.columnFactors + to, difference(data, common, place));
      store<u32>(counts + place * 4, count + 1);
    }
  }
}
