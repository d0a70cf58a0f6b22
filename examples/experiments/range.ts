/** The mean of some numbers, and from where to where they are, in four digits: `'1.234 (1.2 to 1.3)'`. */
export function range(values: readonly number[]): string {
  const show = (value: number): string => String(Number(value.toPrecision(4)));
  const mean = show(values.reduce((sum, value) => sum + value, 0) / values.length);
  return values.length === 1
    ? mean
    : `${mean} (${show(Math.min(...values))} to ${show(Math.max(...values))})`;
}
