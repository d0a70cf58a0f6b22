import {visibleUnits} from '../../src/energy/Units.js';

const {kind, units} = visibleUnits(
  [2, {units: 1, type: 'gaussian'}, {units: 4, type: 'softmax', categories: 2}, {units: 1, type: 'relu'}],
  'visible',
);
const ROW = [0, 1, -7, 0, 1, 0, 0, 3];

/** The row with another value in one place. */
function withValue(column: number, value: number): number[] {
  return ROW.map((old, place) => (place === column ? value : old));
}

describe('units of several kinds', () => {
  it('are as many as their parts have', () => {
    expect(units).toBe(8);
    expect(kind.type).toBe('mixed');
  });

  it('take what each part takes', () => {
    expect(kind.accepts).toEqual({min: -Infinity, max: Infinity});
    expect(kind.checkRow!(Float32Array.from(ROW))).toBeUndefined();
  });

  it.each([
    [0, 2, 'values in [0, 1] for the bernoulli units of part 0', '2 in column 0'],
    [1, -0.5, 'values in [0, 1] for the bernoulli units of part 0', '-0.5 in column 1'],
    [3, 3, 'values in [0, 1] for the softmax units of part 2', '3 in column 3'],
    [5, 0.5, 'groups of 2 that sum to 1, or to 0 where they are missing', 'a sum of 0.5 from column 5 on'],
    [7, -1, 'values >= 0 for the relu units of part 3', '-1 in column 7'],
  ])('say what is wrong in column %d: %d', (column, value, condition, got) => {
    expect(kind.checkRow!(Float32Array.from(withValue(column, value)))).toEqual({condition, got});
  });

  it('name the column of all units that is not standardised', () => {
    const sums = Float64Array.of(5, 5, 1000, 5, 5, 5, 5, 5);
    const squares = sums.map((sum) => sum ** 2 / 10);
    expect(kind.warning!({sums, squares, rows: 10})).toMatch(
      /^x should be .* got mean 100 and .* in column 2;/,
    );
    expect(kind.warning!({sums: squares.map(() => 5), squares: sums.fill(5), rows: 10})).toBeUndefined();
  });

  it('start each part where it would start alone', () => {
    const bias = kind.biasFromData({
      sums: Float64Array.of(0, 8, 16, 6, 0, 0, 0, 8),
      squares: new Float64Array(8),
      rows: 8,
    });
    const expected = [
      Math.log(1 / 9),
      Math.log(9 / 1),
      2,
      Math.log(7 / 8),
      Math.log(1 / 8),
      Math.log(1 / 2),
      Math.log(1 / 2),
      Math.log(Math.expm1(1)),
    ];
    expected.forEach((value, unit) => expect(bias[unit]).toBeCloseTo(value, 6));
  });

  it('of one part are that part', () => {
    expect(visibleUnits([{units: 2, type: 'relu'}], 'visible').kind.type).toBe('relu');
  });
});
