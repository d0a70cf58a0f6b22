import {keyFromSeed} from '../src/random/Key.js';
import {uniform} from '../src/random/uniform.js';

/** States and how likely they are. */
export interface Distribution {
  states: readonly (readonly number[])[];
  probabilities: ArrayLike<number>;
}

/** So many standard errors off is no chance: among the thousands of numbers that the tests compare, 1 in 1000 runs. */
const STANDARD_ERRORS = 5;

/** Draws states, each row by itself. */
export function drawRows({states, probabilities}: Distribution, rows: number, seed: number): number[][] {
  const cumulative: number[] = [];
  let total = 0;
  for (let place = 0; place < states.length; ++place) cumulative.push((total += probabilities[place]!));
  return Array.from(uniform(keyFromSeed(seed), {rows, columns: 1}), (draw) => {
    let [low, high] = [0, states.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle]! > draw * total) high = middle;
      else low = middle + 1;
    }
    return [...states[low]!];
  });
}

/** Expects that rows, drawn independently, have the mean of each statistic that the distribution has. */
export function expectMeans(
  rows: readonly (readonly number[])[],
  {states, probabilities}: Distribution,
  statistic: (state: readonly number[]) => readonly number[],
): void {
  const of = (
    all: readonly (readonly number[])[],
    weight: (place: number) => number,
  ): [number[], number[]] => {
    const [means, squares]: [number[], number[]] = [[], []];
    all.forEach((state, place) =>
      statistic(state).forEach((value, k) => {
        means[k] = (means[k] ?? 0) + weight(place) * value;
        squares[k] = (squares[k] ?? 0) + weight(place) * value ** 2;
      }),
    );
    return [means, squares];
  };
  const [exact, squares] = of(states, (place) => probabilities[place]!);
  const [means] = of(rows, () => 1 / rows.length);
  // The last term is float32's rounding.
  const off = exact.map((value, k) => {
    const bound = STANDARD_ERRORS * Math.sqrt(Math.max(0, squares[k]! - value ** 2) / rows.length) + 1e-6;
    return Math.abs(means[k]! - value) > bound
      ? {statistic: k, exact: value, mean: means[k], bound}
      : undefined;
  });
  expect(off.filter((one) => one !== undefined)).toEqual([]);
}

/** Splits a matrix's values into rows. */
export function toRows(values: ArrayLike<number>, columns: number): number[][] {
  return Array.from({length: values.length / columns}, (_, row) =>
    Array.from({length: columns}, (_, column) => values[row * columns + column]!),
  );
}
