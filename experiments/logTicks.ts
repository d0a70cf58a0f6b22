/** Digits at which ticks are, between a power of ten and the next one: closer and closer. */
const STEPS = [
  [1],
  [1, 2, 5],
  [1, 1.2, 1.5, 2, 3, 4, 5, 7],
  Array.from({length: 45}, (_, place) => (2 * place + 10) / 10),
  Array.from({length: 90}, (_, place) => (place + 10) / 10),
];

/** The fewest ticks that tell how an axis runs. */
const LEAST = 4;

/**
 * Ticks of a logarithmic axis: powers of ten, and round numbers between them where there are few, or none.
 *
 * @param values - What is drawn: positive.
 */
export function logTicks(values: readonly number[]): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const first = Math.floor(Math.log10(low));
  const powers = Array.from({length: Math.ceil(Math.log10(high)) - first + 1}, (_, place) => first + place);
  const all = STEPS.map((steps) =>
    powers
      .flatMap((power) => steps.map((step) => Number(`${step}e${power}`)))
      .filter((tick) => tick >= low && tick <= high),
  );
  return all.find((ticks) => ticks.length >= LEAST) ?? all.at(-1)!;
}
