import type {Images} from '../datasets/Dataset.js';
import {someOf} from '../datasets/someOf.js';

/** Takes the last sixth of the training images for validation, by which settings are chosen; both parts are in the same memory. */
export function splitOffValidation(train: Images): {learned: Images; valid: Images} {
  const count = train.labels.length;
  const split = Math.floor((count * 5) / 6);
  return {learned: someOf(train, 0, split), valid: someOf(train, split, count)};
}
