/** Added to the standard deviation, so that a pixel that is almost always the same does not become a huge number. */
const LEAST_SPREAD = 0.1;

/** Returns rows whose columns have mean 0 and a variance near 1. */
export function standardize(values: Float32Array, columns: number): Float32Array {
  const rows = values.length / columns;
  const sums = new Float64Array(columns);
  const squares = new Float64Array(columns);
  for (let index = 0; index < values.length; ++index) {
    sums[index % columns]! += values[index]!;
    squares[index % columns]! += values[index]! ** 2;
  }
  const means = sums.map((sum) => sum / rows);
  const spreads = squares.map((square, column) =>
    Math.sqrt(Math.max(0, square / rows - means[column]! ** 2)),
  );
  return values.map((value, index) => {
    const column = index % columns;
    return (value - means[column]!) / (spreads[column]! + LEAST_SPREAD);
  });
}
