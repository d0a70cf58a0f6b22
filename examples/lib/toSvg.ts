import {parse, View} from 'vega';
import {compile, type TopLevelSpec} from 'vega-lite';

/** Draws a chart as an SVG picture. */
export async function toSvg(spec: TopLevelSpec): Promise<string> {
  const view = new View(parse(compile(spec).spec), {renderer: 'none'});
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}
