import type {Images} from './Dataset.js';

/** How many images each part of a task has, and what fixes them. */
export interface TaskArgs {
  /** An integer >= 0: the same one gives the same images on every backend. */
  seed: number;
  /** Images to learn from, an integer >= 0. @defaultValue the paper's number */
  train?: number;
  /** Images to choose settings by, an integer >= 0. @defaultValue the paper's number */
  valid?: number;
  /** Images to be tested on, an integer >= 0. @defaultValue the paper's number */
  test?: number;
}

/** How many images each part of a task has. */
export type TaskSizes = Required<Omit<TaskArgs, 'seed'>>;

/** The parts of a task, in their order. */
export const PARTS = ['train', 'valid', 'test'] as const;

/** Square images of some classes, in three parts that are drawn alike. */
export interface Task {
  name: string;
  /** Pixels a side. */
  side: number;
  /** What the labels 0, 1, … are called. */
  classes: readonly string[];
  /** Images to learn from; pixels in [0, 1]. */
  train: Images;
  /** Images to choose settings by. */
  valid: Images;
  /** Images to be tested on. */
  test: Images;
}

/**
 * Returns the sizes of a task's parts, those that the caller left out from the paper.
 *
 * @param context - `caller`: the function that was called; `paper`: the sizes of the paper.
 * @throws RangeError when a size or the seed is no integer >= 0.
 */
export function taskSizes(
  {seed, ...sizes}: TaskArgs,
  {caller, paper}: {caller: string; paper: TaskSizes},
): TaskSizes {
  const {train = paper.train, valid = paper.valid, test = paper.test} = sizes;
  for (const [name, value] of Object.entries({seed, train, valid, test})) {
    if (Number.isSafeInteger(value) && value >= 0) continue;
    throw new RangeError(`${caller}: ${name} must be an integer >= 0, got ${value}.`);
  }
  return {train, valid, test};
}
