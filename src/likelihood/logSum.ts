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

/** An estimate, and its standard error. */
export interface Estimate {
  value: number;
  standardError: number;
}

/**
 * Returns the log of the mean of `exp(log)`, and its standard error by the delta method: the mean's own, relative to it.
 *
 * ```
 * log(1/n sum_i w_i)      standard error = deviation(w) / (sqrt(n) mean(w))
 * ```
 *
 * @param logs - Logs of two or more independent weights w, in nats.
 */
export function logMean(logs: Float64Array): Estimate {
  const largest = logs.reduce((most, log) => Math.max(most, log), -Infinity);
  const weights = logs.map((log) => Math.exp(log - largest));
  const count = weights.length;
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / count;
  const squares = weights.reduce((sum, weight) => sum + (weight - mean) ** 2, 0);
  return {
    value: largest + Math.log(mean),
    standardError: Math.sqrt(squares / (count - 1) / count) / mean,
  };
}
