/**
 * Brings values into a random order, each order as likely as the others: Fisher & Yates.
 *
 * @param values - Changed in place.
 * @param below - Draws an integer from 0 to before a number.
 */
export function shuffle(values: Int32Array | Uint32Array, below: (count: number) => number): void {
  for (let left = values.length; left > 1; --left) {
    const chosen = below(left);
    [values[left - 1], values[chosen]] = [values[chosen]!, values[left - 1]!];
  }
}
