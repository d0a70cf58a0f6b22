import {PIXELS, type Images} from '../../examples/datasets/Dataset.js';
import {labelledRows} from '../../examples/labelledRows.js';
import {toTensors} from '../../examples/toTensors.js';
import type {Labelled} from '../../examples/trainOnFew.js';

/** Draws images that get a label, as many of each class; the caller disposes the tensors. */
export function drawnFew({pixels, labels}: Images, {count, seed}: {count: number; seed: string}): Labelled {
  const rows = labelledRows(labels, {count, seed});
  const chosen = new Float32Array(count * PIXELS);
  rows.forEach((row, place) => chosen.set(pixels.subarray(row * PIXELS, (row + 1) * PIXELS), place * PIXELS));
  return toTensors({pixels: chosen, labels: Uint8Array.from(rows, (row) => labels[row]!)});
}
