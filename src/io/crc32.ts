import {breather, COPIED_AT_ONCE} from '../platform/nextTask.js';

/** The polynomial x^32 + x^26 + … + 1 that zip, gzip and PNG use, its bits in reverse. */
const POLYNOMIAL = 0xedb88320;

/** What each byte does to a remainder. */
const TABLE = Uint32Array.from({length: 256}, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; ++bit) remainder = (remainder >>> 1) ^ (remainder & 1 ? POLYNOMIAL : 0);
  return remainder;
});

/**
 * Returns the CRC-32 of some parts, as if they were one, without blocking the event loop: it finds damage, not forgery.
 *
 * Not by `crypto.subtle`, which pages have only where they came by https.
 *
 * Source: ISO 3309; the one of zip and PNG.
 */
export async function crc32(parts: readonly Uint8Array[]): Promise<number> {
  const breathe = breather();
  let remainder = 0xffffffff;
  for (const part of parts) {
    for (let first = 0; first < part.length; first += COPIED_AT_ONCE) {
      const end = Math.min(part.length, first + COPIED_AT_ONCE);
      for (let place = first; place < end; ++place) {
        remainder = (remainder >>> 8) ^ TABLE[(remainder ^ part[place]!) & 0xff]!;
      }
      await breathe();
    }
  }
  return (remainder ^ 0xffffffff) >>> 0;
}
