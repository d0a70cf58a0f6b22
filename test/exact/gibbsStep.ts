import {expected, sum, table} from './arithmetic.js';
import {hiddenDistribution, visibleDistribution, type ExactMachine} from './exactMachine.js';

/** `p(v' | v)` of every visible state v' one Gibbs step after v, by summing over the hidden states between. */
export function gibbsStep(exact: ExactMachine, v: readonly number[]): number[] {
  const between = hiddenDistribution(exact, v);
  const after = exact.hidden.states.map((h) => visibleDistribution(exact, h));
  return exact.visible.states.map((_, place) =>
    sum(between, (probability, h) => probability * after[h]![place]!),
  );
}

/** The parts of a gradient, flat. */
export interface Gradient {
  weights: number[];
  visibleBias: number[];
  hiddenBias: number[];
}

/** The expected gradient of CD-1 on some rows, by summing over every sample that can be drawn. */
export function expectedCd1Gradient(exact: ExactMachine, data: readonly (readonly number[])[]): Gradient {
  const {visible, hidden} = exact;
  const steps = data.map((v) => gibbsStep(exact, v));
  const statistics = (v: readonly number[]): number[][] => {
    const seen = visible.seen(v);
    const means = expected(hidden.states, hiddenDistribution(exact, v), (h) => h);
    return [table(seen.length, means.length, (i, j) => seen[i]! * means[j]!).flat(), seen, means];
  };
  const [weights, visibleBias, hiddenBias] = [0, 1, 2].map((part) => {
    const of = (v: readonly number[]): number[] => statistics(v)[part]!;
    const positive = expected(
      data,
      data.map(() => 1 / data.length),
      of,
    );
    const model = visible.states.map((_, place) => sum(steps, (step) => step[place]!) / data.length);
    const negative = expected(visible.states, model, of);
    return positive.map((value, place) => value - negative[place]!);
  });
  return {weights: weights!, visibleBias: visibleBias!, hiddenBias: hiddenBias!};
}
