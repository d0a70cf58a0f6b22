import type {Distribution} from '../monteCarlo.js';
import {dot, logSumExp, softmax, sum} from './arithmetic.js';
import type {ExactLayer} from './exactLayer.js';

/** Two layers and what joins them, all in plain numbers. */
export interface ExactMachine {
  visible: ExactLayer;
  hidden: ExactLayer;
  /** `[numVisible][numHidden]` */
  weights: number[][];
}

/** What the layers of the joint energy are shifted by, and at which inverse temperature: see {@link jointDistribution}. */
export interface Tempering {
  inverse: number;
  visibleCenter: readonly number[];
  hiddenCenter: readonly number[];
}

/** `E(v, h)`, written out. */
export function jointEnergy(
  {visible, hidden, weights}: ExactMachine,
  v: readonly number[],
  h: readonly number[],
): number {
  const coupling = sum(visible.seen(v), (value, i) => value * dot(weights[i]!, h));
  return visible.energy(v) + hidden.energy(h) - coupling;
}

/** `-E(v, h)` of every hidden state. */
function minusEnergies({visible, hidden, weights}: ExactMachine, v: readonly number[]): number[] {
  const [own, seen] = [visible.energy(v), visible.seen(v)];
  const inputs = hidden.bias.map((_, j) => sum(seen, (value, i) => value * weights[i]![j]!));
  return hidden.states.map((h, place) => dot(h, inputs) - own - hidden.energies[place]!);
}

/** `-log sum_h exp(-E(v, h))`, by summing or quadrature. */
export function exactFreeEnergy(exact: ExactMachine, v: readonly number[]): number {
  return -exact.hidden.logVolume - logSumExp(minusEnergies(exact, v));
}

/** `log Z`: for every hidden state, the product over all groups of visible units of the sums over their states. */
export function exactLogPartition({visible, hidden, weights}: ExactMachine): number {
  const groups = visible.groups.map(({first, size, states, energy, seen}) => ({
    first,
    size,
    states: states.map((state) => ({seen: seen(state), energy: energy(state)})),
  }));
  const logs = hidden.states.map((h, place) => {
    const inputs = weights.map((row) => dot(row, h));
    const ofGroups = sum(groups, ({first, size, states}) => {
      const own = inputs.slice(first, first + size);
      return logSumExp(states.map(({seen, energy}) => dot(seen, own) - energy));
    });
    return ofGroups - hidden.energies[place]!;
  });
  return visible.logVolume + hidden.logVolume + logSumExp(logs);
}

/** `p(h | v)` of every hidden state, from the joint. */
export function hiddenDistribution(exact: ExactMachine, v: readonly number[]): number[] {
  return softmax(minusEnergies(exact, v));
}

/** `p(v | h)` of every visible state, from the joint. */
export function visibleDistribution(exact: ExactMachine, h: readonly number[]): number[] {
  return softmax(exact.visible.states.map((v) => -jointEnergy(exact, v, h)));
}

/**
 * `p(v, h)` of every pair of states, `[visible state][hidden state]`: with the joint energy
 *
 * ```
 * E(v, h) + (1 - inverse) (seen(v) - visibleCenter) W (h - hiddenCenter)
 * ```
 */
export function jointDistribution(exact: ExactMachine, tempering?: Tempering): Float64Array[] {
  const {visible, hidden, weights} = exact;
  const [m, l] = [tempering?.visibleCenter, tempering?.hiddenCenter];
  const inverse = tempering?.inverse ?? 1;
  const rows = visible.states.map((v, row) => {
    const seen = visible.seen(v);
    const input = weights[0]!.map((_, j) => sum(seen, (value, i) => value * weights[i]![j]!));
    const centered = weights[0]!.map((_, j) =>
      sum(seen, (value, i) => (value - (m?.[i] ?? 0)) * weights[i]![j]!),
    );
    return Float64Array.from(hidden.states, (h, place) => {
      const coupling = dot(h, input);
      const removed = sum(h, (unit, j) => (unit - (l?.[j] ?? 0)) * centered[j]!);
      return Math.exp(coupling - (1 - inverse) * removed - visible.energies[row]! - hidden.energies[place]!);
    });
  });
  const total = rows.reduce((all, row) => all + row.reduce((part, value) => part + value, 0), 0);
  return rows.map((row) => row.map((value) => value / total));
}

/** `p(v)` and `p(h)` of every state, of the joint that {@link jointDistribution} describes. */
export function marginals(
  exact: ExactMachine,
  tempering?: Tempering,
): {visible: Distribution & {probabilities: number[]}; hidden: Distribution} {
  const joint = jointDistribution(exact, tempering);
  const hidden = joint.reduce((sums, row) => sums.map((total, place) => total + row[place]!));
  return {
    visible: {
      states: exact.visible.states,
      probabilities: joint.map((row) => row.reduce((total, value) => total + value, 0)),
    },
    hidden: {states: exact.hidden.states, probabilities: hidden},
  };
}
