import {BLOCK, ROW_BYTES} from './plan';

/**
 * Adds rows of a block to one row, `out += sum of source[offset] over a list`: a product with a sparse binary matrix.
 */
export function addActive(out: usize, source: usize, offsets: usize, count: u32): void {
  let a0 = v128.load(out), a1 = v128.load(out, 16), a2 = v128.load(out, 32), a3 = v128.load(out, 48);
  let a4 = v128.load(out, 64), a5 = v128.load(out, 80), a6 = v128.load(out, 96), a7 = v128.load(out, 112);
  for (const end = offsets + (count << 2); offsets < end; offsets += 4) {
    const row = source + load<u32>(offsets);
    a0 = f32x4.add(a0, v128.load(row));
    a1 = f32x4.add(a1, v128.load(row, 16));
    a2 = f32x4.add(a2, v128.load(row, 32));
    a3 = f32x4.add(a3, v128.load(row, 48));
    a4 = f32x4.add(a4, v128.load(row, 64));
    a5 = f32x4.add(a5, v128.load(row, 80));
    a6 = f32x4.add(a6, v128.load(row, 96));
    a7 = f32x4.add(a7, v128.load(row, 112));
  }
  v128.store(out, a0); v128.store(out, a1, 16); v128.store(out, a2, 32); v128.store(out, a3, 48);
  v128.store(out, a4, 64); v128.store(out, a5, 80); v128.store(out, a6, 96); v128.store(out, a7, 112);
}

/** Adds rows of a block times their values to one row: a product with a sparse matrix. */
export function addWeighted(out: usize, source: usize, offsets: usize, values: usize, count: u32): void {
  let a0 = v128.load(out), a1 = v128.load(out, 16), a2 = v128.load(out, 32), a3 = v128.load(out, 48);
  let a4 = v128.load(out, 64), a5 = v128.load(out, 80), a6 = v128.load(out, 96), a7 = v128.load(out, 112);
  const end = offsets + (count << 2);
  for (; offsets < end; offsets += 4, values += 4) {
    const row = source + load<u32>(offsets);
    const value = v128.load32_splat(values);
    a0 = f32x4.add(a0, f32x4.mul(value, v128.load(row)));
    a1 = f32x4.add(a1, f32x4.mul(value, v128.load(row, 16)));
    a2 = f32x4.add(a2, f32x4.mul(value, v128.load(row, 32)));
    a3 = f32x4.add(a3, f32x4.mul(value, v128.load(row, 48)));
    a4 = f32x4.add(a4, f32x4.mul(value, v128.load(row, 64)));
    a5 = f32x4.add(a5, f32x4.mul(value, v128.load(row, 80)));
    a6 = f32x4.add(a6, f32x4.mul(value, v128.load(row, 96)));
    a7 = f32x4.add(a7, f32x4.mul(value, v128.load(row, 112)));
  }
  v128.store(out, a0); v128.store(out, a1, 16); v128.store(out, a2, 32); v128.store(out, a3, 48);
  v128.store(out, a4, 64); v128.store(out, a5, 80); v128.store(out, a6, 96); v128.store(out, a7, 112);
}

/** As many terms at a time as keep their rows of a block in the first cache: 16 KB. */
const TERMS: u32 = 128;

/**
 * Adds a dense product to rows of a block, `out[r] += sum of a[r, k] source[k]`, four rows and eight columns at a time.
 *
 * @param rows - A multiple of 4.
 * @param rowStride - Bytes from a[r, k] to a[r + 1, k].
 * @param termStride - Bytes from a[r, k] to a[r, k + 1].
 */
export function addDense(
  out: usize, rows: u32, a: usize, rowStride: u32, termStride: u32, source: usize, terms: u32,
): void {
  for (let first: u32 = 0; first < terms; first += TERMS) {
    const count = min(TERMS, terms - first);
    for (let row: u32 = 0; row < rows; row += 4) {
      const factors = a + row * rowStride + first * termStride;
      for (let column: u32 = 0; column < ROW_BYTES; column += 32) {
        addTile(
          out + row * ROW_BYTES + column, factors, rowStride, termStride, source + first * ROW_BYTES + column, count,
        );
      }
    }
  }
}

@inline
function addTile(out: usize, a: usize, rowStride: u32, termStride: u32, source: usize, terms: u32): void {
  let a00 = v128.load(out), a01 = v128.load(out, 16);
  let a10 = v128.load(out, 128), a11 = v128.load(out, 144);
  let a20 = v128.load(out, 256), a21 = v128.load(out, 272);
  let a30 = v128.load(out, 384), a31 = v128.load(out, 400);
  let f0 = a, f1 = a + rowStride, f2 = f1 + rowStride, f3 = f2 + rowStride;
  for (const end = source + terms * ROW_BYTES; source < end; source += ROW_BYTES) {
    const s0 = v128.load(source), s1 = v128.load(source, 16);
    let factor = v128.load32_splat(f0);
    a00 = f32x4.add(a00, f32x4.mul(factor, s0));
    a01 = f32x4.add(a01, f32x4.mul(factor, s1));
    factor = v128.load32_splat(f1);
    a10 = f32x4.add(a10, f32x4.mul(factor, s0));
    a11 = f32x4.add(a11, f32x4.mul(factor, s1));
    factor = v128.load32_splat(f2);
    a20 = f32x4.add(a20, f32x4.mul(factor, s0));
    a21 = f32x4.add(a21, f32x4.mul(factor, s1));
    factor = v128.load32_splat(f3);
    a30 = f32x4.add(a30, f32x4.mul(factor, s0));
    a31 = f32x4.add(a31, f32x4.mul(factor, s1));
    f0 += termStride; f1 += termStride; f2 += termStride; f3 += termStride;
  }
  v128.store(out, a00); v128.store(out, a01, 16);
  v128.store(out, a10, 128); v128.store(out, a11, 144);
  v128.store(out, a20, 256); v128.store(out, a21, 272);
  v128.store(out, a30, 384); v128.store(out, a31, 400);
}

/** Bytes of the tables that `addTabled` needs: 8 groups of 4 terms, 16 sums each. */
export const TABLE_BYTES: u32 = 8 * 16 * ROW_BYTES;

/**
 * Adds a product with a binary matrix that is not sparse to rows of a block.
 *
 * For each four terms the sums of all 16 subsets are made once, and looked up for every row ("the method of four
 * Russians", Arlazarov et al. 1970): the work does not depend on how many bits are set.
 *
 * @param bits - One bit a term, `[rows][bitStride / 4]`.
 * @param words - 32-bit words of terms.
 */
export function addTabled(
  out: usize, rows: u32, bits: usize, bitStride: u32, source: usize, words: u32, table: usize,
): void {
  for (let word: u32 = 0; word < words; ++word) {
    fillTables(table, source + word * BLOCK * ROW_BYTES);
    let row = out;
    const end = out + rows * ROW_BYTES;
    for (let at = bits + (word << 2); row < end; at += bitStride, row += ROW_BYTES) {
      const pattern = load<u32>(at);
      if (pattern == 0) continue;
      addLookedUp(row, pattern, table);
    }
  }
}

@inline
function addLookedUp(out: usize, pattern: u32, table: usize): void {
  let a0 = v128.load(out), a1 = v128.load(out, 16), a2 = v128.load(out, 32), a3 = v128.load(out, 48);
  let a4 = v128.load(out, 64), a5 = v128.load(out, 80), a6 = v128.load(out, 96), a7 = v128.load(out, 112);
  for (const end = table + TABLE_BYTES; table < end; table += 16 * ROW_BYTES) {
    const sums = table + ((pattern & 15) << 7);
    pattern >>= 4;
    a0 = f32x4.add(a0, v128.load(sums));
    a1 = f32x4.add(a1, v128.load(sums, 16));
    a2 = f32x4.add(a2, v128.load(sums, 32));
    a3 = f32x4.add(a3, v128.load(sums, 48));
    a4 = f32x4.add(a4, v128.load(sums, 64));
    a5 = f32x4.add(a5, v128.load(sums, 80));
    a6 = f32x4.add(a6, v128.load(sums, 96));
    a7 = f32x4.add(a7, v128.load(sums, 112));
  }
  v128.store(out, a0); v128.store(out, a1, 16); v128.store(out, a2, 32); v128.store(out, a3, 48);
  v128.store(out, a4, 64); v128.store(out, a5, 80); v128.store(out, a6, 96); v128.store(out, a7, 112);
}

/** Sums of the subsets of each four rows, each from that of the subset without its lowest term. */
function fillTables(table: usize, source: usize): void {
  for (let group: u32 = 0; group < 8; ++group, table += 16 * ROW_BYTES, source += 4 * ROW_BYTES) {
    memory.fill(table, 0, ROW_BYTES);
    for (let subset: u32 = 1; subset < 16; ++subset) {
      const to = table + subset * ROW_BYTES;
      const without = table + (subset & (subset - 1)) * ROW_BYTES;
      const term = source + ctz(subset) * ROW_BYTES;
      for (let byte: u32 = 0; byte < ROW_BYTES; byte += 16) {
        v128.store(to + byte, f32x4.add(v128.load(without + byte), v128.load(term + byte)));
      }
    }
  }
}
