import {optimize} from 'svgo';
import {parse, View} from 'vega';
import {compile, type TopLevelSpec} from 'vega-lite';

/** Draws a chart as an SVG picture, without the names that Vega gives to each part, which are most of the file. */
export async function toSvg(spec: TopLevelSpec): Promise<string> {
  const view = new View(parse(compile(spec).spec), {renderer: 'none'});
  const svg = await view.toSVG();
  view.finalize();
  return optimize(svg, {
    multipass: true,
    floatPrecision: 2,
    plugins: [
      {name: 'removeAttrs', params: {attrs: '(class|role|aria.*)'}},
      // Short ids would be the same in every picture of a page.
      {name: 'preset-default', params: {overrides: {cleanupIds: false}}},
    ],
  }).data;
}
