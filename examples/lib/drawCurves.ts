import {writeFile} from 'node:fs/promises';
import type {TopLevelSpec} from 'vega-lite';
import {toSvg} from './toSvg.js';

/** A line of a chart: a name, and its values at epochs 1, 2, …. */
export interface Curve {
  name: string;
  values: readonly number[];
}

/**
 * Draws a line chart, its values on a logarithmic scale, as an SVG picture and as a page that any browser opens.
 *
 * @param name - The path of both files, without `.svg` and `.html`.
 */
export async function drawCurves(
  name: string,
  curves: readonly Curve[],
  {title, unit}: {title: string; unit: string},
): Promise<void> {
  const values = curves.flatMap(({name, values}) =>
    values.map((value, epoch) => ({name, epoch: epoch + 1, value})),
  );
  const spec: TopLevelSpec = {
    title,
    width: 720,
    height: 420,
    data: {values},
    mark: {type: 'line', point: true},
    encoding: {
      x: {field: 'epoch', type: 'quantitative', title: 'epoch of fine-tuning', axis: {tickMinStep: 1}},
      y: {field: 'value', type: 'quantitative', title: unit, scale: {type: 'log', nice: false}},
      color: {field: 'name', type: 'nominal', title: 'start', sort: curves.map(({name}) => name)},
    },
  };
  const svg = await toSvg(spec);
  await writeFile(`${name}.svg`, svg);
  await writeFile(
    `${name}.html`,
    `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>${title}</title>\n<body>\n${svg}\n</body>\n</html>\n`,
  );
}
