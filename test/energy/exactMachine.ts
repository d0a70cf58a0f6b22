import * as tf from '@tensorflow/tfjs';
import {newMachine, replaceParameters, type Machine} from '../../src/energy/Machine.js';
import {hiddenUnits, visibleUnits, type PartArgs} from '../../src/energy/Units.js';
import {
  bernoulliLayer,
  gaussianLayer,
  learnedLayer,
  mixedLayer,
  reluLayer,
  softmaxLayer,
  sum,
  type ExactLayer,
} from './exactLayer.js';

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
  visibleOffset: readonly number[];
  hiddenOffset: readonly number[];
}

const VISIBLE: Record<string, ExactLayer> = {
  bernoulli: bernoulliLayer(3, 1),
  gaussian: gaussianLayer(2, 2),
  'gaussian of learned variance': learnedLayer(2, 3),
  relu: reluLayer(2, 4),
  'softmax of one group': softmaxLayer(1, 3, 5),
  'softmax of two groups': softmaxLayer(2, 2, 6),
  mixed: mixedLayer([softmaxLayer(1, 2, 1), learnedLayer(1, 2), bernoulliLayer(1, 3)]),
};

const HIDDEN: Record<string, ExactLayer> = {
  bernoulli: bernoulliLayer(2, 7),
  gaussian: gaussianLayer(2, 8),
  relu: reluLayer(2, 9),
  softmax: softmaxLayer(1, 3, 10),
};

/** Every pairing of a kind of visible unit with one of hidden unit, at most 4 x 3 units. */
export const PAIRINGS: [visible: string, hidden: string, exact: ExactMachine][] = Object.entries(
  VISIBLE,
).flatMap(([visibleName, visible]) =>
  Object.entries(HIDDEN).map(([hiddenName, hidden]): [string, string, ExactMachine] => [
    visibleName,
    hiddenName,
    // Small enough for the joint of two real-valued layers to have an integral.
    {
      visible,
      hidden,
      weights: table(visible.units, hidden.units, (i, j) => 0.4 * Math.sin(1 + 2 * i + 3 * j)),
    },
  ]),
);

/** Makes the machine of the source that has the same parameters; the caller disposes its parameters and memory. */
export function machineOf({visible, hidden, weights}: ExactMachine, {labels = 0} = {}): Machine {
  const whole = visibleUnits(visible.args, 'visible');
  const parts = [visible.args].flat();
  const machine = newMachine({
    data: labels === 0 ? whole : visibleUnits(parts.slice(0, -1), 'visible'),
    visible: whole,
    hidden: hiddenUnits(hidden.args as PartArgs, 'hidden'),
    numClasses: labels,
    seed: 1,
  });
  replaceParameters(machine, {
    weights: tf.tensor2d(weights),
    visibleBias: tf.tensor1d(visible.bias),
    hiddenBias: tf.tensor1d(hidden.bias),
    ...(visible.logVariance && {logVariance: tf.tensor1d(visible.logVariance)}),
  });
  return machine;
}

/** Frees a machine that {@link machineOf} made. */
export function disposeMachine({parameters, trainingState: memory}: Machine): void {
  tf.dispose([parameters, memory]);
}

/** `E(v, h)`, written out. */
export function jointEnergy(
  {visible, hidden, weights}: ExactMachine,
  v: readonly number[],
  h: readonly number[],
): number {
  const seen = visible.seen(v);
  const coupling = sum(seen, (value, i) => value * sum(h, (unit, j) => weights[i]![j]! * unit));
  return visible.energy(v) + hidden.energy(h) - coupling;
}

/** `-log sum_h exp(-E(v, h))`, by summing or quadrature. */
export function exactFreeEnergy(exact: ExactMachine, v: readonly number[]): number {
  const {states, logVolume} = exact.hidden;
  return -logVolume - Math.log(sum(states, (h) => Math.exp(-jointEnergy(exact, v, h))));
}

/** `p(h | v)` of every hidden state, from the joint. */
export function hiddenDistribution(exact: ExactMachine, v: readonly number[]): number[] {
  return normalised(exact.hidden.states.map((h) => Math.exp(-jointEnergy(exact, v, h))));
}

/** `p(v | h)` of every visible state, from the joint. */
export function visibleDistribution(exact: ExactMachine, h: readonly number[]): number[] {
  return normalised(exact.visible.states.map((v) => Math.exp(-jointEnergy(exact, v, h))));
}

/**
 * `p(v, h)` of every pair of states, `[visible state][hidden state]`: with the joint energy
 *
 * ```
 * E(v, h) + (1 - inverse) (seen(v) - visibleOffset) W (h - hiddenOffset)
 * ```
 */
export function jointDistribution(exact: ExactMachine, tempering?: Tempering): Float64Array[] {
  const {visible, hidden, weights} = exact;
  const [m, l] = [tempering?.visibleOffset, tempering?.hiddenOffset];
  const inverse = tempering?.inverse ?? 1;
  const ownHidden = hidden.states.map((h) => hidden.energy(h));
  const rows = visible.states.map((v) => {
    const seen = visible.seen(v);
    const own = visible.energy(v);
    const input = weights[0]!.map((_, j) => sum(seen, (value, i) => value * weights[i]![j]!));
    const centred = weights[0]!.map((_, j) =>
      sum(seen, (value, i) => (value - (m?.[i] ?? 0)) * weights[i]![j]!),
    );
    return Float64Array.from(hidden.states, (h, place) => {
      const coupling = sum(h, (unit, j) => unit * input[j]!);
      const removed = sum(h, (unit, j) => (unit - (l?.[j] ?? 0)) * centred[j]!);
      return Math.exp(coupling - (1 - inverse) * removed - own - ownHidden[place]!);
    });
  });
  const total = rows.reduce((all, row) => all + row.reduce((part, value) => part + value, 0), 0);
  return rows.map((row) => row.map((value) => value / total));
}

/** Expected values of some statistic under a distribution over states, `[statistic]`. */
export function expected(
  states: readonly (readonly number[])[],
  probabilities: ArrayLike<number>,
  statistic: (state: readonly number[]) => readonly number[],
): number[] {
  const totals: number[] = [];
  states.forEach((state, place) => {
    statistic(state).forEach((value, k) => {
      totals[k] = (totals[k] ?? 0) + probabilities[place]! * value;
    });
  });
  return totals;
}

/** A state, and all products of two of its values. */
export function moments(state: readonly number[]): number[] {
  return [...state, ...state.flatMap((value, i) => state.slice(i).map((other) => value * other))];
}

export function table(
  rows: number,
  columns: number,
  value: (row: number, column: number) => number,
): number[][] {
  return Array.from({length: rows}, (_, row) =>
    Array.from({length: columns}, (_, column) => value(row, column)),
  );
}

function normalised(weights: number[]): number[] {
  const total = sum(weights, (weight) => weight);
  return weights.map((weight) => weight / total);
}
