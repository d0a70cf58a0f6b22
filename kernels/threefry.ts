/** The constant that Threefry mixes into the key schedule. */
const PARITY: u32 = 0x1bd11bda;

@inline function mix(x0: v128, x1: v128, rotation: i32): v128 {
  return v128.xor(x0, v128.or(i32x4.shl(x1, rotation), i32x4.shr_u(x1, 32 - rotation)));
}

/**
 * Encrypts eight counters `(counter0, counter1 + lane)` with Threefry-2x32 in 20 rounds, and stores at `out` the first
 * words of the first four, their second ones, and those of the last four: the words of `threefry2x32.ts`.
 *
 * Two vectors side by side: a round of one waits for the round before it, and meanwhile the other has its turn.
 */
@inline
export function threefry(key0: u32, key1: u32, counter0: u32, counter1: v128, out: usize): void {
  const key2 = PARITY ^ key0 ^ key1;
  const k0 = i32x4.splat(key0), k1 = i32x4.splat(key1), k2 = i32x4.splat(key2);
  let x0 = i32x4.splat(counter0 + key0);
  let y0 = x0;
  let x1 = i32x4.add(counter1, k1);
  let y1 = i32x4.add(x1, i32x4.splat(4));

  x0 = i32x4.add(x0, x1); y0 = i32x4.add(y0, y1); x1 = mix(x0, x1, 13); y1 = mix(y0, y1, 13);
  x0 = i32x4.add(x0, x1); y0 = i32x4.add(y0, y1); x1 = mix(x0, x1, 15); y1 = mix(y0, y1, 15);
  x0 = i32x4.add(x0, x1); y0 = i32x4.add(y0, y1); x1 = mix(x0, x1, 26); y1 = mix(y0, y1, 26);
  x0 = i32x4.add(x0, x1); y0 = i32x4.add(y0, y1); x1 = mix(x0, x1, 6); y1 = mix(y0, y1, 6);
  x0 = i32x4.add(x0, k1); y0 = i32x4.add(y0, k1);
  const injected1 = i32x4.splat(key2 + 1);
  x1 = i32x4.add(x1, injected1); y1 = i32x4.add(y1, injected1);

  x0 = i32x4.add(x0, x1); y0 = i32x4.add(y0, y1); x1 = mix(x0, x1, 17); y1 = mix(y0, y1, 17);
  x0 = i32x4.add(x0, x1); y0 = i32x4.add(y0, y1); x1 = mix(x0, x1, 29); y1 = mix(y0, y1, 29);
  x0 = i32x4.add(x0, x1); y0 = i32x4.add(y0, y1); x1 = mix(x0, x1, 16); y1 = mix(y0, y1, 16);
  x0 = i32x4.add(x0, x1); y0 = i32x4.add(y0, y1); x1 = mix(x0, x1, 24); y1 = mix(y0, y1, 24);
  x0 = i32x4.add(x0, k2); y0 = i32x4.add(y0, k2);
  const injected2 = i32x4.splat(key0 + 2);
  x1 = i32x4.add(x1, injected2); y1 = i32x4.add(y1, injected2);

  x0 = i32x4.add(x0, x1); y0 = i32x4.add(y0, y1); x1 = mix(x0, x1, 13); y1 = mix(y0, y1, 13);
  x0 = i32x4.add(x0, x1); y0 = i32x4.add(y0, y1); x1 = mix(x0, x1, 15); y1 = mix(y0, y1, 15);
  x0 = i32x4.add(x0, x1); y0 = i32x4.add(y0, y1); x1 = mix(x0, x1, 26); y1 = mix(y0, y1, 26);
  x0 = i32x4.add(x0, x1); y0 = i32x4.add(y0, y1); x1 = mix(x0, x1, 6); y1 = mix(y0, y1, 6);
  x0 = i32x4.add(x0, k0); y0 = i32x4.add(y0, k0);
  const injected3 = i32x4.splat(key1 + 3);
  x1 = i32x4.add(x1, injected3); y1 = i32x4.add(y1, injected3);

  x0 = i32x4.add(x0, x1); y0 = i32x4.add(y0, y1); x1 = mix(x0, x1, 17); y1 = mix(y0, y1, 17);
  x0 = i32x4.add(x0, x1); y0 = i32x4.add(y0, y1); x1 = mix(x0, x1, 29); y1 = mix(y0, y1, 29);
  x0 = i32x4.add(x0, x1); y0 = i32x4.add(y0, y1); x1 = mix(x0, x1, 16); y1 = mix(y0, y1, 16);
  x0 = i32x4.add(x0, x1); y0 = i32x4.add(y0, y1); x1 = mix(x0, x1, 24); y1 = mix(y0, y1, 24);
  x0 = i32x4.add(x0, k1); y0 = i32x4.add(y0, k1);
  const injected4 = i32x4.splat(key2 + 4);
  x1 = i32x4.add(x1, injected4); y1 = i32x4.add(y1, injected4);

  x0 = i32x4.add(x0, x1); y0 = i32x4.add(y0, y1); x1 = mix(x0, x1, 13); y1 = mix(y0, y1, 13);
  x0 = i32x4.add(x0, x1); y0 = i32x4.add(y0, y1); x1 = mix(x0, x1, 15); y1 = mix(y0, y1, 15);
  x0 = i32x4.add(x0, x1); y0 = i32x4.add(y0, y1); x1 = mix(x0, x1, 26); y1 = mix(y0, y1, 26);
  x0 = i32x4.add(x0, x1); y0 = i32x4.add(y0, y1); x1 = mix(x0, x1, 6); y1 = mix(y0, y1, 6);
  x0 = i32x4.add(x0, k2); y0 = i32x4.add(y0, k2);
  const injected5 = i32x4.splat(key0 + 5);
  x1 = i32x4.add(x1, injected5); y1 = i32x4.add(y1, injected5);

  v128.store(out, x0);
  v128.store(out, x1, 16);
  v128.store(out, y0, 32);
  v128.store(out, y1, 48);
}
