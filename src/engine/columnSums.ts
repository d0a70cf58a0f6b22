/** Adds up the columns of a matrix that is read a few rows at a time, in float64. */
export interface ColumnSums {
  /** Where to write the rows, from the first place on. */
  chunk: Float32Array;
  /** From one row's beginning in the chunk to the next one's. */
  stride: number;
  /** Adds the chunk's first rows, and tells whether all their values are finite and within the bounds. */
  add: (rows: number) => boolean;
  /** Returns the sum of each column, and of its squares. */
  sums: () => {sums: Float64Array; squares: Float64Array};
}

/** What is added up. */
export interface ColumnSumsArgs {
  /** How many rows the chunk has room for. */
  rows: number;
  columns: number;
  /** What values may be. @defaultValue any finite number */
  min?: number;
  max?: number;
}

/** Adds up columns in JavaScript. */
export function columnSums({rows, columns, min = -Infinity, max = Infinity}: ColumnSumsArgs): ColumnSums {
  const chunk = new Float32Array(rows * columns);
  const sums = new Float64Array(columns);
  const squares = new Float64Array(columns);
  // Most values of most data are 0, which adds nothing.
  const isZeroFine = min <= 0 && max >= 0;
  return {
    chunk,
    stride: columns,
    add(count) {
      let isFine = true;
      for (let place = 0, column = 0; place < count * columns; ++place, ++column) {
        if (column === columns) column = 0;
        const value = chunk[place]!;
        if (value === 0 && isZeroFine) continue;
        isFine &&= value >= min && value <= max && Number.isFinite(value);
        sums[column]! += value;
        squares[column]! += value * value;
      }
      return isFine;
    },
    sums: () => ({sums, squares}),
  };
}
