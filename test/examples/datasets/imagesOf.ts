import type {Images} from '../../../examples/datasets/Dataset.js';

/** Images one by one. */
export function imagesOf({pixels, labels}: Images): {image: Float32Array; label: number}[] {
  const size = pixels.length / labels.length;
  return Array.from(labels, (label, row) => ({image: pixels.subarray(row * size, (row + 1) * size), label}));
}
