/** The constant that Threefry mixes into the key schedule, so that an all-zero key is not weak. */
const PARITY = 0x1bd11bda;

/**
 * Encrypts a counter of two 32-bit words with Threefry-2x32 in 20 rounds and writes the two random words to
 * `out[offset]` and `out[offset + 1]`.
 *
 * The words are a function of key and counter alone: no state, no order of calls. All numbers are taken as 32-bit words.
 *
 * Source: Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", section 3.3. The words are
 * those of Random123 and of JAX.
 */
// Positional arguments and rounds written out: this is the inner loop of every sampler, and an argument object or a
// loop over the rounds makes it three times slower.
export function threefry2x32(
  key: readonly [number, number],
  counter0: number,
  counter1: number,
  out: Uint32Array,
  offset: number,
): void {
  const key0 = key[0];
  const key1 = key[1];
  const key2 = PARITY ^ key0 ^ key1;
  let x0 = (counter0 + key0) | 0;
  let x1 = (counter1 + key1) | 0;

  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 13) | (x1 >>> 19));
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 15) | (x1 >>> 17));
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 26) | (x1 >>> 6));
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 6) | (x1 >>> 26));
  x0 = (x0 + key1) | 0;
  x1 = (x1 + key2 + 1) | 0;

  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 17) | (x1 >>> 15));
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 29) | (x1 >>> 3));
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 16) | (x1 >>> 16));
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 24) | (x1 >>> 8));
  x0 = (x0 + key2) | 0;
  x1 = (x1 + key0 + 2) | 0;

  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 13) | (x1 >>> 19));
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 15) | (x1 >>> 17));
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 26) | (x1 >>> 6));
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 6) | (x1 >>> 26));
  x0 = (x0 + key0) | 0;
  x1 = (x1 + key1 + 3) | 0;

  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 17) | (x1 >>> 15));
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 29) | (x1 >>> 3));
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 16) | (x1 >>> 16));
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 24) | (x1 >>> 8));
  x0 = (x0 + key1) | 0;
  x1 = (x1 + key2 + 4) | 0;

  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 13) | (x1 >>> 19));
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 15) | (x1 >>> 17));
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 26) | (x1 >>> 6));
  x0 = (x0 + x1) | 0;
  x1 = x0 ^ ((x1 << 6) | (x1 >>> 26));
  x0 = (x0 + key2) | 0;
  x1 = (x1 + key0 + 5) | 0;

  out[offset] = x0;
  out[offset + 1] = x1;
}
