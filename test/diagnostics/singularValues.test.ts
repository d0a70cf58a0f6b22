import {Matrix as Reference, SVD} from 'ml-matrix';
import {singularValues} from '../../src/diagnostics/singularValues.js';
import {keyFromSeed} from '../../src/random/Key.js';
import {normal} from '../../src/random/normal.js';

/** Singular values are right to the rounding of the largest one, times what the sums of a row of so many add up to. */
const ROUNDING = 64 * Number.EPSILON;

async function of(rows: readonly (readonly number[])[]): Promise<number[]> {
  const columns = rows[0]!.length;
  return Array.from(
    await singularValues({values: Float64Array.from(rows.flat()), rows: rows.length, columns}),
  );
}

function random(rows: number, columns: number): number[][] {
  const values = normal(keyFromSeed(rows + 100 * columns), {rows, columns});
  return Array.from({length: rows}, (_, row) =>
    Array.from(values.subarray(row * columns, (row + 1) * columns)),
  );
}

function expectNear(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  const bound = ROUNDING * expected[0]!;
  expect(found.filter((value, place) => !(Math.abs(value - expected[place]!) <= bound))).toEqual([]);
}

/** Q of a random matrix, by Gram and Schmidt, twice. */
function orthogonal(size: number): number[][] {
  const rows = random(size, size);
  rows.forEach((row, place) => {
    for (const below of [...rows.slice(0, place), ...rows.slice(0, place)]) {
      const along = row.reduce((sum, value, column) => sum + value * below[column]!, 0);
      below.forEach((value, column) => (row[column]! -= along * value));
    }
    const length = Math.hypot(...row);
    row.forEach((value, column) => (row[column] = value / length));
  });
  return rows;
}

describe('singularValues', () => {
  // Those of [[a, b], [c, d]] have the product |ad - bc|, and squares that add up to a² + b² + c² + d².
  it.each<[string, number[][], number[]]>([
    ['a number', [[-3]], [3]],
    ['a row', [[3, 4]], [5]],
    ['a column', [[3], [-4]], [5]],
    [
      'two columns at a right angle',
      [
        [3, 4],
        [-4, 3],
      ],
      [5, 5],
    ],
    [
      'the golden ratio',
      [
        [1, 1],
        [0, 1],
      ],
      [(1 + Math.sqrt(5)) / 2, (Math.sqrt(5) - 1) / 2],
    ],
    [
      'rank 1',
      [
        [1, 2, 2],
        [2, 4, 4],
      ],
      [Math.sqrt(45), 0],
    ],
    [
      'a diagonal, in any order and of any sign',
      [
        [2, 0, 0, 0],
        [0, -7, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 1e-9],
      ],
      [7, 2, 1e-9, 0],
    ],
    [
      'more columns than rows',
      [
        [0, 0, 5],
        [0, 2, 0],
      ],
      [5, 2],
    ],
    [
      'nothing but zeros',
      [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      [0, 0],
    ],
    [
      'a permutation',
      [
        [0, 1, 0],
        [0, 0, 1],
        [1, 0, 0],
      ],
      [1, 1, 1],
    ],
  ])('knows those of %s', async (_, rows, expected) => {
    expectNear(await of(rows), expected);
  });

  it('finds that those of an orthogonal matrix are 1', async () => {
    expectNear(await of(orthogonal(40)), Array<number>(40).fill(1));
  });

  it.each([
    [1, 1],
    [7, 7],
    [60, 60],
    [50, 13],
    [13, 50],
    [1, 30],
    [30, 2],
  ])('agrees with ml-matrix on %d x %d', async (rows, columns) => {
    const matrix = random(rows, columns);
    expectNear(await of(matrix), new SVD(new Reference(matrix), {autoTranspose: true}).diagonal);
  });

  it('finds the zeros of a matrix of a lower rank', async () => {
    const [left, right] = [random(30, 5), random(5, 20)];
    const matrix = new Reference(left).mmul(new Reference(right));
    const found = await of(matrix.to2DArray());
    expectNear(found, new SVD(matrix).diagonal);
    expect(found.filter((value) => value > ROUNDING * found[0]!)).toHaveLength(5);
  });

  it.each([1e-200, 1e200])('neither overflows nor underflows: %d', async (factor) => {
    const matrix = random(6, 4);
    const found = await of(matrix.map((row) => row.map((value) => value * factor)));
    expectNear(
      found.map((value) => value / factor),
      await of(matrix),
    );
  });

  it('leaves the matrix as it is', async () => {
    const values = Float64Array.from([1, 2, 3, 4, 5, 6]);
    await singularValues({values, rows: 2, columns: 3});
    await singularValues({values, rows: 3, columns: 2});
    expect(Array.from(values)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
