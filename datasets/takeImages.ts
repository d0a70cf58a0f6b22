import type {Images} from './Dataset.js';
import type {RowBlock} from './RowBlock.js';

/**
 * Takes the first images of a stream, such as that of `shapeset`, which can be read on afterwards: of the block that the last of
 * them is in, the rest is lost.
 *
 * @param stream - Blocks of labelled rows.
 * @param count - An integer >= 1.
 * @returns The images, their pixels in the stream's range.
 * @throws RangeError when `count` is something else; Error when the stream ends before, or has no labels.
 */
export function takeImages(stream: Iterator<RowBlock, unknown>, count: number): Images {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(`takeImages: count must be an integer >= 1, got ${count}.`);
  }
  let pixels = new Float32Array(0);
  const labels = new Uint8Array(count);
  for (let taken = 0; taken < count;) {
    const next = stream.next();
    if (next.done === true) {
      throw new Error(`takeImages: stream must have ${count} rows, got ${taken}.`);
    }
    const {rows, values, labels: own} = next.value;
    if (own === undefined) throw new Error('takeImages: stream must have labels, got none.');
    const columns = values.length / rows;
    if (taken === 0) pixels = new Float32Array(count * columns);
    const taking = Math.min(rows, count - taken);
    pixels.set(values.subarray(0, taking * columns), taken * columns);
    labels.set(own.subarray(0, taking), taken);
    taken += taking;
  }
  return {pixels, labels};
}
