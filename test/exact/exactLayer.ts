import type {UnitType} from '../../src/energy/UnitKind.js';
import type {PartArgs, UnitsArgs} from '../../src/energy/Units.js';
import {cartesian, dot, oneHots, sum} from './arithmetic.js';

// A second description of every kind of unit, in float64 and in nothing but sums: the tests compare the source with it.

/** One layer of units: its states, and the energy of each. */
export interface ExactLayer {
  args: UnitsArgs;
  units: number;
  bias: number[];
  /** Of every unit, where that of some is learned. */
  logVariance: number[] | undefined;
  /** Units that are independent of all others in their layer, in order: a softmax group, or a unit of another kind. */
  groups: Group[];
  /** Every state; where units are real-valued, every node of their {@link Grid}. */
  readonly states: number[][];
  /** The energy of each of these. */
  readonly energies: number[];
  /** The log of a node's volume, 0 where states are summed. */
  logVolume: number;
  /** The energy of a state without the other layer. */
  energy: (state: readonly number[]) => number;
  /** The values that the weights multiply. */
  seen: (state: readonly number[]) => number[];
}

interface Group extends Pick<ExactLayer, 'states' | 'energy' | 'seen'> {
  /** The place of its first unit. */
  first: number;
  size: number;
}

/**
 * The states that stand for units of which there are infinitely many.
 *
 * Nodes of Gaussian units are a deviation apart. For densities that fall like a normal one, the trapezoid rule errs by about
 * 2 exp(-2 pi^2) = 5e-9, and by 4 pi^2 times that, 2e-7, in the mean square: no more than float32's rounding.
 */
interface Grid {
  /** How many deviations from its bias the nodes of a Gaussian unit reach. */
  reach: number;
  /** The largest count of a rectified linear unit. */
  most: number;
}

/** For pairs of layers, whose states are all summed, of short weights. */
const NARROW: Grid = {reach: 8, most: 14};

/** For any weights that the tests draw. */
export const WIDE: Grid = {reach: 10, most: 40};

/** What a group of units has for itself. */
interface Own {
  bias: readonly number[];
  /** 1 unless it is learned. */
  variance: number;
}

interface Kind {
  states: (own: Own, grid: Grid) => number[][];
  energy: (state: readonly number[], own: Own) => number;
}

const linear: Kind['energy'] = (state, {bias}) => -dot(state, bias);

const KINDS: Record<UnitType, Kind> = {
  bernoulli: {states: () => [[0], [1]], energy: linear},
  softmax: {states: ({bias}) => oneHots(bias.length), energy: linear},
  gaussian: {
    states: ({bias: [mean], variance}, {reach}) =>
      Array.from({length: 2 * reach + 1}, (_, place) => [mean! + (place - reach) * Math.sqrt(variance)]),
    energy: ([value], {bias: [mean], variance}) => (value! - mean!) ** 2 / (2 * variance),
  },
  relu: {
    states: (_, {most}) => Array.from({length: most + 1}, (_, count) => [count]),
    energy: ([count], {bias: [bias]}) => count! ** 2 / 2 + logProduct(count!) - bias! * count!,
  },
};

/** Returns the layer that `args` describe, of any kinds of units, with the parameters given. */
export function exactLayer(
  args: UnitsArgs,
  {bias, logVariance}: {bias: number[]; logVariance?: number[] | undefined},
  grid = NARROW,
): ExactLayer {
  const groups: (Group & {logVolume: number})[] = [];
  let first = 0;
  for (const part of partsOf(args)) {
    const {units, type = 'bernoulli', categories = units, variance} = partOf(part);
    const {states, energy} = KINDS[type];
    const size = type === 'softmax' ? categories : 1;
    for (const end = first + units; first < end; first += size) {
      const log = variance === 'learned' ? logVariance![first]! : 0;
      const own = {bias: bias.slice(first, first + size), variance: Math.exp(log)};
      groups.push({
        first,
        size,
        states: states(own, grid),
        energy: (state) => energy(state, own),
        seen: (state) => state.map((value) => value / own.variance),
        logVolume: log / 2,
      });
    }
  }
  const slice = (state: readonly number[], {first, size}: Group): number[] =>
    state.slice(first, first + size);
  const energy = (state: readonly number[]): number =>
    sum(groups, (group) => group.energy(slice(state, group)));
  let states: number[][] | undefined;
  let energies: number[] | undefined;
  return {
    args,
    units: bias.length,
    bias,
    logVariance,
    groups,
    // Of a large layer nobody asks for them.
    get states() {
      return (states ??= cartesian(groups.map((group) => group.states)));
    },
    get energies() {
      return (energies ??= this.states.map(energy));
    },
    logVolume: sum(groups, ({logVolume}) => logVolume),
    energy,
    seen: (state) => groups.flatMap((group) => group.seen(slice(state, group))),
  };
}

/** Returns a layer of parts side by side, of biases and log-variances that are cosines, so that none is like another. */
export function wavyLayer(...parts: [args: PartArgs, phase: number][]): ExactLayer {
  const wave = (height: number, step: number, keep: (part: PartArgs) => boolean): number[] =>
    parts.flatMap(([part, phase]) =>
      Array.from({length: partOf(part).units}, (_, unit) =>
        keep(part) ? height * Math.cos(phase + step * unit) : 0,
      ),
    );
  const learns = (part: PartArgs): boolean => partOf(part).variance === 'learned';
  const all = parts.map(([part]) => part);
  return exactLayer(all.length === 1 ? all[0]! : all, {
    bias: wave(0.5, 2, () => true),
    logVariance: all.some(learns) ? wave(0.4, 3, learns) : undefined,
  });
}

/** `log((1 - q) (1 - q^2) … (1 - q^n))` with q = 1 / e. */
export function logProduct(n: number): number {
  return sum(Array.from({length: n}), (_, k) => Math.log(1 - Math.exp(-k - 1)));
}

function partOf(part: PartArgs): Exclude<PartArgs, number> {
  return typeof part === 'number' ? {units: part} : part;
}

/** The parts that a layer's args name, side by side. */
export function partsOf(args: UnitsArgs): readonly PartArgs[] {
  return typeof args === 'object' && !('units' in args) ? args : [args];
}
