/**
 * Lists the terms of a packed panel of 4 rows that are not zero in all of them, as their places in it: a count, and then
 * byte offsets.
 *
 * The others can be left out where the right-hand side is finite: a sum that starts at zero keeps its bits when a zero of
 * either sign is added.
 */
export function listTerms(list: usize, panel: usize, terms: u32): void {
  let end = list + 4;
  for (let offset: u32 = 0; offset < terms << 4; offset += 16) {
    store<u32>(end, offset);
    if (v128.any_true(f32x4.ne(v128.load(panel + offset), f32x4.splat(0)))) end += 4;
  }
  store<u32>(list, u32(end - list - 4) >> 2);
}

/** Lists all terms. */
export function listAll(list: usize, terms: u32): void {
  store<u32>(list, terms);
  for (let term: u32 = 0; term < terms; ++term) store<u32>(list + (term << 2), term << 4, 4);
}

/**
 * Multiplies 4 rows by 8 columns, `out[r, c] = sum of a[term][r] b[term][c] over a list of terms`.
 *
 * Following a list takes no longer than counting terms does: a loop without one was measured to be slower.
 */
export function multiplyTile(out: usize, stride: u32, a: usize, b: usize, list: usize): void {
  const zero = f32x4.splat(0);
  let a00 = zero, a01 = zero, a10 = zero, a11 = zero, a20 = zero, a21 = zero, a30 = zero, a31 = zero;
  const end = list + (load<u32>(list) << 2);
  for (; list < end; list += 4) {
    const offset: usize = load<u32>(list, 4);
    const factors = a + offset, source = b + (offset << 1);
    const b0 = v128.load(source), b1 = v128.load(source, 16);
    let factor = v128.load32_splat(factors);
    a00 = f32x4.add(a00, f32x4.mul(factor, b0));
    a01 = f32x4.add(a01, f32x4.mul(factor, b1));
    factor = v128.load32_splat(factors, 4);
    a10 = f32x4.add(a10, f32x4.mul(factor, b0));
    a11 = f32x4.add(a11, f32x4.mul(factor, b1));
    factor = v128.load32_splat(factors, 8);
    a20 = f32x4.add(a20, f32x4.mul(factor, b0));
    a21 = f32x4.add(a21, f32x4.mul(factor, b1));
    factor = v128.load32_splat(factors, 12);
    a30 = f32x4.add(a30, f32x4.mul(factor, b0));
    a31 = f32x4.add(a31, f32x4.mul(factor, b1));
  }
  v128.store(out, a00); v128.store(out, a01, 16); out += stride;
  v128.store(out, a10); v128.store(out, a11, 16); out += stride;
  v128.store(out, a20); v128.store(out, a21, 16); out += stride;
  v128.store(out, a30); v128.store(out, a31, 16);
}
