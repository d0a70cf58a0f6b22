import * as tf from '@tensorflow/tfjs-core';
import {rangeText} from '../check.js';
import type {ColumnStatistics} from './Scaling.js';
import {deriveKey} from '../random/Key.js';
import {NONE, type Conditional, type LayerParameters, type UnitKind} from './UnitKind.js';

/** A part of a layer: neighbouring units of one kind. */
export interface Part {
  readonly units: number;
  readonly kind: UnitKind;
}

/** Makes a layer of parts of several kinds, side by side: pixels and labels, or a table's numbers and categories. */
export function mixed(parts: readonly Part[]): UnitKind {
  let columns = 0;
  const starts = parts.map(({units}) => (columns += units) - units);
  const sizes = parts.map(({units}) => units);

  const slice = (values: tf.Tensor2D, place: number): tf.Tensor2D =>
    tf.slice(values, [0, starts[place]!], [-1, sizes[place]!]);
  const ofPart = (row: tf.TypedArray, place: number): tf.TypedArray =>
    row.subarray(starts[place], starts[place]! + sizes[place]!);
  const ownOf = ({bias, logVariance}: LayerParameters, place: number): LayerParameters => ({
    bias: tf.slice(bias, [starts[place]!], [sizes[place]!]),
    ...(logVariance && {logVariance: tf.slice(logVariance, [starts[place]!], [sizes[place]!])}),
  });
  const statisticsOf = ({sums, squares, rows}: ColumnStatistics, place: number): ColumnStatistics => {
    const [start, end] = [starts[place]!, starts[place]! + sizes[place]!];
    return {
      sums: sums.subarray(start, end),
      squares: squares.subarray(start, end),
      rows,
      firstColumn: start,
    };
  };
  /** Makes each part's columns, and joins them. */
  const joined = (make: (kind: UnitKind, place: number) => tf.Tensor2D): tf.Tensor2D =>
    tf.tidy(() =>
      tf.concat2d(
        parts.map(({kind}, place) => make(kind, place)),
        1,
      ),
    );
  /** Adds up each part's values, `[batch]`. */
  const summed = (make: (kind: UnitKind, place: number) => tf.Tensor1D): tf.Tensor1D =>
    tf.tidy(() => tf.addN(parts.map(({kind}, place) => make(kind, place))));
  const bounds = (name: 'min' | 'max', widest: number, choose: (...values: number[]) => number): number =>
    choose(...parts.map(({kind}) => kind.accepts[name] ?? widest));

  return {
    type: 'mixed',

    accepts: {min: bounds('min', -Infinity, Math.min), max: bounds('max', Infinity, Math.max)},

    defaultLearningRate: Math.min(...parts.map(({kind}) => kind.defaultLearningRate)),

    isBinary: parts.every(({kind}) => kind.isBinary),

    isBounded: parts.every(({kind}) => kind.isBounded),

    canBeLeftOut: parts.every(({kind}) => kind.canBeLeftOut),

    learnsVariance: parts.some(({kind}) => kind.learnsVariance),

    activation: undefined,

    ...(parts.every(({kind}) => kind.choices !== undefined) && {
      choices: () =>
        parts.flatMap(({kind, units}, place) =>
          kind.choices!(units).map((list) =>
            list.map((unit) => (unit === NONE ? NONE : starts[place]! + unit)),
          ),
        ),
    }),

    mean: (input) => joined((kind, place) => kind.mean(slice(input, place))),

    sample: ({input, mean}: Conditional, key, own) =>
      joined((kind, place) =>
        kind.sample(
          {input: slice(input, place), mean: slice(mean, place)},
          deriveKey(key, place),
          ownOf(own, place),
        ),
      ),

    seen: (states, own) =>
      joined((kind, place) => {
        const part = slice(states, place);
        return kind.seen?.(part, ownOf(own, place)) ?? part;
      }),

    energy: (states, own) => summed((kind, place) => kind.energy(slice(states, place), ownOf(own, place))),

    logNormalizer: (input, own) =>
      summed((kind, place) => kind.logNormalizer(slice(input, place), ownOf(own, place))),

    logVarianceGradient: (states, {input, own}) =>
      joined((kind, place) => {
        const part = slice(states, place);
        const args = {input: slice(input, place), own: ownOf(own, place)};
        return kind.logVarianceGradient?.(part, args) ?? tf.zerosLike(part);
      }),

    ...(parts.some(({kind}) => kind.known !== undefined) && {
      known: (states: tf.Tensor2D) =>
        joined((kind, place) => {
          const part = slice(states, place);
          return kind.known?.(part) ?? tf.onesLike(part);
        }),

      isIncomplete: (row: tf.TypedArray) =>
        parts.some(({kind}, place) => kind.isIncomplete?.(ofPart(row, place)) === true),
    }),

    checkRow(row) {
      for (const [place, {kind}] of parts.entries()) {
        const values = ofPart(row, place);
        const {min = -Infinity, max = Infinity} = kind.accepts;
        const outside = values.findIndex((value) => value < min || value > max);
        if (outside !== -1) {
          return {
            condition: `${rangeText(kind.accepts)} for the ${kind.type} units of part ${place}`,
            got: `${String(values[outside])} in column ${starts[place]! + outside}`,
          };
        }
        const wrong = kind.checkRow?.(values, starts[place]);
        if (wrong !== undefined) return wrong;
      }
      return undefined;
    },

    ...(parts.some(({kind}) => kind.scaling !== undefined) && {
      scaling(statistics: ColumnStatistics) {
        const scalings = parts.map(
          ({kind, units}, place) =>
            kind.scaling?.(statisticsOf(statistics, place)) ?? {
              mean: new Float32Array(units),
              deviation: new Float32Array(units).fill(1),
            },
        );
        return {
          mean: Float32Array.from(scalings.flatMap(({mean}) => Array.from(mean))),
          deviation: Float32Array.from(scalings.flatMap(({deviation}) => Array.from(deviation))),
        };
      },
    }),

    warning(statistics) {
      const warnings = parts.map(({kind}, place) => kind.warning?.(statisticsOf(statistics, place)));
      return warnings.find((text) => text !== undefined);
    },

    biasFromData(statistics) {
      const biases = parts.map(({kind}, place) => [...kind.biasFromData(statisticsOf(statistics, place))]);
      return Float32Array.from(biases.flat());
    },
  };
}
