/**
 * The natural logarithm of (word + 1) / 2^32, for four random words: in (-22.2, 0].
 *
 * Near 1 from the distance to 1, which is exact there, so that a small logarithm keeps its precision. The polynomial is
 * Cephes's, for 1 + f with f in [sqrt(1/2) - 1, sqrt(2) - 1].
 */
@inline
function logUniform(words: v128): v128 {
  const scale = f32x4.splat(2.3283064365386963e-10);
  const one = f32x4.splat(1);
  const distance = f32x4.mul(f32x4.convert_i32x4_u(v128.not(words)), scale);
  const isNear = f32x4.lt(distance, f32x4.splat(0.29));
  const u = f32x4.mul(f32x4.add(f32x4.convert_i32x4_u(words), one), scale);
  // u = m 2^n with m in [sqrt(1/2), sqrt(2)): the bits of sqrt(1/2) are 0x3f3504f3.
  const shifted = i32x4.sub(u, i32x4.splat(0x3f3504f3));
  const exponent = i32x4.shr_s(shifted, 23);
  const m = i32x4.sub(u, i32x4.shl(exponent, 23));
  const n = v128.andnot(f32x4.convert_i32x4_s(exponent), isNear);
  const f = v128.bitselect(f32x4.neg(distance), f32x4.sub(m, one), isNear);
  const square = f32x4.mul(f, f);
  let p = f32x4.splat(7.0376836292e-2);
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-1.1514610310e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1.1676998740e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-1.2420140846e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1.4249322787e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-1.6668057665e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(2.0000714765e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-2.4999993993e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(3.3333331174e-1));
  p = f32x4.mul(f32x4.mul(p, f), square);
  p = f32x4.add(p, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  p = f32x4.sub(p, f32x4.mul(square, f32x4.splat(0.5)));
  return f32x4.add(f32x4.add(f, p), f32x4.mul(n, f32x4.splat(0.693359375)));
}

/**
 * Turns four first and four second random words, at `words` and 16 bytes on, into eight draws from N(0, 1), those of
 * `boxMuller` in `normal.ts` to 1e-6: at `words` the even places, 16 bytes on the odd ones.
 */
@inline
export function boxMuller(words: usize): void {
  const radius = f32x4.sqrt(f32x4.mul(logUniform(v128.load(words)), f32x4.splat(-2)));
  // The angle's nearest quarter of a turn, and what is left of it, in [-pi/4, pi/4].
  const turn = v128.load(words, 16);
  const quarter = i32x4.shr_u(i32x4.add(turn, i32x4.splat(0x20000000)), 30);
  const rest = i32x4.sub(turn, i32x4.shl(quarter, 30));
  const angle = f32x4.mul(f32x4.convert_i32x4_s(rest), f32x4.splat(1.4629180792671596e-9));
  const square = f32x4.mul(angle, angle);

  let s = f32x4.splat(-1.9515295891e-4);
  s = f32x4.add(f32x4.mul(s, square), f32x4.splat(8.3321608736e-3));
  s = f32x4.add(f32x4.mul(s, square), f32x4.splat(-1.6666654611e-1));
  s = f32x4.add(f32x4.mul(f32x4.mul(s, square), angle), angle);
  let c = f32x4.splat(2.443315711809948e-5);
  c = f32x4.add(f32x4.mul(c, square), f32x4.splat(-1.388731625493765e-3));
  c = f32x4.add(f32x4.mul(c, square), f32x4.splat(4.166664568298827e-2));
  c = f32x4.mul(f32x4.mul(c, square), square);
  c = f32x4.add(f32x4.sub(c, f32x4.mul(square, f32x4.splat(0.5))), f32x4.splat(1));

  // A quarter turn swaps them; cosine is negative in quarters 1 and 2, sine in 2 and 3.
  const isOdd = i32x4.ne(v128.and(quarter, i32x4.splat(1)), i32x4.splat(0));
  const cosineSign = i32x4.shl(v128.and(i32x4.add(quarter, i32x4.splat(1)), i32x4.splat(2)), 30);
  const sineSign = i32x4.shl(v128.and(quarter, i32x4.splat(2)), 30);
  const cosine = v128.xor(v128.bitselect(s, c, isOdd), cosineSign);
  const sine = v128.xor(v128.bitselect(c, s, isOdd), sineSign);
  v128.store(words, f32x4.mul(radius, cosine));
  v128.store(words, f32x4.mul(radius, sine), 16);
}
