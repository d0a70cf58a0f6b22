import type {ShuffleArgs} from './shuffledBlocks.js';

/** What the readers of files have in common. */
export interface StreamArgs {
  /** Rows a batch, an integer >= 1; the last batch has what is left. */
  batchSize: number;
  /**
   * How many classes the labels are of, an integer >= 2: integers from 0, which become one-hot. @defaultValue labels stay as they are
   */
  classes?: number;
  /** Mixes the rows, anew in each pass. @defaultValue the order of the file */
  shuffle?: ShuffleArgs;
}

/** The options of a shuffle, all of them. */
export type Shuffle = Required<ShuffleArgs>;

/** @throws RangeError when an option has a wrong value. */
export function checkStreamArgs(
  {batchSize, classes, shuffle}: StreamArgs,
  caller: string,
): Shuffle | undefined {
  checkInteger(batchSize, {where: `${caller}: batchSize`, min: 1});
  if (classes !== undefined) checkInteger(classes, {where: `${caller}: classes`, min: 2});
  if (shuffle === undefined) return undefined;
  const all = {firstPass: 0, blockRows: 100, bufferRows: 10_000, ...shuffle};
  for (const [name, min] of [
    ['seed', 0],
    ['firstPass', 0],
    ['blockRows', 1],
    ['bufferRows', 1],
  ] as const) {
    checkInteger(all[name], {where: `${caller}: shuffle.${name}`, min});
  }
  return all;
}

function checkInteger(value: number, {where, min}: {where: string; min: number}): void {
  if (Number.isSafeInteger(value) && value >= min) return;
  throw new RangeError(`${where} must be an integer >= ${String(min)}, got ${String(value)}.`);
}
