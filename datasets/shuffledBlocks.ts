import {joinBlocks, type RowBlock} from './RowBlock.js';
import {shuffle} from './shuffle.js';
import {randomNumbers} from './randomNumbers.js';

/** How rows of a file are mixed that are too many for the memory. */
export interface ShuffleArgs {
  /** An integer >= 0 that fixes the orders. */
  seed: number;
  /**
   * The number of the first pass, an integer >= 0; each pass has another order, which depends on the seed and its number alone.
   * Who goes on after so many passes, says so here.
   *
   * @defaultValue 0
   */
  firstPass?: number;
  /**
   * Rows that are read together, an integer >= 1: the fewer, the better mixed, and the slower.
   *
   * @defaultValue 100
   */
  blockRows?: number;
  /**
   * Rows that are in memory at a time, an integer >= 1.
   *
   * @defaultValue 10,000
   */
  bufferRows?: number;
}

/** A file of which any block can be read. */
interface Blocks {
  /** How many there are. */
  count: number;
  /** Blocks that are in memory at a time. */
  atOnce: number;
  read: (block: number) => Promise<RowBlock>;
}

/**
 * Reads the blocks of a file in a random order, some at a time, and mixes the rows of those: a row can come up anywhere, next to
 * rows from all over the file.
 *
 * @param pass - The number of the pass over the file: another one gives another order.
 */
export async function* shuffledBlocks(
  {count, atOnce, read}: Blocks,
  {seed, pass}: {seed: number; pass: number},
): AsyncGenerator<RowBlock, void, void> {
  const {below} = randomNumbers(`${seed}, pass ${pass}`);
  const places = permutation(count, below);
  for (let first = 0; first < count; first += atOnce) {
    const blocks: RowBlock[] = [];
    for (const place of places.subarray(first, first + atOnce)) blocks.push(await read(place));
    const joined = joinBlocks(blocks);
    yield {...joined, order: permutation(joined.rows, below)};
  }
}

/** The numbers from 0 on, shuffled. */
function permutation(count: number, below: (count: number) => number): Uint32Array {
  const order = Uint32Array.from({length: count}, (_, place) => place);
  shuffle(order, below);
  return order;
}
