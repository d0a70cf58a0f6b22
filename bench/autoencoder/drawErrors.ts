import {writeFile} from 'node:fs/promises';
import type {TopLevelSpec} from 'vega-lite';
import {toSvg} from '../../examples/lib/toSvg.js';
import type {Point} from './fineTune.js';

/** Draws errors over time, and one that took none as a level, as an SVG picture. */
export async function drawErrors(
  file: string,
  curves: readonly {name: string; points: readonly Point[]}[],
  level: {name: string; error: number},
): Promise<void> {
  const last = Math.max(...curves.flatMap(({points}) => points.map(({seconds}) => seconds)));
  const all = [
    ...curves,
    {name: level.name, points: [0, last].map((seconds) => ({seconds, error: level.error}))},
  ];
  const values = all.flatMap(({name, points}) =>
    points.map(({seconds, error}) => ({name, minutes: seconds / 60, error})),
  );
  const spec: TopLevelSpec = {
    width: 720,
    height: 420,
    data: {values},
    mark: {type: 'line'},
    encoding: {
      x: {field: 'minutes', type: 'quantitative', title: 'minutes, pre-training included'},
      y: {
        field: 'error',
        type: 'quantitative',
        title: 'squared error of an image, held out',
        scale: {type: 'log', nice: false},
      },
      color: {field: 'name', type: 'nominal', title: null, sort: all.map(({name}) => name)},
    },
  };
  await writeFile(file, await toSvg(spec));
}
