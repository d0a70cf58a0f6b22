/**
 * Packs four lines of a matrix, rows or columns, side by side: `[terms][4]`.
 *
 * Past the last line, another or what lies behind it is packed: those sums are never stored.
 *
 * @param step - Bytes from one term to the next in `to`.
 * @param lineStride - Bytes from line to line in `from`: 4, or else `termStride` is.
 * @param lines - How many there are, >= 1.
 * @returns Whether a value is not finite.
 */
export function pack(
  to: usize, step: u32, from: usize, lineStride: u32, termStride: u32, lines: u32, terms: u32,
): bool {
  // Zero times a value is zero unless the value is not finite.
  const zero = f32x4.splat(0);
  let sum = zero;
  if (lineStride == 4) {
    for (let term: u32 = 0; term < terms; ++term, from += termStride, to += step) {
      const x = v128.load(from);
      sum = f32x4.add(sum, f32x4.mul(x, zero));
      v128.store(to, x);
    }
    return v128.any_true(f32x4.ne(sum, sum));
  }
  const from1 = lines > 1 ? from + lineStride : from;
  const from2 = lines > 2 ? from1 + lineStride : from;
  const from3 = lines > 3 ? from2 + lineStride : from;
  const end: usize = terms << 2;
  let at: usize = 0;
  for (; at + 16 <= end; at += 16) {
    const x0 = v128.load(from + at), x1 = v128.load(from1 + at), x2 = v128.load(from2 + at), x3 = v128.load(from3 + at);
    sum = f32x4.add(sum, f32x4.mul(x0, zero));
    sum = f32x4.add(sum, f32x4.mul(x1, zero));
    sum = f32x4.add(sum, f32x4.mul(x2, zero));
    sum = f32x4.add(sum, f32x4.mul(x3, zero));
    const low01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5), high01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
    const low23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5), high23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2)); to += step;
    v128.store(to, v128.shuffle<f64>(low01, low23, 1, 3)); to += step;
    v128.store(to, v128.shuffle<f64>(high01, high23, 0, 2)); to += step;
    v128.store(to, v128.shuffle<f64>(high01, high23, 1, 3)); to += step;
  }
  for (; at < end; at += 4, to += step) {
    store<f32>(to, load<f32>(from + at));
    store<f32>(to, load<f32>(from1 + at), 4);
    store<f32>(to, load<f32>(from2 + at), 8);
    store<f32>(to, load<f32>(from3 + at), 12);
    sum = f32x4.add(sum, f32x4.mul(v128.load(to), zero));
  }
  return v128.any_true(f32x4.ne(sum, sum));
}
