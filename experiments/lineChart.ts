import type {TopLevelSpec} from 'vega-lite';
import {toSvg} from '../examples/lib/toSvg.js';

/** A line of a chart. */
export interface Series {
  name: string;
  /** Dashed lines are for what is not measured. @defaultValue false */
  isDashed?: boolean;
  points: readonly {x: number; y: number}[];
}

interface LineChartArgs {
  x: string;
  y: string;
  /** Whether y is drawn on a logarithmic scale; values that are not positive are left out then. @defaultValue false */
  isLog?: boolean;
  /** What the lines are called together. */
  legend: string;
  height?: number;
}

/** Draws lines as an SVG picture. */
export function lineChart(
  series: readonly Series[],
  {x, y, isLog = false, legend, height = 360}: LineChartArgs,
): Promise<string> {
  const values = series.flatMap(({name, isDashed = false, points}) =>
    points
      .filter((point) => Number.isFinite(point.y) && (!isLog || point.y > 0))
      .map((point) => ({...point, name, kind: isDashed ? 'theory' : 'measured'})),
  );
  const hasTiny = isLog && values.some((point) => point.y < 1e-4);
  const hasKinds = series.some(({isDashed}) => isDashed);
  const spec: TopLevelSpec = {
    width: 640,
    height,
    data: {values},
    config: {legend: {labelLimit: 300}},
    encoding: {
      x: {
        field: 'x',
        type: 'quantitative',
        title: x,
        axis: {tickMinStep: 1},
        scale: {zero: false, nice: false},
      },
      y: {
        field: 'y',
        type: 'quantitative',
        title: y,
        // Powers of ten as such, where there are very small ones.
        ...(hasTiny && {axis: {format: '~e'}}),
        scale: {type: isLog ? 'log' : 'linear', nice: !isLog, ...(!isLog && {zero: false})},
      },
      color: {field: 'name', type: 'nominal', title: legend, sort: series.map(({name}) => name)},
    },
    layer: [
      {mark: 'line', encoding: hasKinds ? {strokeDash: KINDS} : {}},
      ...(values.length < 400
        ? [
            {
              transform: [{filter: {field: 'kind', equal: 'measured'}}],
              mark: {type: 'circle' as const, size: 20, opacity: 1},
            },
          ]
        : []),
    ],
  };
  return toSvg(spec);
}

/** Which lines are dashed, as a channel of a chart. */
const KINDS = {
  field: 'kind',
  type: 'nominal',
  title: null,
  // Long enough to show the dashes.
  legend: {symbolSize: 1000},
  scale: {
    domain: ['measured', 'theory'],
    range: [
      [1, 0],
      [5, 4],
    ],
  },
} as const;
