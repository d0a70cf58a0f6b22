import type {ShuffleArgs} from './shuffledBlocks.js';

/** What the readers of files have in common. */
export interface StreamArgs {
  /** Rows a batch, an integer >= 1; the last batch has what is left. */
  batchSize: number;
  /**
   * How many classes the labels are of, an integer >= 2: integers from 0, which become one-hot.
   *
   * @defaultValue labels stay as they are
   */
  classes?: number;
  /**
   * Mixes the rows, anew in each pass.
   *
   * @defaultValue the order of the file
   */
  shuffle?: ShuffleArgs;
}

/** The options of a shuffle, all of them. */
export type Shuffle = Required<ShuffleArgs>;

const COMMON: readonly (keyof StreamArgs)[] = ['batchSize', 'classes', 'shuffle'];
const SHUFFLE: readonly (keyof ShuffleArgs)[] = ['seed', 'firstPass', 'blockRows', 'bufferRows'];

/**
 * Checks the options that the readers have in common, and that there is none that the caller does not know.
 *
 * @param context - `caller`: the function that was called; `own`: the names of the options that only this one has.
 * @returns The options of the shuffle, with their defaults.
 * @throws TypeError when an option is unknown, such as a misspelt one; RangeError when one has a wrong value.
 */
export function checkStreamArgs<Args extends StreamArgs>(
  args: Args,
  {caller, own}: {caller: string; own: readonly Exclude<keyof Args, keyof StreamArgs>[]},
): Shuffle | undefined {
  const {batchSize, classes, shuffle} = args;
  checkNames(args, {where: `${caller}: an option`, known: [...own, ...COMMON] as string[]});
  checkInteger(batchSize, {where: `${caller}: batchSize`, min: 1});
  if (classes !== undefined) checkInteger(classes, {where: `${caller}: classes`, min: 2});
  if (shuffle === undefined) return undefined;
  checkNames(shuffle, {where: `${caller}: an option of shuffle`, known: SHUFFLE});
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

function checkNames(args: object, {where, known}: {where: string; known: readonly string[]}): void {
  const unknown = Object.keys(args).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new TypeError(`${where} must be one of ${known.join(', ')}, got ${unknown}.`);
}

function checkInteger(value: number, {where, min}: {where: string; min: number}): void {
  if (Number.isSafeInteger(value) && value >= min) return;
  throw new RangeError(`${where} must be an integer >= ${min}, got ${value}.`);
}
