import {breather} from '../platform/nextTask.js';

/** How many values are looked at before the event loop may run. */
const AT_ONCE = 2 ** 18;

/** A key's upper, or lower, half. */
const HALF = 16;

/**
 * Returns the value that is the `rank`-th smallest, counted from 1, in two passes that sort nothing and do not block the event loop.
 *
 * A float32's bits, with the sign's flipped, or all of them for a negative number, are an integer that grows as the number does:
 * the first pass counts the upper halves of these, the second one the lower halves of those with the upper half in question.
 *
 * @param values - Finite numbers, at least `rank` of them.
 */
export async function smallestOf(values: Float32Array, {rank}: {rank: number}): Promise<number> {
  const breathe = breather();
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const count = async (halfOf: (key: number) => number | undefined): Promise<Uint32Array> => {
    const counts = new Uint32Array(2 ** HALF);
    for (let start = 0; start < bits.length; start += AT_ONCE) {
      for (const one of bits.subarray(start, start + AT_ONCE)) {
        const half = halfOf((one >>> 31 === 1 ? ~one : one ^ 0x80000000) >>> 0);
        if (half !== undefined) counts[half]!++;
      }
      await breathe();
    }
    return counts;
  };
  const upper = find(await count((key) => key >>> HALF), rank);
  const mask = 2 ** HALF - 1;
  const lowerCounts = await count((key) => (key >>> HALF === upper.place ? key & mask : undefined));
  const key = ((upper.place << HALF) | find(lowerCounts, upper.left).place) >>> 0;
  const found = new Uint32Array([key >>> 31 === 1 ? key ^ 0x80000000 : ~key]);
  return new Float32Array(found.buffer)[0]!;
}

/** Where the `rank`-th of counted things is, and which one of that place it is. */
function find(counts: Uint32Array, rank: number): {place: number; left: number} {
  let [place, left] = [0, rank];
  while (counts[place]! < left) left -= counts[place++]!;
  return {place, left};
}
