// Float64 sums that the exact machines are made of, and that tests write formulas with.

export function sum<T>(values: readonly T[], of: (value: T, place: number) => number): number {
  return values.reduce((total, value, place) => total + of(value, place), 0);
}

/** `sum_i x_i y_i` */
export function dot(x: readonly number[], y: readonly number[]): number {
  return sum(x, (value, place) => value * y[place]!);
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** `log(1 + exp x)`, without overflow. */
export function softplus(x: number): number {
  return Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** `log sum_i exp x_i`, without overflow. */
export function logSumExp(logs: readonly number[]): number {
  const largest = logs.reduce((most, log) => Math.max(most, log), -Infinity);
  return largest + Math.log(sum(logs, (log) => Math.exp(log - largest)));
}

/** The probabilities that are in proportion to `exp x_i`. */
export function softmax(logs: readonly number[]): number[] {
  const total = logSumExp(logs);
  return logs.map((log) => Math.exp(log - total));
}

/** The rows of the identity matrix: every state of a group of softmax units. */
export function oneHots(units: number): number[][] {
  return table(units, units, (row, column) => (row === column ? 1 : 0));
}

export function table(
  rows: number,
  columns: number,
  value: (row: number, column: number) => number,
): number[][] {
  return Array.from({length: rows}, (_, row) =>
    Array.from({length: columns}, (_, column) => value(row, column)),
  );
}

/** Every way to choose a list from each of the options, joined; the last one changes fastest. */
export function cartesian(options: readonly (readonly (readonly number[])[])[]): number[][] {
  return options.reduce<number[][]>(
    (chosen, lists) => chosen.flatMap((first) => lists.map((list) => [...first, ...list])),
    [[]],
  );
}

/** Expected values of some statistic under a distribution over states, `[statistic]`. */
export function expected(
  states: readonly (readonly number[])[],
  probabilities: ArrayLike<number>,
  statistic: (state: readonly number[]) => readonly number[],
): number[] {
  const totals: number[] = [];
  states.forEach((state, place) => {
    statistic(state).forEach((value, k) => {
      totals[k] = (totals[k] ?? 0) + probabilities[place]! * value;
    });
  });
  return totals;
}

/** A state, and all products of two of its values. */
export function moments(state: readonly number[]): number[] {
  return [...state, ...state.flatMap((value, i) => state.slice(i).map((other) => value * other))];
}
