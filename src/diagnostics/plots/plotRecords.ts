import {argumentError, show} from '../../check.js';
import type {LayerRecord} from '../layerRecorder.js';
import {across, cut, down, drawAxes, picture, px, text, type Frame} from './frame.js';
import {layerColor} from './layerColor.js';
import {checkLayers, checkPlotArgs, QUANTITIES, type PlotArgs} from './quantities.js';
import {domainOf, shortNumber} from './ticks.js';

/** In pixels. */
const [LEFT, RIGHT, TOP, BOTTOM, WIDTH, HEIGHT, GAP, LINE] = [76, 20, 84, 30, 760, 150, 22, 44];

/** Frames side by side. */
const COLUMNS = 3;

/** Marks of a frame, at most: more of them run together. */
const MARKS = 24;

/**
 * Draws how the layers of a model go through a training, a frame for each layer, the lowest first: the mean, a band of a standard
 * deviation to each side of it, and marks at the 98th percentile. All frames have the same axes; the first and the last deviation are written
 * into each, for layers whose values are too small to be seen.
 *
 * @param records - What a {@link LayerRecorder} has recorded: over epochs, or over batches where several of them are of one epoch.
 * @returns An SVG picture, 760 pixels wide, to be written into a file or a page.
 * @throws TypeError, RangeError when an argument is wrong.
 *
 * Source: Glorot & Bengio 2010, figures 2 and 3, which draw the layers over each other.
 */
export function plotRecords(records: readonly LayerRecord[], args: PlotArgs = {}): string {
  const {of} = checkPlotArgs(args, 'plotRecords');
  const {title = `${QUANTITIES[of].title} over the training`} = args;
  checkRecords(records);
  const names = records[0]!.layers.map(({name}) => name);
  const unit = new Set(records.map(({epoch}) => epoch)).size === records.length ? 'epoch' : 'step';
  const moments = records.map((record) => record[unit]);
  const shown = names.map((_, layer) => records.map(({layers}) => layers[layer]![of]));
  const x = domainOf(moments);
  const y = domainOf(
    shown
      .flat()
      .flatMap(({mean, deviation, percentile98}) => [mean - deviation, mean + deviation, percentile98]),
  );
  const margin = 0.04 * (y.high - y.low);
  const columns = Math.min(COLUMNS, names.length);
  const width = (WIDTH - LEFT - RIGHT - (columns - 1) * GAP) / columns;
  const rows = Math.ceil(names.length / columns);
  const parts = drawLegend();
  names.forEach((name, layer) => {
    const [row, column] = [Math.floor(layer / columns), layer % columns];
    const frame: Frame = {
      left: LEFT + column * (width + GAP),
      top: TOP + row * (HEIGHT + LINE),
      width,
      height: HEIGHT,
      x,
      y: {low: y.low - margin, high: y.high + margin},
    };
    const color = layerColor(layer, names.length);
    // A frame with another one below it needs no name of the axis.
    const isLowest = layer + columns >= names.length;
    const below = {name: isLowest ? (unit === 'epoch' ? 'epoch' : 'batch') : '', isCounted: true};
    parts.push(...drawAxes(frame, {below, left: column === 0}));
    const points = shown[layer]!.map(({mean, deviation, percentile98}, place) => ({
      x: moments[place]!,
      mean,
      deviation,
      percentile98,
    }));
    parts.push(...drawCourse(frame, points, color));
    const deviations = [points[0]!, points.at(-1)!].map(({deviation}) => shortNumber(deviation));
    const course = points.length === 1 ? deviations[0]! : deviations.join(' → ');
    parts.push(
      text(`deviation ${course}`, {
        x: frame.left + width - 4,
        y: frame.top + HEIGHT - 7,
        anchor: 'end',
        size: 11,
        hasHalo: true,
      }),
    );
    parts.push(text(cut(name, 26), {x: frame.left, y: frame.top - 7, isBold: true}));
  });
  const height = TOP + rows * (HEIGHT + LINE) + BOTTOM - 16;
  const middle = TOP + (rows * (HEIGHT + LINE) - LINE) / 2;
  parts.push(text(QUANTITIES[of].axis, {x: 20, y: middle, anchor: 'middle', isUpright: true}));
  return picture(parts, {width: WIDTH, height, title});
}

function checkRecords(records: unknown): void {
  const where = 'plotRecords: records';
  if (!Array.isArray(records) || records.length === 0) {
    throw argumentError(TypeError, {
      where,
      condition: 'what a layerRecorder has recorded',
      got: show(records),
    });
  }
  for (const [place, record] of (records as (Partial<LayerRecord> | null)[]).entries()) {
    checkLayers(record?.layers, `${where}[${place}].layers`);
  }
  const counts = (records as LayerRecord[]).map(({layers}) => layers.length);
  const other = counts.find((count) => count !== counts[0]);
  if (other === undefined) return;
  const condition = `of one model, with ${String(counts[0])} layers each`;
  throw argumentError(RangeError, {where, condition, got: String(other)});
}

interface Point {
  x: number;
  mean: number;
  deviation: number;
  percentile98: number;
}

function drawCourse(frame: Frame, points: readonly Point[], color: string): string[] {
  const at = (x: number, y: number): string => `${px(across(frame, x))},${px(down(frame, y))}`;
  const above = points.map(({x, mean, deviation}) => at(x, mean + deviation));
  const below = points.map(({x, mean, deviation}) => at(x, mean - deviation)).reverse();
  const means = points.map(({x, mean}) => at(x, mean)).join(' ');
  const every = Math.ceil(points.length / MARKS);
  const marks = points.filter((_, place) => place % every === 0);
  // A single moment has no course: a bar, and a mark on it.
  const bar = points.length === 1 ? ` stroke="${color}" stroke-width="6" stroke-opacity="0.25"` : '';
  return [
    `<polygon points="${[...above, ...below].join(' ')}" fill="${color}" fill-opacity="0.22"${bar}/>`,
    ...(points.length === 1
      ? [dot(across(frame, points[0]!.x), down(frame, points[0]!.mean), color)]
      : [`<polyline points="${means}" fill="none" stroke="${color}" stroke-width="2"/>`]),
    ...marks.map(({x, percentile98}) => diamond(across(frame, x), down(frame, percentile98), color)),
  ];
}

function drawLegend(): string[] {
  const [y, color] = [48, '#555'];
  return [
    `<rect x="16" y="${y - 6}" width="26" height="12" fill="${color}" fill-opacity="0.22"/>`,
    `<polyline points="16,${y} 42,${y}" fill="none" stroke="${color}" stroke-width="2"/>`,
    text('mean, and a standard deviation to each side', {x: 50, y: y + 4}),
    diamond(330, y, color),
    text('98th percentile', {x: 342, y: y + 4}),
  ];
}

function dot(x: number, y: number, color: string): string {
  return `<circle cx="${px(x)}" cy="${px(y)}" r="3" fill="${color}"/>`;
}

function diamond(x: number, y: number, color: string): string {
  const corners = [
    [x, y - 4],
    [x + 4, y],
    [x, y + 4],
    [x - 4, y],
  ];
  const points = corners.map(([left, top]) => `${px(left!)},${px(top!)}`).join(' ');
  return `<polygon points="${points}" fill="white" stroke="${color}" stroke-width="1.5"/>`;
}
