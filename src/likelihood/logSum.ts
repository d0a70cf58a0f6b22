/** The log of a sum of exponentials whose logs come one after another. */
export interface LogSum {
  add(log: number): void;
  value(): number;
}

/** Starts a sum of nothing, whose log is -Infinity; in float64, and without overflow. */
export function logSum(): LogSum {
  let largest = -Infinity;
  /** Relative to the largest so far. */
  let sum = 0;
  return {
    add(log) {
      if (log === -Infinity) return;
      if (log <= largest) {
        sum += Math.exp(log - largest);
      } else {
        sum = sum * Math.exp(largest - log) + 1;
        largest = log;
      }
    },
    value: () => largest + Math.log(sum),
  };
}
