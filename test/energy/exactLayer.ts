import type {PartArgs} from '../../src/energy/Units.js';

// A second description of every kind of unit, in float64 and in nothing but sums: what the tests compare the source with.

/**
 * One layer: all its states, and what each of them weighs.
 *
 * Real-valued units have nodes of the trapezoid rule. For densities that fall like a normal one its error is about
 * exp(-2 (pi / STEP)^2), and 1e-16 here.
 */
export interface ExactLayer {
  args: PartArgs | PartArgs[];
  units: number;
  bias: number[];
  logVariance: number[] | undefined;
  states: number[][];
  /** The log of a node's volume, 0 where states are summed. */
  logVolume: number;
  /** The energy of a state without the other layer. */
  energy: (state: readonly number[]) => number;
  /** What the other layer sees of it. */
  seen: (state: readonly number[]) => number[];
}

/** In deviations. */
const STEP = 0.7;
const REACH = 8.4;

/** Counts of rectified linear units that any of the tests comes near. */
const MOST = 14;

/** The biases and log-variances of the tests' layers, `[unit]`, from formulas so that none is like another. */
const biasOf = (unit: number, phase: number): number => 0.5 * Math.cos(phase + 2 * unit);

export function bernoulliLayer(units: number, phase: number): ExactLayer {
  const bias = Array.from({length: units}, (_, unit) => biasOf(unit, phase));
  return {...plain(units, bias), states: product(bias.map(() => [0, 1])), energy: linear(bias)};
}

export function gaussianLayer(units: number, phase: number): ExactLayer {
  const bias = Array.from({length: units}, (_, unit) => biasOf(unit, phase));
  return {
    ...plain(units, bias),
    args: {units, type: 'gaussian'},
    states: product(bias.map(() => nodes(1))),
    logVolume: units * Math.log(STEP),
    energy: (state) => sum(state, (value, unit) => (value - bias[unit]!) ** 2 / 2),
  };
}

export function learnedLayer(units: number, phase: number): ExactLayer {
  const bias = Array.from({length: units}, (_, unit) => biasOf(unit, phase));
  const logVariance = bias.map((_, unit) => 0.4 * Math.cos(phase + 3 * unit));
  const variances = logVariance.map(Math.exp);
  const deviations = variances.map(Math.sqrt);
  return {
    ...plain(units, bias),
    args: {units, type: 'gaussian', variance: 'learned'},
    logVariance,
    states: product(deviations.map(nodes)),
    logVolume: sum(deviations, (deviation) => Math.log(STEP * deviation)),
    energy: (state) => sum(state, (value, unit) => (value - bias[unit]!) ** 2 / (2 * variances[unit]!)),
    seen: (state) => state.map((value, unit) => value / variances[unit]!),
  };
}

export function reluLayer(units: number, phase: number): ExactLayer {
  const bias = Array.from({length: units}, (_, unit) => biasOf(unit, phase));
  return {
    ...plain(units, bias),
    args: {units, type: 'relu'},
    states: product(bias.map(() => Array.from({length: MOST + 1}, (_, count) => count))),
    energy: (state) => sum(state, (count, unit) => count ** 2 / 2 + logProduct(count) - bias[unit]! * count),
  };
}

export function softmaxLayer(groups: number, categories: number, phase: number): ExactLayer {
  const units = groups * categories;
  const bias = Array.from({length: units}, (_, unit) => biasOf(unit, phase));
  const choices = Array.from({length: categories}, (_, chosen) => chosen);
  return {
    ...plain(units, bias),
    args: {units, type: 'softmax', categories},
    states: product(Array.from({length: groups}, () => choices)).map((chosen) =>
      chosen.flatMap((choice) => choices.map((category) => (category === choice ? 1 : 0))),
    ),
    energy: linear(bias),
  };
}

/** Layers side by side. */
export function mixedLayer(parts: readonly ExactLayer[]): ExactLayer {
  const starts = parts.map((_, place) => sum(parts.slice(0, place), ({units}) => units));
  const slice = (state: readonly number[], place: number): number[] =>
    state.slice(starts[place], starts[place]! + parts[place]!.units);
  return {
    args: parts.map(({args}) => args as PartArgs),
    units: sum(parts, ({units}) => units),
    bias: parts.flatMap(({bias}) => bias),
    logVariance: parts.some(({logVariance}) => logVariance)
      ? parts.flatMap(({units, logVariance}) => logVariance ?? new Array<number>(units).fill(0))
      : undefined,
    states: cartesian(parts.map(({states}) => states)).map((chosen) => chosen.flat()),
    logVolume: sum(parts, ({logVolume}) => logVolume),
    energy: (state) => sum(parts, ({energy}, place) => energy(slice(state, place))),
    seen: (state) => parts.flatMap(({seen}, place) => seen(slice(state, place))),
  };
}

/** `log((1 - q) (1 - q^2) … (1 - q^n))` with q = 1 / e. */
export function logProduct(n: number): number {
  return sum(Array.from({length: n}), (_, k) => Math.log(1 - Math.exp(-k - 1)));
}

export function sum<T>(values: readonly T[], of: (value: T, place: number) => number): number {
  return values.reduce((total, value, place) => total + of(value, place), 0);
}

function plain(units: number, bias: number[]): Omit<ExactLayer, 'states' | 'energy'> {
  return {args: units, units, bias, logVariance: undefined, logVolume: 0, seen: (state) => [...state]};
}

function linear(bias: readonly number[]): ExactLayer['energy'] {
  return (state) => -sum(state, (value, unit) => value * bias[unit]!);
}

function nodes(deviation: number): number[] {
  const last = Math.round(REACH / STEP);
  return Array.from({length: 2 * last + 1}, (_, place) => (place - last) * STEP * deviation);
}

function product(choices: readonly (readonly number[])[]): number[][] {
  return cartesian(choices);
}

function cartesian<T>(choices: readonly (readonly T[])[]): T[][] {
  return choices.reduce<T[][]>(
    (chosen, options) => chosen.flatMap((first) => options.map((option) => [...first, option])),
    [[]],
  );
}
