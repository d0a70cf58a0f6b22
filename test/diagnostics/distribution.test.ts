import {distribution, type Distribution} from '../../src/diagnostics/distribution.js';
import {smallestOf} from '../../src/diagnostics/smallestOf.js';
import {keyFromSeed} from '../../src/random/Key.js';
import {normal} from '../../src/random/normal.js';
import {deviation, mean} from '../statistics.js';

const of = (values: readonly number[], bins = 4): Promise<Distribution> =>
  distribution(Float32Array.from(values), {bins, where: 'f: layer', what: 'activations'});

describe('distribution', () => {
  it('knows what is worked out by hand', async () => {
    expect(await of([1, 2, 3, 4, 5, 9])).toEqual({
      mean: 4,
      deviation: Math.sqrt((9 + 4 + 1 + 0 + 1 + 25) / 6),
      percentile98: 9,
      // A value on an edge is to the right of it, the last one in the last bin.
      histogram: {edges: [1, 3, 5, 7, 9], counts: [2, 2, 1, 1]},
    });
  });

  it('takes the 98th percentile of the values with their signs, by the nearest rank', async () => {
    const hundred = Array.from({length: 100}, (_, place) => ((place * 37) % 100) - 99);
    expect((await of(hundred)).percentile98).toBe(-2);
    expect((await of([...hundred, 7])).percentile98).toBe(-1);
    expect((await of([...hundred.slice(1), 7, 8, 9])).percentile98).toBe(7);
  });

  it('puts values that are all the same in the middle of a bin of 1', async () => {
    const {histogram, ...rest} = await of([2, 2, 2], 1);
    expect(histogram).toEqual({edges: [1.5, 2.5], counts: [3]});
    expect(rest).toEqual({mean: 2, deviation: 0, percentile98: 2});
  });

  it('agrees with sorting and with sums, on more values than are looked at at once', async () => {
    const values = normal(keyFromSeed(3), {rows: 300_000, columns: 1});
    const found = await distribution(values, {bins: 31, where: 'f: layer', what: 'activations'});
    const sorted = values.slice().sort();
    expect(found.percentile98).toBe(sorted[0.98 * 300_000 - 1]);
    expect(found.mean).toBeCloseTo(mean(values), 12);
    expect(found.deviation).toBeCloseTo(deviation(values), 12);
    const {edges, counts} = found.histogram;
    expect([edges[0], edges[31]]).toEqual([sorted[0], sorted.at(-1)]);
    const expected = counts.map(
      (_, bin) =>
        sorted.filter((value) => value >= edges[bin]! && (value < edges[bin + 1]! || bin === 30)).length,
    );
    expect(counts).toEqual(expected);
  });

  it.each([NaN, Infinity, -Infinity])('refuses %d', async (value) => {
    await expect(of([1, value, 2])).rejects.toThrow(
      `f: layer must be one whose activations are finite, got ${value}.`,
    );
  });
});

describe('smallestOf', () => {
  it('finds every value by its rank, of either sign, however near', async () => {
    const values = Float32Array.from([3, -1, 0, 1e-45, -1e-45, 1e38, -1e38, 1, 1 + 2 ** -23, -0.5, 1, -1]);
    const sorted = Array.from(values.slice().sort());
    const found = [];
    for (let rank = 1; rank <= values.length; ++rank) found.push(await smallestOf(values, {rank}));
    expect(found).toEqual(sorted);
  });
});
