/**
 * exp(x) of four numbers <= 0, to 1e-7 of each; below -87.3, where floats lose their precision, that of -87.3.
 *
 * x = n ln 2 + r with |r| <= ln 2 / 2, in two parts so that r is exact; exp(r) by its minimax polynomial of degree 6 (Cephes).
 */
// @ts-ignore: a decorator of AssemblyScript.
@inline
function expNegative(x: v128): v128 {
  const bounded = f32x4.max(x, f32x4.splat(-87.33));
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(1.44269504088896341)));
  let r = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.splat(1.9875691500e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), f32x4.splat(1));
  // Times 2^n, by the exponent's bits: n >= -126.
  return f32x4.mul(p, i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23));
}

/** 1 / (1 + exp(-x)) of four numbers, to 2e-7 of each; NaN stays NaN. */
// @ts-ignore: a decorator of AssemblyScript.
@inline
export function sigmoid4(x: v128): v128 {
  const small = expNegative(f32x4.neg(f32x4.abs(x)));
  const one = f32x4.splat(1);
  // exp(-|x|) on top where x < 0: the quotient keeps its precision however small it is.
  return f32x4.div(v128.bitselect(small, one, f32x4.lt(x, f32x4.splat(0))), f32x4.add(one, small));
}
