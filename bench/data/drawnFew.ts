import {PIXELS, type Images} from '../../datasets/Dataset.js';
import {labelledRows} from '../../examples/lib/labelledRows.js';
import {toTensors} from '../../examples/lib/toTensors.js';
import type {Labelled} from '../../examples/lib/trainOnFew.js';

/** Draws images that get a label, as many of each class; the caller disposes the tensors. */
export function drawnFew({pixels, labels}: Images, {count, seed}: {count: number; seed: string}): Labelled {
  const rows = labelledRows(labels, {count, seed});
  const chosen = new Float32Array(count * PIXELS);
  rows.forEach((row, place) => chosen.set(pixels.subarray(row * PIXELS, (row + 1) * PIXELS), place * PIXELS));
  return toTensors({pixels: chosen, labels: Uint8Array.from(rows, (row) => labels[row]!)});
}
