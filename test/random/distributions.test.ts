import {bernoulli} from '../../src/random/bernoulli.js';
import {deriveKey, keyFromSeed} from '../../src/random/Key.js';
import {normal} from '../../src/random/normal.js';
import {permutation} from '../../src/random/permutation.js';
import {TRUNCATED_NORMAL_DEVIATION, truncatedNormal} from '../../src/random/truncatedNormal.js';
import {uniform} from '../../src/random/uniform.js';
import {correlation, mean, variance} from '../statistics.js';

const key = deriveKey(keyFromSeed(1), 7);
const COUNT = 200_000;
const shape = {rows: 1, columns: COUNT};

/** How many standard errors a mean over many draws may be off; by chance it is in one test of 15,000. */
const SIGMAS = 4;

describe('deriveKey', () => {
  it('gives every place of a path a stream of its own', () => {
    const keys = [
      deriveKey(key, 0),
      deriveKey(key, 1),
      deriveKey(key, 0, 0),
      deriveKey(key, 0, 1),
      deriveKey(key, 2 ** 32),
    ];
    expect(new Set(keys.map(String)).size).toBe(keys.length);
  });

  it('leads along a path as step by step', () => {
    expect(deriveKey(key, 3, 5)).toEqual(deriveKey(deriveKey(key, 3), 5));
  });

  it('tells seeds apart that differ above the 32nd bit', () => {
    expect(keyFromSeed(1)).not.toEqual(keyFromSeed(1 + 2 ** 32));
  });
});

describe('uniform', () => {
  it('draws rows further down as they are in the whole', () => {
    const whole = uniform(key, {rows: 5, columns: 3});
    expect(uniform(key, {rows: 2, columns: 3, firstRow: 3})).toEqual(whole.subarray(9));
  });

  it('stays in [0, 1)', () => {
    const draws = uniform(key, shape);
    expect(draws.every((draw) => draw >= 0 && draw < 1)).toBe(true);
  });

  it('has mean 1/2 and variance 1/12', () => {
    const draws = uniform(key, shape);
    expect(Math.abs(mean(draws) - 1 / 2)).toBeLessThan(SIGMAS * Math.sqrt(1 / 12 / COUNT));
    // The variance of (u - 1/2)^2 is 1/80 - 1/144.
    expect(Math.abs(variance(draws) - 1 / 12)).toBeLessThan(SIGMAS * Math.sqrt((1 / 80 - 1 / 144) / COUNT));
  });

  it('draws each row and place independently of how many there are', () => {
    const wide = uniform(key, {rows: 3, columns: 7});
    const narrow = uniform(key, {rows: 5, columns: 4});
    for (const row of [0, 1, 2]) {
      expect(Array.from(narrow.subarray(row * 4, row * 4 + 4))).toEqual(
        Array.from(wide.subarray(row * 7, row * 7 + 4)),
      );
    }
  });

  it('gives rows, streams and neighbours that are not correlated', () => {
    const draws = uniform(key, {rows: 2, columns: COUNT});
    const first = draws.subarray(0, COUNT);
    const bound = SIGMAS / Math.sqrt(COUNT);
    expect(Math.abs(correlation(first, draws.subarray(COUNT)))).toBeLessThan(bound);
    expect(Math.abs(correlation(first, uniform(deriveKey(key, 1), shape)))).toBeLessThan(bound);
    expect(Math.abs(correlation(first.subarray(1), first.subarray(0, -1)))).toBeLessThan(bound);
  });
});

describe('normal', () => {
  it('has mean 0 and variance 1', () => {
    const draws = normal(key, shape);
    expect(Math.abs(mean(draws))).toBeLessThan(SIGMAS / Math.sqrt(COUNT));
    expect(Math.abs(variance(draws) - 1)).toBeLessThan(SIGMAS * Math.sqrt(2 / COUNT));
  });

  it('is below -1, 0, 1 and 2 as often as the distribution function says', () => {
    const draws = normal(key, shape);
    for (const [bound, share] of [
      [-1, 0.15865525],
      [0, 0.5],
      [1, 0.84134475],
      [2, 0.97724987],
    ] as const) {
      const below = draws.filter((draw) => draw < bound).length / COUNT;
      expect(Math.abs(below - share)).toBeLessThan(SIGMAS * Math.sqrt((share * (1 - share)) / COUNT));
    }
  });

  it('gives the two halves of a pair that are not correlated', () => {
    const draws = normal(key, shape);
    const even = draws.filter((_, place) => place % 2 === 0);
    const odd = draws.filter((_, place) => place % 2 === 1);
    expect(Math.abs(correlation(even, odd))).toBeLessThan(SIGMAS / Math.sqrt(COUNT / 2));
  });
});

describe('truncatedNormal', () => {
  it('stays within two deviations', () => {
    expect(truncatedNormal(key, shape).every((draw) => Math.abs(draw) <= 2)).toBe(true);
  });

  it('has mean 0 and a deviation of 0.8796256610', () => {
    const draws = truncatedNormal(key, shape);
    expect(TRUNCATED_NORMAL_DEVIATION).toBeCloseTo(0.879625661, 10);
    expect(Math.abs(mean(draws))).toBeLessThan(SIGMAS / Math.sqrt(COUNT));
    // A bounded distribution's squares vary less than the normal's.
    expect(Math.abs(variance(draws) - 0.879625661 ** 2)).toBeLessThan(SIGMAS * Math.sqrt(2 / COUNT));
  });

  it('leaves the draws inside as they are', () => {
    const draws = truncatedNormal(key, shape);
    const all = normal(deriveKey(key, 0), shape);
    expect(draws.every((draw, place) => Math.abs(all[place]!) > 2 || draw === all[place])).toBe(true);
  });
});

describe('bernoulli', () => {
  it('gives 1 as often as the probability says', () => {
    const probabilities = Float32Array.from({length: COUNT}, (_, place) => (place % 2 === 0 ? 0.1 : 0.7));
    const draws = bernoulli(key, {...shape, probabilities});
    const share = (parity: number): number => mean(draws.filter((_, place) => place % 2 === parity));
    expect(Math.abs(share(0) - 0.1)).toBeLessThan(SIGMAS * Math.sqrt((0.1 * 0.9) / (COUNT / 2)));
    expect(Math.abs(share(1) - 0.7)).toBeLessThan(SIGMAS * Math.sqrt((0.7 * 0.3) / (COUNT / 2)));
  });

  it('never gives 1 at probability 0, and always at probability 1', () => {
    expect(mean(bernoulli(key, {...shape, probabilities: new Float32Array(COUNT)}))).toBe(0);
    expect(mean(bernoulli(key, {...shape, probabilities: new Float32Array(COUNT).fill(1)}))).toBe(1);
  });
});

describe('permutation', () => {
  it('holds every integer once', async () => {
    expect(Array.from(await permutation(key, 1000)).sort((a, b) => a - b)).toEqual(
      Array.from({length: 1000}, (_, i) => i),
    );
  });

  it('gives each of the six orders of three equally often', async () => {
    const counts = new Map<string, number>();
    const trials = 6000;
    for (let trial = 0; trial < trials; ++trial) {
      const order = String(await permutation(deriveKey(key, trial), 3));
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    const chiSquared = [...counts.values()].reduce(
      (sum, count) => sum + (count - trials / 6) ** 2 / (trials / 6),
      0,
    );
    // The 99.99th percentile of chi-squared with 5 degrees of freedom.
    expect(chiSquared).toBeLessThan(25.74);
  });

  it('of nothing is empty', async () => {
    expect(await permutation(key, 0)).toHaveLength(0);
  });
});
