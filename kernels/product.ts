import {addActive, addDense, addTabled, addWeighted} from './add';
import {BLOCK, plan, ROW_BYTES, visibleUnits} from './plan';

/** Share of bits set from which looking sums up is faster than adding the active rows: measured, see bench/README.md. */
const TABLED_DENSITY: f32 = 0.42;

/** As few rows as make the tables worth their sums. */
const TABLED_ROWS: u32 = 24;

/** Share of values that are not 0 from which the dense product is faster: measured, see bench/README.md. */
const DENSE_DENSITY: f32 = 0.7;

/** How a stage reads a layer's states. */
export const enum Form {
  active,
  tabled,
  weighted,
  dense,
}

function sum(counts: usize, rows: u32): u32 {
  let total: u32 = 0;
  for (let row: u32 = 0; row < rows; ++row) total += load<u32>(counts + row * 4);
  return total;
}

/**
 * Chooses how to multiply by binary states: the same choice for every thread and every slice of rows.
 *
 * @param counts - How many units of each row are active.
 */
export function formOfBits(counts: usize, rows: u32, units: u32): Form {
  const isDense = f32(sum(counts, rows)) >= f32(rows * units) * TABLED_DENSITY;
  return isDense && rows >= TABLED_ROWS ? Form.tabled : Form.active;
}

/** Chooses how to multiply by the data. */
export function formOfData(rows: u32): Form {
  const units = visibleUnits();
  if (sum(plan.dataRowIsBinary, rows) == rows) return formOfBits(plan.dataRowCounts, rows, units);
  return f32(sum(plan.dataRowCounts, rows)) >= f32(rows * units) * DENSE_DENSITY ? Form.dense : Form.weighted;
}

/** Adds states times a block of weights `[units][BLOCK]` to rows of the total inputs `[rows][BLOCK]`. */
export function addProduct(
  out: usize, form: Form, dense: usize, bits: usize, counts: usize, offsets: usize, values: usize,
  blocks: u32, source: usize, first: u32, last: u32, table: usize,
): void {
  const stride = blocks * BLOCK * 4;
  if (form == Form.tabled) {
    addTabled(
      out + first * ROW_BYTES, last - first, bits + first * blocks * 4, blocks * 4, source, blocks, table,
    );
  } else if (form == Form.dense) {
    const rows = (last - first + 3) & ~3;
    addDense(out + first * ROW_BYTES, rows, dense + first * stride, stride, 4, source, blocks * BLOCK);
  } else {
    for (let row = first; row < last; ++row) {
      const count = load<u32>(counts + row * 4);
      const to = out + row * ROW_BYTES;
      if (form == Form.active) addActive(to, source, offsets + row * stride, count);
      else addWeighted(to, source, offsets + row * stride, values + row * stride, count);
    }
  }
}
