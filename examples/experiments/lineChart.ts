import type {TopLevelSpec} from 'vega-lite';
import {toSvg} from '../toSvg.js';

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
  width?: number;
  height?: number;
}

/** Draws lines as an SVG picture. */
export function lineChart(
  series: readonly Series[],
  {x, y, isLog = false, legend, width = 640, height = 360}: LineChartArgs,
): Promise<string> {
  const values = series.flatMap(({name, isDashed = false, points}) =>
    points
      .filter((point) => Number.isFinite(point.y) && (!isLog || point.y > 0))
      .map((point) => ({...point, name, kind: isDashed ? 'theory' : 'measured'})),
  );
  const hasKinds = series.some(({isDashed}) => isDashed);
  const spec: TopLevelSpec = {
    width,
    height,
    data: {values},
    config: {legend: {labelLimit: 300}},
    encoding: {
      x: {field: 'x', type: 'quantitative', title: x, scale: {zero: false, nice: false}},
      y: {
        field: 'y',
        type: 'quantitative',
        title: y,
        ...(isLog && {axis: logAxis(values.map((point) => point.y))}),
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

/** Ticks of a logarithmic axis, closer than each power of ten where there would be few of those. */
function logAxis(values: readonly number[]): {values?: number[]} {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (high > 100 * low) return {};
  const powers = Array.from({length: 4}, (_, place) => 10 ** (Math.floor(Math.log10(low)) + place));
  const ticks = powers.flatMap((power) => [1, 1.2, 1.5, 2, 3, 4, 5, 7].map((step) => step * power));
  return {values: ticks.filter((tick) => tick >= low && tick <= high)};
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
