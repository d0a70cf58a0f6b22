import {labelledRows} from '../../../examples/lib/labelledRows.js';

describe('labelledRows', () => {
  const labels = Uint8Array.from({length: 300}, (_, row) => (row * 7) % 10);

  it('draws as many rows of each class, none twice, the classes in turn', () => {
    const rows = Array.from(labelledRows(labels, {count: 100, seed: 1}));
    expect(rows.map((row) => labels[row])).toEqual(Array.from({length: 100}, (_, place) => place % 10));
    expect(new Set(rows).size).toBe(100);
  });

  it('draws others from another seed, and the same from the same', () => {
    const [first, again, other] = [1, 1, 2].map((seed) => labelledRows(labels, {count: 50, seed}));
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it.each([310, 105])('refuses %d rows where each class has 30', (count) => {
    expect(() => labelledRows(labels, {count, seed: 1})).toThrow(
      new RangeError(
        'labelledRows: count must be a multiple of 10, 10 times the rows of a class at most, ' +
          `got ${count} where class 0 has 30 rows.`,
      ),
    );
  });

  it('draws each row of a class about equally often', () => {
    const counts = new Map<number, number>();
    const draws = 300;
    for (let seed = 0; seed < draws; ++seed) {
      for (const row of labelledRows(labels, {count: 100, seed})) counts.set(row, (counts.get(row) ?? 0) + 1);
    }
    // Each count is binomial, of mean 100 and deviation sqrt(300 / 3 * 2 / 3) = 8.2; five deviations, 300 rows.
    expect(counts.size).toBe(300);
    for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(41);
  });
});
