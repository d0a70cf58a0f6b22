/** The sum of four numbers. */
@inline
export function addLanes(four: v128): f32 {
  return (
    f32x4.extract_lane(four, 0) + f32x4.extract_lane(four, 1) +
    (f32x4.extract_lane(four, 2) + f32x4.extract_lane(four, 3))
  );
}

/**
 * Adds up values and their squares by column, in float64, and tells whether all of them lie between bounds.
 *
 * The sums are those of a loop over the rows in JavaScript, bit for bit.
 *
 * @param values - `[rows][columns]` in float32.
 * @param columns - A multiple of 4.
 * @param sums - `[columns]` in float64; the squares' follow them.
 * @returns Whether every value is at least `min` and at most `max`, which NaN never is.
 */
export function addColumns(values: usize, rows: u32, columns: u32, sums: usize, min: f32, max: f32): bool {
  const lowest = f32x4.splat(min);
  const highest = f32x4.splat(max);
  let isInside = i32x4.splat(-1);
  for (let row: u32 = 0; row < rows; ++row) {
    let sum = sums;
    for (const end = values + columns * 4; values < end; values += 16, sum += 32) {
      const four = v128.load(values);
      isInside = v128.and(isInside, v128.and(f32x4.ge(four, lowest), f32x4.le(four, highest)));
      const low = f64x2.promote_low_f32x4(four);
      const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(four, four, 2, 3, 2, 3));
      const square = sum + columns * 8;
      v128.store(sum, f64x2.add(v128.load(sum), low));
      v128.store(sum, f64x2.add(v128.load(sum, 16), high), 16);
      v128.store(square, f64x2.add(v128.load(square), f64x2.mul(low, low)));
      v128.store(square, f64x2.add(v128.load(square, 16), f64x2.mul(high, high)), 16);
    }
  }
  return i32x4.all_true(isInside);
}
