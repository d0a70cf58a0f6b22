/**
 * Rotates a square image about its centre, anticlockwise as one sees it. Each new pixel is interpolated bilinearly between the four
 * old ones around the place that it comes from; outside the image all is 0.
 *
 * @param pixels - `side * side` values, row by row.
 * @param args - `angle` in radians.
 * @returns A new image.
 */
export function rotate(
  pixels: Float32Array,
  {side, angle}: {side: number; angle: number},
): Float32Array<ArrayBuffer> {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const middle = (side - 1) / 2;
  const at = (x: number, y: number): number =>
    x >= 0 && x < side && y >= 0 && y < side ? pixels[y * side + x]! : 0;
  const rotated = new Float32Array(side ** 2);
  for (let pixel = 0; pixel < rotated.length; ++pixel) {
    const [right, down] = [(pixel % side) - middle, Math.floor(pixel / side) - middle];
    const [x, y] = [middle + cos * right - sin * down, middle + sin * right + cos * down];
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [toRight, toBottom] = [x - left, y - top];
    rotated[pixel] =
      (1 - toBottom) * ((1 - toRight) * at(left, top) + toRight * at(left + 1, top)) +
      toBottom * ((1 - toRight) * at(left, top + 1) + toRight * at(left + 1, top + 1));
  }
  return rotated;
}
