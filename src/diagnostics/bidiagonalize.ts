import {breather} from '../platform/nextTask.js';

/** A matrix of float64. */
export interface Matrix {
  /** `rows * columns` finite numbers, row by row. */
  values: Float64Array;
  rows: number;
  columns: number;
}

/** An upper bidiagonal matrix. */
export interface Bidiagonal {
  /** `[size]`; signs mean nothing. */
  diagonal: Float64Array;
  /** `[size - 1]`, the elements to the right of the diagonal's. */
  above: Float64Array;
}

/**
 * Brings a matrix to upper bidiagonal form by orthogonal transformations from both sides, which leave its singular values as
 * they are, without blocking the event loop.
 *
 * By Householder reflections: Golub & Kahan 1965, "Calculating the singular values and pseudo-inverse of a matrix", theorem 1;
 * Golub & Van Loan 2013, algorithm 5.4.2. The reflections of a column and of its row are kept back until the next column's turn,
 * so that the matrix is walked through twice a column and not four times.
 *
 * @param matrix - At least as many rows as columns; its values are overwritten.
 */
export async function bidiagonalize({values, rows, columns}: Matrix): Promise<Bidiagonal> {
  const diagonal = new Float64Array(columns);
  const above = new Float64Array(Math.max(0, columns - 1));
  // Kept back: matrix - u y' - x v', u and x a value a row, y and v a value a column.
  const [u, x] = [new Float64Array(rows), new Float64Array(rows)];
  const [y, v] = [new Float64Array(columns), new Float64Array(columns)];
  const nextU = new Float64Array(rows);
  const breathe = breather();
  for (let k = 0; k < columns; ++k) {
    for (let row = k; row < rows; ++row) {
      nextU[row] = values[row * columns + k]! - u[row]! * y[k]! - x[row]! * v[k]!;
    }
    const left = reflect(nextU, k);
    diagonal[k] = left.length;
    if (k === columns - 1) break;

    const nextY = new Float64Array(columns);
    for (let row = k; row < rows; ++row) {
      const [start, ofU, ofX, ofNext] = [row * columns, u[row]!, x[row]!, nextU[row]!];
      for (let column = k + 1; column < columns; ++column) {
        const value = values[start + column]! - ofU * y[column]! - ofX * v[column]!;
        values[start + column] = value;
        nextY[column]! += ofNext * value;
      }
    }
    for (let column = k + 1; column < columns; ++column) {
      y[column] = left.factor * nextY[column]!;
      v[column] = values[k * columns + column]! - nextU[k]! * y[column]!;
    }
    u.set(nextU);
    const right = reflect(v, k + 1);
    above[k] = right.length;

    let overlap = 0;
    for (let column = k + 1; column < columns; ++column) overlap += y[column]! * v[column]!;
    for (let row = k + 1; row < rows; ++row) {
      x[row] = right.factor * (dot(values, row * columns, v, k + 1) - u[row]! * overlap);
    }
    await breathe();
  }
  return {diagonal, above};
}

/**
 * Finds the reflection 1 - factor w w' that leaves only the first element of a vector, and writes w, whose first element is 1,
 * over it. The length has the sign that avoids cancellation: Golub & Van Loan 2013, section 5.1.3.
 *
 * @param from - Where the vector begins.
 */
function reflect(vector: Float64Array, from: number): {factor: number; length: number} {
  let square = 0;
  for (let place = from + 1; place < vector.length; ++place) square += vector[place]! ** 2;
  const first = vector[from]!;
  vector[from] = 1;
  if (square === 0) {
    vector.fill(0, from + 1);
    return {factor: 0, length: first};
  }
  const length = first > 0 ? -Math.sqrt(first ** 2 + square) : Math.sqrt(first ** 2 + square);
  for (let place = from + 1; place < vector.length; ++place) vector[place]! /= first - length;
  return {factor: (length - first) / length, length};
}

/** The product of a vector's end and as much of a matrix's row, in four sums that do not wait for each other. */
function dot(values: Float64Array, start: number, vector: Float64Array, from: number): number {
  const end = vector.length;
  let [a, b, c, d, place] = [0, 0, 0, 0, from];
  for (; place + 3 < end; place += 4) {
    a += values[start + place]! * vector[place]!;
    b += values[start + place + 1]! * vector[place + 1]!;
    c += values[start + place + 2]! * vector[place + 2]!;
    d += values[start + place + 3]! * vector[place + 3]!;
  }
  for (; place < end; ++place) a += values[start + place]! * vector[place]!;
  return a + b + (c + d);
}
