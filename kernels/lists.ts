import {BLOCK, plan, ROW_BYTES, step, visibleUnits} from './plan';

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

/** Lists the rows in which each unit of a block is active, as offsets into a block. */
export function listColumns(bits: usize, blocks: u32, block: u32, rows: u32, counts: usize, offsets: usize): void {
  const firstUnit = block * BLOCK;
  const stride = plan.capacity * 4;
  memory.fill(counts + firstUnit * 4, 0, BLOCK * 4);
  for (let row: u32 = 0; row < rows; ++row) {
    for (let word = load<u32>(bits + (row * blocks + block) * 4); word != 0; word &= word - 1) {
      const unit = firstUnit + ctz(word);
      const count = load<u32>(counts + unit * 4);
      store<u32>(offsets + unit * stride + count * 4, row * ROW_BYTES);
      store<u32>(counts + unit * 4, count + 1);
    }
  }
}

/** Lists the values that are not 0 in rows of the data, makes the rows' bits, and finds out whether all values are binary. */
export function listDataRows(first: u32, last: u32): void {
  const units = visibleUnits();
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let row = first; row < last; ++row) {
    const data = step.data + row * units * 4;
    let toBits = plan.dataBits + row * plan.visibleBlocks * 4;
    let toOffset = plan.dataRowOffsets + row * units * 4;
    let toValue = plan.dataRowValues + row * units * 4;
    const start = toOffset;
    let other = zero;
    for (let unit: u32 = 0; unit < units; unit += BLOCK, toBits += 4) {
      let bits: u32 = 0;
      for (let column: u32 = 0; column < BLOCK; column += 4) {
        const values = v128.load(data + (unit + column) * 4);
        const isNonZero = f32x4.ne(values, zero);
        other = v128.or(other, v128.and(isNonZero, f32x4.ne(values, one)));
        bits |= i32x4.bitmask(isNonZero) << column;
      }
      store<u32>(toBits, bits);
      for (; bits != 0; bits &= bits - 1) {
        const at = unit + ctz(bits);
        store<u32>(toOffset, at * ROW_BYTES);
        v128.store32_lane(toValue, v128.load32_zero(data + at * 4), 0);
        toOffset += 4;
        toValue += 4;
      }
    }
    store<u32>(plan.dataRowCounts + row * 4, u32(toOffset - start) >> 2);
    store<u32>(plan.dataRowIsBinary + row * 4, u32(!v128.any_true(other)));
  }
}

/** Lists the rows in which each unit of a block of the data is not 0, and its values. */
export function listDataColumns(block: u32, rows: u32): void {
  const firstUnit = block * BLOCK;
  const stride = plan.capacity * 4;
  const units = visibleUnits();
  memory.fill(plan.dataColumnCounts + firstUnit * 4, 0, BLOCK * 4);
  for (let row: u32 = 0; row < rows; ++row) {
    const data = step.data + (row * units + firstUnit) * 4;
    for (let column: u32 = 0; column < BLOCK; column += 4) {
      let bits = i32x4.bitmask(f32x4.ne(v128.load(data + column * 4), f32x4.splat(0)));
      for (; bits != 0; bits &= bits - 1) {
        const place = column + ctz(bits);
        const counter = plan.dataColumnCounts + (firstUnit + place) * 4;
        const count = load<u32>(counter);
        const to = (firstUnit + place) * stride + count * 4;
        store<u32>(plan.dataColumnOffsets + to, row * ROW_BYTES);
        store<f32>(plan.dataColumnValues + to, load<f32>(data + place * 4));
        store<u32>(counter, count + 1);
      }
    }
  }
}
