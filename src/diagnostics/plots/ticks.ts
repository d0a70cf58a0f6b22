/** What an axis shows: numbers from `low` to `high`, `low < high`. */
export interface Domain {
  low: number;
  high: number;
}

/** Returns the domain that holds these numbers, at least one, and has a width. */
export function domainOf(values: readonly number[]): Domain {
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  if (low < high) return {low, high};
  const half = low === 0 ? 1 : Math.abs(low) / 2;
  return {low: low - half, high: high + half};
}

/**
 * Returns round numbers of a domain, 1, 2 or 5 times a power of ten apart.
 *
 * @param args - `most`: how many of them at most, >= 2; `least`: how far apart at least, 1 for numbers that are counted.
 */
export function ticks({low, high}: Domain, {most, least = 0}: {most: number; least?: number}): number[] {
  const power = 10 ** Math.floor(Math.log10((high - low) / most));
  // The first and the last multiple of a step; a bound itself may have been rounded.
  const ends = (step: number): [number, number] => [
    Math.ceil(low / step - 1e-9),
    Math.floor(high / step + 1e-9),
  ];
  const isFit = (step: number): boolean => {
    const [first, last] = ends(step);
    return step >= least && last - first < most;
  };
  const step = [1, 2, 5, 10, 20, 50].map((factor) => factor * power).find(isFit) ?? least;
  const [first, last] = ends(step);
  // Not by adding up steps, which would add up their rounding.
  return Array.from({length: last - first + 1}, (_, place) =>
    Number(((first + place) * step).toPrecision(12)),
  );
}

/** Writes a number shortly: with 3 digits, and with a power of ten where it is far from 1. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) {
    const [digits, power] = value.toExponential(2).split('e') as [string, string];
    return `${trimmed(digits)}e${power.replace('+', '')}`.replace('-', '−').replace('e-', 'e−');
  }
  return trimmed(size >= 100 ? value.toFixed(0) : value.toPrecision(3)).replace('-', '−');
}

function trimmed(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}
