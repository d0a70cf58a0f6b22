import {writeFile} from 'node:fs/promises';
import type {TopLevelSpec} from 'vega-lite';
import {toSvg} from './toSvg.js';

/** How well a network did that was trained on some labelled rows, each time on others. */
export interface Accuracies {
  /** What the network started from: a line of the chart. */
  start: string;
  /** How many rows had labels. */
  labels: number;
  /** The share that was right, in percent, of each time. */
  values: readonly number[];
}

/** Draws how many labels give which accuracy, as an SVG picture: means, and bars from the worst to the best. */
export async function drawAccuracies(
  file: string,
  accuracies: readonly Accuracies[],
  {title}: {title: string},
): Promise<void> {
  const values = accuracies.map(({start, labels, values}) => ({
    start,
    labels,
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    worst: Math.min(...values),
    best: Math.max(...values),
  }));
  const spec: TopLevelSpec = {
    title,
    width: 720,
    height: 420,
    data: {values},
    encoding: {
      x: {
        field: 'labels',
        type: 'quantitative',
        title: 'labelled rows',
        scale: {type: 'log', nice: false, padding: 20},
        axis: {values: [...new Set(values.map(({labels}) => labels))], format: ','},
      },
      color: {
        field: 'start',
        type: 'nominal',
        title: 'start',
        sort: [...new Set(values.map(({start}) => start))],
      },
    },
    layer: [
      {
        mark: {type: 'line', point: true},
        encoding: {y: {field: 'mean', type: 'quantitative', title: 'right, %', scale: {zero: false}}},
      },
      {
        mark: {type: 'rule', strokeWidth: 1.5},
        encoding: {y: {field: 'worst', type: 'quantitative'}, y2: {field: 'best'}},
      },
    ],
  };
  await writeFile(file, await toSvg(spec));
}
