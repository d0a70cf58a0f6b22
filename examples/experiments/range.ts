/** The mean of some numbers, and from where to where they are, in three digits: `'1.23 (1.20 to 1.30)'`. */
export function range(values: readonly number[]): string {
  const show = (value: number): string => value.toPrecision(3);
  const mean = show(values.reduce((sum, value) => sum + value, 0) / values.length);
  return values.length === 1
    ? mean
    : `${mean} (${show(Math.min(...values))} to ${show(Math.max(...values))})`;
}
