import type {Images} from './Dataset.js';

/** What the labels 0 and 1 of {@link barsAndStripes} are called. */
export const BARS_AND_STRIPES_CLASSES = ['bars', 'stripes'] as const;

/** More would not fit into memory. */
const LARGEST_SIDE = 16;

/**
 * Returns bars and stripes, all of them: pictures of `side * side` pixels, 0 or 1, in which every column is of one value (bars,
 * class 0), or every row (stripes, class 1).
 *
 * MacKay 2003, Information Theory, Inference, and Learning Algorithms, chapter 43: bars or stripes are chosen by a fair coin,
 * and each of the `side` lines by another. So the two pictures of one value come twice as often as the others, once as bars and
 * once as stripes; here they are in both classes: `2^(side + 1)` rows, each as likely as the others, of which
 * `2^(side + 1) - 2` are distinct. The best model has -log p = log(2^(side + 1)) - 4 log 2 / 2^(side + 1) nats a row.
 *
 * @param args - `side`: an integer from 1 to 16.
 * @returns First all bars, then all stripes; the bits of a row's place in its class are the values of its lines, the lowest first.
 * @throws RangeError when `side` is something else.
 */
export function barsAndStripes({side}: {side: number}): Images {
  if (!Number.isInteger(side) || side < 1 || side > LARGEST_SIDE) {
    throw new RangeError(`barsAndStripes: side must be an integer from 1 to ${LARGEST_SIDE}, got ${side}.`);
  }
  const count = 2 ** side;
  const pixels = new Float32Array(2 * count * side ** 2);
  const labels = new Uint8Array(2 * count).fill(1, count);
  labels.forEach((label, row) => {
    for (let pixel = 0; pixel < side ** 2; ++pixel) {
      const line = label === 0 ? pixel % side : Math.floor(pixel / side);
      pixels[row * side ** 2 + pixel] = (row >> line) & 1;
    }
  });
  return {pixels, labels};
}
