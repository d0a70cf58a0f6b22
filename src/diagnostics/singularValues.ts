import {breather} from '../platform/nextTask.js';
import {bidiagonalize, type Bidiagonal, type Matrix} from './bidiagonalize.js';

/**
 * Returns the singular values of a matrix, the largest first, to float64's rounding of the largest one, without blocking the event
 * loop.
 *
 * The matrix is made bidiagonal; the eigenvalues of the symmetric tridiagonal matrix that has zeros on its diagonal, and beside it
 * the elements of the bidiagonal one, are plus and minus its singular values; and these are found by bisection, which counts
 * how many lie below a value by the signs of pivots. Golub & Kahan 1965, section 3; Golub & Van Loan 2013, sections 8.4.1 and 8.6.1;
 * why the count can be trusted: Demmel & Kahan 1990, section 4.
 *
 * @param matrix - Finite numbers; left as it is.
 * @returns `[min(rows, columns)]`
 */
export async function singularValues({values, rows, columns}: Matrix): Promise<Float64Array> {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  const size = Math.min(rows, columns);
  if (largest === 0) return new Float64Array(size);
  // Of values near 1, no square is too large or too small; and with the longer side upright.
  const scaled = new Float64Array(values.length);
  const [down, across] = rows >= columns ? [columns, 1] : [1, rows];
  const breathe = breather();
  for (let row = 0; row < rows; ++row) {
    await breathe();
    for (let column = 0; column < columns; ++column) {
      scaled[row * down + column * across] = values[row * columns + column]! / largest;
    }
  }
  const bidiagonal = await bidiagonalize({values: scaled, rows: Math.max(rows, columns), columns: size});
  const found = await bisect(bidiagonal);
  return found.map((value) => value * largest);
}

/** Singular values that lie between two bounds: those from place `first` to `last`, the smallest first. */
interface Interval {
  low: number;
  high: number;
  first: number;
  last: number;
}

async function bisect({diagonal, above}: Bidiagonal): Promise<Float64Array> {
  const size = diagonal.length;
  const squares = new Float64Array(2 * size - 1);
  for (let place = 0; place < squares.length; ++place) {
    squares[place] = (place % 2 === 0 ? diagonal[place / 2]! : above[(place - 1) / 2]!) ** 2;
  }
  // Gershgorin's bound: no eigenvalue is beyond the largest sum of a row.
  let bound = 0;
  for (let place = 0; place <= squares.length; ++place) {
    bound = Math.max(bound, Math.sqrt(squares[place - 1] ?? 0) + Math.sqrt(squares[place] ?? 0));
  }
  const tolerance = 2 * Number.EPSILON * bound;
  const found = new Float64Array(size);
  const open: Interval[] = [{low: 0, high: bound * (1 + 4 * Number.EPSILON), first: 0, last: size}];
  const breathe = breather();
  for (let interval = open.pop(); interval !== undefined; interval = open.pop()) {
    const {low, high, first, last} = interval;
    if (first === last) continue;
    const middle = (low + high) / 2;
    if (high - low <= tolerance) {
      found.fill(middle, size - last, size - first);
      continue;
    }
    const below = Math.min(last, Math.max(first, countBelow(squares, middle)));
    open.push({low, high: middle, first, last: below}, {low: middle, high, first: below, last});
    await breathe();
  }
  return found;
}

/**
 * How many singular values are less than x: of the eigenvalues, as many are less than x > 0, and all the negative ones, which are
 * half of them. Each is a negative pivot of the tridiagonal matrix less x times the identity (Sylvester's law of inertia).
 */
function countBelow(squares: Float64Array, x: number): number {
  let [pivot, negative] = [-x, 1];
  for (const square of squares) {
    // A pivot of 0 may have either sign, as if the matrix were off by its rounding.
    pivot = -x - square / (pivot === 0 ? -Number.EPSILON * x : pivot);
    if (pivot < 0) negative++;
  }
  return negative - (squares.length + 1) / 2;
}
