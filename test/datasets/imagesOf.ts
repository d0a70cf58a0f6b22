import {createHash} from 'node:crypto';
import type {Images} from '../../datasets/Dataset.js';

/** Images one by one. */
export function imagesOf({pixels, labels}: Images): {image: Float32Array; label: number}[] {
  const size = pixels.length / labels.length;
  return Array.from(labels, (label, row) => ({image: pixels.subarray(row * size, (row + 1) * size), label}));
}

/** A fingerprint of pixels and labels: to compare them one by one takes Jest minutes. */
export function fingerprint(...parts: Images[]): string {
  const hash = createHash('sha256');
  for (const {pixels, labels} of parts) hash.update(pixels).update(labels);
  return hash.digest('hex');
}
