import type {Machine} from '../energy/Machine.js';
import type {EnumerableLayer} from './enumerable.js';
import {logSum} from './logSum.js';
import {visitStates} from './visitStates.js';

/**
 * Returns log Z of a machine by summing over all states of one layer, with the other one summed or integrated out:
 *
 * ```
 * Z = sum over v of exp(-F(v)) = sum over h of exp(-hidden.energy(h) + visible.logPartition(b + h W'))
 * ```
 *
 * In float64 where both layers are of binary and softmax units; else up to float32's rounding of the other layer's part.
 *
 * @param args - `progress` hears which share of the work is done.
 * @returns In nats.
 */
export async function exactLogPartition(
  machine: Machine,
  {enumerated, progress}: {enumerated: EnumerableLayer; progress?: (share: number) => void},
): Promise<number> {
  const sum = logSum();
  await visitStates(machine, enumerated, {
    visit: ({logWeights}) => logWeights.forEach((log) => sum.add(log)),
    ...(progress && {progress}),
  });
  return sum.value();
}
