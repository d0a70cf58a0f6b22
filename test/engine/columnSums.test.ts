import {columnSums} from '../../src/engine/columnSums.js';
import {wasmColumnSums} from '../../src/engine/wasm/wasmColumnSums.js';

/** Adds up a matrix, two rows at a time. */
async function add(
  newSums: typeof columnSums | typeof wasmColumnSums,
  matrix: number[][],
  bounds: {min?: number; max?: number} = {},
): Promise<{sums: number[]; squares: number[]; isFine: boolean}> {
  const {chunk, stride, add, sums} = await newSums({rows: 2, columns: matrix[0]!.length, ...bounds});
  let isFine = true;
  for (let first = 0; first < matrix.length; first += 2) {
    const rows = matrix.slice(first, first + 2);
    for (const [row, values] of rows.entries()) chunk.set(values, row * stride);
    isFine = add(rows.length) && isFine;
  }
  const all = sums();
  return {sums: [...all.sums], squares: [...all.squares], isFine};
}

const MATRIX = Array.from({length: 7}, (_, row) =>
  Array.from({length: 5}, (_, column) => Math.fround(Math.sin(row * 5 + column) * 10 ** (column - 2))),
);

describe.each([
  ['columnSums', columnSums],
  ['wasmColumnSums', wasmColumnSums],
] as const)('%s', (_, newSums) => {
  it('adds up each column and its squares in float64, whatever the number of columns', async () => {
    const total = (power: number): number[] =>
      MATRIX[0]!.map((_, column) => MATRIX.reduce((sum, row) => sum + row[column]! ** power, 0));
    expect(await add(newSums, MATRIX)).toEqual({sums: total(1), squares: total(2), isFine: true});
  });

  it.each([NaN, Infinity, -Infinity])('finds %p, with bounds and without', async (value) => {
    const matrix = MATRIX.map((row, place) => (place === 5 ? row.with(4, value) : row));
    expect((await add(newSums, matrix)).isFine).toBe(false);
    expect((await add(newSums, matrix, {min: -1000, max: 1000})).isFine).toBe(false);
  });

  it('finds values out of bounds, and takes the bounds themselves', async () => {
    const bounds = {min: 0, max: 1};
    expect((await add(newSums, [[0, 1, 0.5]], bounds)).isFine).toBe(true);
    expect((await add(newSums, [[0, 1, 1 + 2 ** -23]], bounds)).isFine).toBe(false);
    expect((await add(newSums, [[-(2 ** -149), 1, 0]], bounds)).isFine).toBe(false);
  });
});
