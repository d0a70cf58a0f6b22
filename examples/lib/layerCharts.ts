import type {Distribution, Histogram} from 'tfjs-dbn';
import type {TopLevelSpec} from 'vega-lite';

/** A layer, and how some of its values are distributed: `{name, ...gradients}` of a `LayerStatistics`, for example. */
export type NamedDistribution = Distribution & {name: string};

/** The layers at a moment of a training. */
export interface Moment {
  /** How far the training was: epochs, batches or images. */
  at: number;
  /** From the lowest up, at each moment the same. */
  layers: readonly Omit<NamedDistribution, 'histogram'>[];
}

/** Axes and title of a chart. */
interface ChartArgs {
  title: string;
  /** Name of the axis of the layers' values. */
  values: string;
}

/** Values further from a layer's mean than so many deviations do not make the axis longer. */
const FURTHEST = 6;

/** Viridis from dark to light, without its yellow, which is hard to see on white: the order of the layers is seen in gray, too. */
const COLOR_BY_DEPTH = {
  field: 'depth',
  type: 'ordinal' as const,
  scale: {scheme: {name: 'viridis' as const, extent: [0, 0.75]}},
  legend: null,
};

/**
 * Charts the histograms of layers, the lowest layer on top: densities over one axis for all, each on a scale of its own. So it is
 * seen how values shrink from layer to layer.
 *
 * Source: Glorot & Bengio 2010, figures 6 and 7, which draw the curves of the layers over each other.
 */
export function layerHistograms(
  layers: readonly NamedDistribution[],
  {title, values}: ChartArgs,
): TopLevelSpec {
  const [low, high] = domainOf(layers);
  const corners = layers.flatMap(({name, mean, deviation, histogram}, depth) => {
    const layer = `${name}: mean ${short(mean)}, deviation ${short(deviation)}`;
    const {edges, counts} = deviation === 0 ? spike(mean, (high - low) / 400) : histogram;
    const all = counts.reduce((sum, count) => sum + count, 0);
    const densities = counts.map((count, bin) => count / all / (edges[bin + 1]! - edges[bin]!));
    return edges.map((edge, bin) => ({layer, depth, edge, density: densities[bin] ?? densities.at(-1)!}));
  });
  return {
    title,
    data: {values: corners},
    ...panels(corners, 1),
    resolve: {scale: {y: 'independent'}},
    spec: {
      width: 560,
      height: 70,
      mark: {type: 'area', interpolate: 'step-after', clip: true},
      encoding: {
        x: {
          field: 'edge',
          type: 'quantitative',
          title: values,
          axis: {tickCount: 8},
          scale: {domain: [low, high], nice: false},
        },
        y: {field: 'density', type: 'quantitative', title: 'density', stack: null, axis: {tickCount: 3}},
        color: COLOR_BY_DEPTH,
      },
    },
  };
}

/**
 * Charts how layers change over a training, a panel for each on the same axes: the mean, a band of a standard deviation to each
 * side of it, and the 98th percentile.
 *
 * Source: Glorot & Bengio 2010, figures 2 and 3, which draw the layers over each other.
 */
export function layerCourse(
  moments: readonly Moment[],
  {title, values, at}: ChartArgs & {at: string},
): TopLevelSpec {
  const points = moments.flatMap((moment) =>
    moment.layers.map(({name, mean, deviation, percentile98}, depth) => ({
      layer: name,
      depth,
      at: moment.at,
      mean,
      low: mean - deviation,
      high: mean + deviation,
      percentile98,
    })),
  );
  const y = {type: 'quantitative', title: values, axis: {tickCount: 4}, scale: {zero: false}} as const;
  return {
    title: {
      text: title,
      subtitle: 'line: mean; band: a standard deviation to each side; dashes: 98th percentile',
    },
    data: {values: points},
    ...panels(points, 3),
    resolve: {axis: {x: 'independent'}},
    spec: {
      width: 190,
      height: 130,
      encoding: {
        x: {
          field: 'at',
          type: 'quantitative',
          title: at,
          axis: {tickCount: 4, tickMinStep: 1},
          scale: {nice: false},
        },
        color: COLOR_BY_DEPTH,
      },
      layer: [
        {mark: {type: 'area', opacity: 0.25}, encoding: {y: {...y, field: 'low'}, y2: {field: 'high'}}},
        {mark: {type: 'line', point: moments.length === 1}, encoding: {y: {...y, field: 'mean'}}},
        {mark: {type: 'line', strokeDash: [4, 3]}, encoding: {y: {...y, field: 'percentile98'}}},
      ],
    },
  };
}

/** The part of an axis where the values of the layers are, except those far out. */
function domainOf(layers: readonly NamedDistribution[]): [number, number] {
  const ends = layers.map(({mean, deviation, histogram: {edges}}) => [
    Math.max(edges[0]!, mean - FURTHEST * deviation),
    Math.min(edges.at(-1)!, mean + FURTHEST * deviation),
  ]);
  const [low, high] = [Math.min(...ends.map(([end]) => end!)), Math.max(...ends.map(([, end]) => end!))];
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

/** The histogram of a constant, whose own bin is far wider than its values are apart. */
function spike(value: number, halfWidth: number): Histogram {
  return {edges: [value - halfWidth, value + halfWidth], counts: [1]};
}

/** A panel for each layer, its name above it. */
function panels(rows: readonly {layer: string}[], columns: number) {
  const sort = [...new Set(rows.map(({layer}) => layer))];
  const header = {labelAnchor: 'start', labelFontWeight: 'bold', labelLimit: 0} as const;
  return {columns, facet: {field: 'layer', type: 'nominal', sort, title: null, header}} as const;
}

function short(value: number): string {
  const isTiny = value !== 0 && Math.abs(value) < 1e-3;
  return (isTiny ? value.toExponential(1) : String(Number(value.toPrecision(3)))).replace(/-/g, '−');
}
