/**
 * The mean of some numbers, and from where to where they are: `'1.23 (1.20 to 1.30)'`. Those that are not finite, of
 * trainings that diverged, are counted instead.
 *
 * @param digits - How many digits are shown. @defaultValue 3
 */
export function range(values: readonly number[], {digits = 3} = {}): string {
  const finite = values.filter(Number.isFinite);
  const lost = values.length - finite.length;
  if (finite.length === 0) return 'diverged';
  const show = (value: number): string => value.toPrecision(digits);
  const mean = show(finite.reduce((sum, value) => sum + value, 0) / finite.length);
  const span = finite.length === 1 ? '' : ` (${show(Math.min(...finite))} to ${show(Math.max(...finite))})`;
  return `${mean}${span}${lost === 0 ? '' : `, ${lost} of ${values.length} diverged`}`;
}
