import {BLOCK, ROW_BYTES} from './plan';
import {boxMuller} from './normal';
import {threefry} from './threefry';

/** Counters of the first four pairs of columns of a block. */
// @ts-ignore: a decorator of AssemblyScript.
@inline
function counters(block: u32, quarter: u32): v128 {
  return i32x4.add(i32x4.splat(block * (BLOCK / 2) + quarter * 4), i32x4(0, 1, 2, 3));
}

/**
 * Draws one row of a block of binary units.
 *
 * @param means - `[BLOCK]`, in [0, 1].
 * @param words - 32 bytes of scratch.
 * @returns One bit a unit.
 */
export function sampleBinary(means: usize, key0: u32, key1: u32, row: u32, block: u32, words: usize): u32 {
  let bits: u32 = 0;
  for (let quarter: u32 = 0; quarter < 4; ++quarter) {
    threefry(key0, key1, row, counters(block, quarter), words);
    const first = i32x4.shr_u(v128.load(words), 8);
    const second = i32x4.shr_u(v128.load(words, 16), 8);
    const scale = f32x4.splat(5.9604644775390625e-8);
    const low = f32x4.mul(f32x4.convert_i32x4_u(v128.shuffle<i32>(first, second, 0, 4, 1, 5)), scale);
    const high = f32x4.mul(f32x4.convert_i32x4_u(v128.shuffle<i32>(first, second, 2, 6, 3, 7)), scale);
    const at = means + quarter * 32;
    const lowBits = i32x4.bitmask(f32x4.lt(low, v128.load(at)));
    const highBits = i32x4.bitmask(f32x4.lt(high, v128.load(at, 16)));
    bits |= (lowBits | (highBits << 4)) << (quarter * 8);
  }
  return bits;
}

/**
 * Draws one row of a block of Gaussian units of variance 1.
 *
 * @param out - `[BLOCK]`
 * @param mask - 0 for the columns to leave at 0.
 */
export function sampleNormal(
  out: usize, means: usize, mask: usize, key0: u32, key1: u32, row: u32, block: u32, words: usize,
): void {
  for (let quarter: u32 = 0; quarter < 4; ++quarter) {
    threefry(key0, key1, row, counters(block, quarter), words);
    boxMuller(words);
    const even = v128.load(words);
    const odd = v128.load(words, 16);
    const at = quarter * 32;
    const low = f32x4.add(v128.load(means + at), v128.shuffle<i32>(even, odd, 0, 4, 1, 5));
    const high = f32x4.add(v128.load(means + at, 16), v128.shuffle<i32>(even, odd, 2, 6, 3, 7));
    v128.store(out + at, v128.and(low, v128.load(mask + at)));
    v128.store(out + at, v128.and(high, v128.load(mask + at, 16)), 16);
  }
}
