import * as tf from '@tensorflow/tfjs';
import {PIXELS, type Images} from '../../examples/datasets/Dataset.js';
import {labelledRows} from '../../examples/labelledRows.js';
import type {Labelled} from '../../examples/trainOnFew.js';

/** Draws images that get a label, as many of each class; the caller disposes the tensors. */
export function drawnFew({pixels, labels}: Images, {count, seed}: {count: number; seed: string}): Labelled {
  const rows = labelledRows(labels, {count, seed});
  const chosen = new Float32Array(count * PIXELS);
  rows.forEach((row, place) => chosen.set(pixels.subarray(row * PIXELS, (row + 1) * PIXELS), place * PIXELS));
  return toLabelled({pixels: chosen, labels: Uint8Array.from(rows, (row) => labels[row]!)});
}

/** Makes tensors of images and of what they show; the caller disposes them. */
export function toLabelled({pixels, labels}: Images): Labelled {
  const hot = new Float32Array(10 * labels.length);
  labels.forEach((label, row) => (hot[10 * row + label] = 1));
  return {x: tf.tensor2d(pixels, [labels.length, PIXELS]), y: tf.tensor2d(hot, [labels.length, 10])};
}

/** The images from the first to before the last. */
export function someOf({pixels, labels}: Images, {first, last}: {first: number; last: number}): Images {
  return {pixels: pixels.subarray(first * PIXELS, last * PIXELS), labels: labels.subarray(first, last)};
}
