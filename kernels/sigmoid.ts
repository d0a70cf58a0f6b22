/**
 * exp(x) of four numbers in [-87.33, 87.33], to 1e-7 of each; beyond these bounds, that of the bound; NaN stays NaN.
 *
 * x = n ln 2 + r with |r| <= ln 2 / 2, in two parts so that r is exact; exp(r) by its minimax polynomial of degree 6 (Cephes).
 */
// @ts-ignore: a decorator of AssemblyScript.
@inline
function exp4(x: v128): v128 {
  const bounded = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-87.33)), f32x4.splat(87.33));
  // Adding 1.5 * 2^23 rounds to an integer, and leaves it in the lowest bits.
  const magic = f32x4.splat(12582912);
  const shifted = f32x4.add(f32x4.mul(bounded, f32x4.splat(1.44269504088896341)), magic);
  const n = f32x4.sub(shifted, magic);
  let r = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.12194440e-4)));
  let p = f32x4.splat(1.9875691500e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), f32x4.splat(1));
  // Times 2^n, by the exponent's bits: |n| <= 126.
  return f32x4.mul(p, i32x4.add(i32x4.shl(shifted, 23), f32x4.splat(1)));
}

/** 1 / (1 + exp(-x)) of four numbers, to 2e-7 of each; NaN stays NaN. */
// @ts-ignore: a decorator of AssemblyScript.
@inline
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
}
