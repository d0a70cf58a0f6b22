/** The constant that Threefry mixes into the key schedule. */
const PARITY: u32 = 0x1bd11bda;

// @ts-ignore: a decorator of AssemblyScript.
@inline function mix(x0: v128, x1: v128, rotation: i32): v128 {
  return v128.xor(x0, v128.or(i32x4.shl(x1, rotation), i32x4.shr_u(x1, 32 - rotation)));
}

/**
 * Encrypts four counters `(counter0, counter1 + lane)` with Threefry-2x32 in 20 rounds, and stores the four first words at
 * `out`, the four second ones 16 bytes on: the words of `threefry2x32.ts`.
 */
// @ts-ignore: a decorator of AssemblyScript.
@inline
export function threefry(key0: u32, key1: u32, counter0: u32, counter1: v128, out: usize): void {
  const k0 = i32x4.splat(key0);
  const k1 = i32x4.splat(key1);
  const key2 = PARITY ^ key0 ^ key1;
  const k2 = i32x4.splat(key2);
  let x0 = i32x4.splat(counter0 + key0);
  let x1 = i32x4.add(counter1, k1);

  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 13);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 15);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 26);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 6);
  x0 = i32x4.add(x0, k1); x1 = i32x4.add(x1, i32x4.splat(key2 + 1));

  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 17);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 29);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 16);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 24);
  x0 = i32x4.add(x0, k2); x1 = i32x4.add(x1, i32x4.splat(key0 + 2));

  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 13);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 15);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 26);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 6);
  x0 = i32x4.add(x0, k0); x1 = i32x4.add(x1, i32x4.splat(key1 + 3));

  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 17);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 29);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 16);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 24);
  x0 = i32x4.add(x0, k1); x1 = i32x4.add(x1, i32x4.splat(key2 + 4));

  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 13);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 15);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 26);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 6);
  x0 = i32x4.add(x0, k2); x1 = i32x4.add(x1, i32x4.splat(key0 + 5));

  v128.store(out, x0);
  v128.store(out, x1, 16);
}
