import type {Distribution} from '../distribution.js';
import type {LayerStatistics} from '../layerStatistics.js';
import {across, cut, down, drawAxes, line, picture, px, text, type Frame} from './frame.js';
import {layerColor} from './layerColor.js';
import {checkLayers, checkPlotArgs, QUANTITIES, type PlotArgs} from './quantities.js';
import {domainOf, shortNumber, type Domain} from './ticks.js';

/** In pixels. */
const [LEFT, RIGHT, TOP, BOTTOM, WIDTH, HEIGHT, GAP] = [76, 190, 46, 52, 760, 78, 18];

/** Values further from a layer's mean than so many deviations do not make the axis longer. */
const FURTHEST = 6;

/**
 * Draws the histograms of the layers of a model, one below the other, the lowest layer on top: densities, each on a scale of its own,
 * over an axis that they share, so that what shrinks from layer to layer is seen to. A few values far out may be beyond the
 * axis; it is then said how many.
 *
 * @param statistics - What {@link layerStatistics} returns.
 * @returns An SVG picture, 760 pixels wide, to be written into a file or a page.
 * @throws TypeError, RangeError when an argument is wrong.
 *
 * Source: Glorot & Bengio 2010, figures 6 and 7, which draw the layers' curves over each other.
 */
export function plotHistograms(statistics: readonly LayerStatistics[], args: PlotArgs = {}): string {
  const {of, title} = checkPlotArgs(args, 'plotHistograms');
  checkLayers(statistics, 'plotHistograms: statistics');
  const layers = statistics.map((layer) => ({name: layer.name, shown: layer[of]}));
  const x = domainOf(layers.flatMap(({shown}) => reach(shown)));
  const parts: string[] = [];
  layers.forEach(({name, shown}, place) => {
    const top = TOP + place * (HEIGHT + GAP);
    const bars = densities(shown, x);
    const high = 1.08 * Math.max(...bars.map(({density}) => density));
    const frame: Frame = {left: LEFT, top, width: WIDTH - LEFT - RIGHT, height: HEIGHT, x, y: {low: 0, high}};
    const color = layerColor(place, layers.length);
    const isLast = place === layers.length - 1;
    parts.push(...drawAxes(frame, {below: isLast ? {name: QUANTITIES[of].axis} : undefined}));
    parts.push(drawBars(frame, bars, color));
    const at = (row: number): {x: number; y: number} => ({x: WIDTH - RIGHT + 14, y: top + 14 + 17 * row});
    const beyond = beyondShare(shown, x);
    parts.push(
      text(cut(name, 22), {...at(0), isBold: true}),
      text(`mean ${shortNumber(shown.mean)}`, at(1)),
      text(`deviation ${shortNumber(shown.deviation)}`, at(2)),
    );
    if (beyond > 0) parts.push(text(`${shortNumber(100 * beyond)} % beyond the axis`, at(3)));
  });
  const height = TOP + layers.length * (HEIGHT + GAP) - GAP + BOTTOM;
  const middle = (TOP + height - BOTTOM) / 2;
  parts.push(text('density', {x: 20, y: middle, anchor: 'middle', isUpright: true}));
  return picture(parts, {width: WIDTH, height, title});
}

/** Where a layer's values are, but for those far out. */
function reach({mean, deviation, histogram: {edges}}: Distribution): [number, number] {
  // The histogram of values that are all the same has a width of 1 that they do not have.
  if (deviation === 0) return [mean, mean];
  return [
    Math.max(edges[0]!, mean - FURTHEST * deviation),
    Math.min(edges.at(-1)!, mean + FURTHEST * deviation),
  ];
}

interface Bar {
  low: number;
  high: number;
  density: number;
}

/** The bars of a histogram within a domain; the density of each is its share of the values by its width. */
function densities({deviation, mean, histogram: {edges, counts}}: Distribution, x: Domain): Bar[] {
  if (deviation === 0) return [{low: mean, high: mean, density: 1}];
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.flatMap((count, bin) => {
    const [low, high] = [edges[bin]!, edges[bin + 1]!];
    if (high <= x.low || low >= x.high) return [];
    const density = count / total / (high - low);
    return [{low: Math.max(low, x.low), high: Math.min(high, x.high), density}];
  });
}

/** The share of the values that lie in bins wholly beyond the axis. */
function beyondShare({deviation, histogram: {edges, counts}}: Distribution, x: Domain): number {
  if (deviation === 0) return 0;
  const isBeyond = (bin: number): boolean => edges[bin + 1]! <= x.low || edges[bin]! >= x.high;
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count, bin) => sum + (isBeyond(bin) ? count : 0), 0) / total;
}

function drawBars(frame: Frame, bars: readonly Bar[], color: string): string {
  const bottom = down(frame, 0);
  const [first, last] = [bars[0]!, bars.at(-1)!];
  if (first.low === first.high) {
    const x = across(frame, first.low);
    return line(x, bottom, x, down(frame, first.density), color).replace('/>', ' stroke-width="2.5"/>');
  }
  const steps = bars.map(({low, high, density}) => {
    const y = px(down(frame, density));
    return `${px(across(frame, low))},${y} ${px(across(frame, high))},${y}`;
  });
  const [left, right] = [px(across(frame, first.low)), px(across(frame, last.high))];
  return (
    `<polygon points="${left},${px(bottom)} ${steps.join(' ')} ${right},${px(bottom)}" ` +
    `fill="${color}" fill-opacity="0.3" stroke="${color}" stroke-width="1.5" stroke-linejoin="round"/>`
  );
}
