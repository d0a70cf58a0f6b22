import type {Images} from './Dataset.js';

/** The images from the first to before the last, in the same memory; all that are left, where there are fewer. */
export function someOf({pixels, labels}: Images, first: number, last: number): Images {
  const columns = pixels.length / labels.length;
  return {
    pixels: pixels.subarray(first * columns, last * columns),
    labels: labels.subarray(first, last),
  };
}
