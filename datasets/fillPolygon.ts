/** A convex polygon: x and y of its corners, one after the other, in pixels from the image's left upper corner. */
export type Polygon = Float64Array;

/**
 * Paints the pixels whose centres are in a convex polygon.
 *
 * @param pixels - `side * side` values, row by row.
 * @returns How many pixels these are.
 */
export function fillPolygon(
  pixels: Float32Array | Uint8Array,
  {side, polygon, value}: {side: number; polygon: Polygon; value: number},
): number {
  let [top, bottom] = [Infinity, -Infinity];
  for (let corner = 1; corner < polygon.length; corner += 2) {
    top = Math.min(top, polygon[corner]!);
    bottom = Math.max(bottom, polygon[corner]!);
  }
  let painted = 0;
  for (let row = Math.max(0, Math.ceil(top - 0.5)); row <= Math.min(side - 1, bottom - 0.5); ++row) {
    const y = row + 0.5;
    let [left, right] = [Infinity, -Infinity];
    // Where the line of the pixels' centres meets the edges.
    let [beforeX, beforeY] = [polygon.at(-2)!, polygon.at(-1)!];
    for (let corner = 0; corner < polygon.length; corner += 2) {
      const [x, cornerY] = [polygon[corner]!, polygon[corner + 1]!];
      if (beforeY > y !== cornerY > y) {
        const meeting = x + ((y - cornerY) * (beforeX - x)) / (beforeY - cornerY);
        left = Math.min(left, meeting);
        right = Math.max(right, meeting);
      }
      [beforeX, beforeY] = [x, cornerY];
    }
    const [from, to] = [Math.max(0, Math.ceil(left - 0.5)), Math.min(side - 1, Math.floor(right - 0.5))];
    if (from > to) continue;
    pixels.fill(value, row * side + from, row * side + to + 1);
    painted += to - from + 1;
  }
  return painted;
}
