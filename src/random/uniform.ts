import type {Key} from './Key.js';
import {randomWords} from './randomWords.js';

/** The shape of a matrix of draws, row-major. */
export interface DrawShape {
  rows: number;
  columns: number;
}

/** Rows that may lie further down. */
export interface RowsShape extends DrawShape {
  /** The place of the first row. @defaultValue 0 */
  firstRow?: number;
}

/**
 * Draws from the uniform distribution on [0, 1), in steps of 2^-24.
 *
 * @param key - The stream.
 * @param shape - Rows and columns; the draw at (row, column) does not depend on how many there are of either.
 * @returns `rows * columns` values, row by row.
 */
export function uniform(key: Key, {rows, columns, firstRow = 0}: RowsShape): Float32Array {
  const draws = new Float32Array(rows * columns);
  for (let row = 0; row < rows; ++row) {
    const words = randomWords(key, {row: firstRow + row, columns});
    const start = row * columns;
    for (let column = 0; column < columns; ++column) {
      draws[start + column] = (words[column]! >>> 8) * 2 ** -24;
    }
  }
  return draws;
}
