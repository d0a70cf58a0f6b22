import {argumentError, show} from '../check.js';
import {breather} from '../platform/nextTask.js';
import {smallestOf} from './smallestOf.js';

/** How many values lie between edges that are as far apart each. */
export interface Histogram {
  /** `[bins + 1]`, ascending, from the smallest value to the largest one. */
  edges: number[];
  /** `[bins]`; a value on an edge is counted to the right of it, the largest one in the last bin. */
  counts: number[];
}

/** How values are distributed. */
export interface Distribution {
  mean: number;
  /** The standard deviation: the root of the mean squared difference from the mean. */
  deviation: number;
  /**
   * The smallest value that at least 98 % of the values, with their signs, do not exceed (nearest rank, where NumPy's default
   * lies between two values).
   */
  percentile98: number;
  histogram: Histogram;
}

/** How many values are looked at before the event loop may run: a few milliseconds. */
const AT_ONCE = 2 ** 18;

/**
 * Returns how values are distributed, without blocking the event loop.
 *
 * @param values - At least one.
 * @param args - `bins`: of the histogram; `where` and `what`: who has the values, and what they are, for errors.
 * @throws Error when a value is not finite.
 */
export async function distribution(
  values: Float32Array,
  {bins, where, what}: {bins: number; where: string; what: string},
): Promise<Distribution> {
  const breathe = breather();
  const visit = async (look: (part: Float32Array) => void): Promise<void> => {
    for (let start = 0; start < values.length; start += AT_ONCE) {
      look(values.subarray(start, start + AT_ONCE));
      await breathe();
    }
  };
  let [sum, min, max] = [0, Infinity, -Infinity];
  await visit((part) => {
    for (const value of part) {
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  });
  if (!Number.isFinite(sum)) {
    const got = show(values.find((value) => !Number.isFinite(value)));
    throw argumentError(Error, {where, condition: `one whose ${what} are finite`, got});
  }
  const mean = sum / values.length;
  const edges = edgesOf({min, max, bins});
  const counts = Array<number>(bins).fill(0);
  let squares = 0;
  await visit((part) => {
    for (const value of part) {
      squares += (value - mean) ** 2;
      counts[binOf(value, edges)]!++;
    }
  });
  return {
    mean,
    deviation: Math.sqrt(squares / values.length),
    percentile98: await smallestOf(values, {rank: Math.ceil((98 * values.length) / 100)}),
    histogram: {edges, counts},
  };
}

/** Values that are all the same lie in the middle of 1. */
function edgesOf({min, max, bins}: {min: number; max: number; bins: number}): number[] {
  const [low, high] = min === max ? [min - 0.5, max + 0.5] : [min, max];
  return Array.from({length: bins + 1}, (_, edge) =>
    edge === bins ? high : low + ((high - low) * edge) / bins,
  );
}

function binOf(value: number, edges: readonly number[]): number {
  const bins = edges.length - 1;
  const [low, high] = [edges[0]!, edges[bins]!];
  let bin = Math.min(bins - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * bins)));
  // Rounding may have put it on the other side of an edge.
  if (value < edges[bin]! && bin > 0) bin--;
  else if (value >= edges[bin + 1]! && bin < bins - 1) bin++;
  return bin;
}
