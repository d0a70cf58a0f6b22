/** Steps from a pixel to another with no pixel centre between; each stands for its opposite too. */
function directions(side: number): {x: number; y: number}[] {
  const all: {x: number; y: number}[] = [];
  // Between two pixels must be a third, so that two steps must fit.
  const most = Math.floor((side - 1) / 2);
  for (let y = 0; y <= most; ++y) {
    for (let x = y === 0 ? 1 : -most; x <= most; ++x) {
      if (commonDivisor(Math.abs(x), y) === 1) all.push({x, y});
    }
  }
  // What is not convex mostly shows on short steps.
  return all.sort((a, b) => a.x ** 2 + a.y ** 2 - (b.x ** 2 + b.y ** 2));
}

const known = new Map<number, {x: number; y: number}[]>();

/**
 * Whether the pixels that are not 0 are convex: for every pair of them, every pixel whose centre is on the line between theirs
 * is one of them too. All pixels that have their centres in a convex region pass.
 *
 * @param pixels - `side * side` values, row by row.
 */
export function isConvex(pixels: ArrayLike<number>, side: number): boolean {
  if (fillsItsHull(pixels, side)) return true;
  let steps = known.get(side);
  if (steps === undefined) known.set(side, (steps = directions(side)));
  const isInside = (x: number, y: number): boolean =>
    x >= 0 && x < side && y < side && pixels[y * side + x] !== 0;
  for (const {x: right, y: down} of steps) {
    for (let y = 0; y + 2 * down < side; ++y) {
      for (let x = 0; x < side; ++x) {
        if (pixels[y * side + x] === 0) continue;
        // Where the line from here leaves the region, it must not come back.
        let [nextX, nextY] = [x + right, y + down];
        if (isInside(nextX, nextY)) continue;
        while (nextX >= 0 && nextX < side && nextY < side) {
          if (pixels[nextY * side + nextX] !== 0) return false;
          nextX += right;
          nextY += down;
        }
      }
    }
  }
  return true;
}

/**
 * Whether the pixels that are not 0 are all whose centres are in the hull of theirs: then they are convex, as all lines between
 * them are in the hull. Of thin regions and of none it may say no though they are convex.
 */
function fillsItsHull(pixels: ArrayLike<number>, side: number): boolean {
  /** The first and the last pixel of each row, from the top. */
  const rows: {y: number; left: number; right: number}[] = [];
  for (let y = 0; y < side; ++y) {
    let [left, right, count] = [side, -1, 0];
    for (let x = 0; x < side; ++x) {
      if (pixels[y * side + x] === 0) continue;
      left = Math.min(left, x);
      right = x;
      ++count;
    }
    if (count === 0) continue;
    if (right - left + 1 !== count || (rows.length > 0 && rows.at(-1)!.y !== y - 1)) return false;
    rows.push({y, left, right});
  }
  // The pixel beside a row's ends must not be in the hull, on this side of where a line from above to below it passes.
  for (let row = 1; row < rows.length - 1; ++row) {
    const {left, right} = rows[row]!;
    for (let above = 0; above < row; ++above) {
      for (let below = row + 1; below < rows.length; ++below) {
        const [a, b] = [rows[above]!, rows[below]!];
        const [ofA, ofB] = [below - row, row - above];
        if (ofA * a.left + ofB * b.left <= (left - 1) * (ofA + ofB)) return false;
        if (ofA * a.right + ofB * b.right >= (right + 1) * (ofA + ofB)) return false;
      }
    }
  }
  return true;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
