/**
 * exp(x) of four numbers in [-87.33, 87.33], to 1e-7 of each; beyond these bounds, that of the bound; NaN stays NaN.
 *
 * x = n ln 2 + r with |r| <= ln 2 / 2, in two parts so that r is exact; exp(r) by its minimax polynomial of degree 6 (Cephes),
 * whose terms are paired so that fewer of them wait for each other (Estrin).
 */
@inline
export function exp4(x: v128): v128 {
  const bounded = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-87.33)), f32x4.splat(87.33));
  // Adding 1.5 * 2^23 rounds to an integer, and leaves it in the lowest bits.
  const magic = f32x4.splat(12582912);
  const shifted = f32x4.add(f32x4.mul(bounded, f32x4.splat(1.44269504088896341)), magic);
  const n = f32x4.sub(shifted, magic);
  let r = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.12194440e-4)));
  const square = f32x4.mul(r, r);
  const low = f32x4.add(f32x4.mul(r, f32x4.splat(1.6666665459e-1)), f32x4.splat(5.0000001201e-1));
  const middle = f32x4.add(f32x4.mul(r, f32x4.splat(8.3334519073e-3)), f32x4.splat(4.1665795894e-2));
  const high = f32x4.add(f32x4.mul(r, f32x4.splat(1.9875691500e-4)), f32x4.splat(1.3981999507e-3));
  let p = f32x4.add(low, f32x4.mul(square, f32x4.add(middle, f32x4.mul(square, high))));
  p = f32x4.add(f32x4.add(f32x4.mul(p, square), r), f32x4.splat(1));
  // Times 2^n, by the exponent's bits: |n| <= 126.
  return f32x4.mul(p, i32x4.add(i32x4.shl(shifted, 23), f32x4.splat(1)));
}

/** 1 / (1 + exp(-x)) of four numbers, to 2e-7 of each above -87.33, below the value there; NaN stays NaN. */
@inline
function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
}

/**
 * Turns 16 total inputs into the means of binary units, and those whose mask is 0 into 0.
 *
 * Four vectors at a time: V8 makes the constants anew for each turn of a loop.
 */
@inline
export function sigmoid16(values: usize, mask: usize): void {
  const a = v128.and(sigmoid4(v128.load(values)), v128.load(mask));
  const b = v128.and(sigmoid4(v128.load(values, 16)), v128.load(mask, 16));
  const c = v128.and(sigmoid4(v128.load(values, 32)), v128.load(mask, 32));
  const d = v128.and(sigmoid4(v128.load(values, 48)), v128.load(mask, 48));
  v128.store(values, a); v128.store(values, b, 16); v128.store(values, c, 32); v128.store(values, d, 48);
}
