import {plotHistograms, type LayerStatistics} from 'tfjs-dbn';
import {attributes, CONSTANT, corners, layer, texts, WIDE} from './someStatistics.js';

describe('plotHistograms', () => {
  it('draws densities over an axis that the layers share', () => {
    const narrow = {...WIDE, mean: 0.75, histogram: {edges: [0.5, 1], counts: [40]}};
    const svg = plotHistograms([layer('wide', {activations: WIDE}), layer('narrow', {activations: narrow})]);
    const [wide, other] = attributes(svg, 'polygon', 'points').map(corners);
    // From 76 to 570 pixels lie 0 to 2; upright, of 78 pixels the largest density takes 1 / 1.08.
    const top = (frame: number, share: number): number =>
      Number((frame + 78 - (78 * share) / 1.08).toFixed(1));
    expect(wide).toEqual([
      [76, 124],
      [76, top(46, 1 / 3)],
      [323, top(46, 1 / 3)],
      [323, top(46, 1)],
      [570, top(46, 1)],
      [570, 124],
    ]);
    expect(other).toEqual([
      [199.5, 220],
      [199.5, top(142, 1)],
      [323, top(142, 1)],
      [323, 220],
    ]);
    expect(texts(svg)).toEqual(
      expect.arrayContaining([
        'Activations of each layer',
        'wide',
        'mean 1.25',
        'deviation 0.5',
        'narrow',
        'activation z',
        'density',
      ]),
    );
  });

  it('draws a line where all values are the same', () => {
    const svg = plotHistograms([layer('only', {activations: CONSTANT})]);
    expect(attributes(svg, 'polygon', 'points')).toEqual([]);
    const [line] = attributes(svg, 'line', 'stroke="rgb[^"]*" stroke-width');
    expect(line).toBe('2.5');
  });

  it('says how many values are beyond the axis, which ends 6 deviations from the mean', () => {
    const far = {
      mean: 0,
      deviation: 1,
      percentile98: 2,
      histogram: {edges: [-3, 3, 9, 15], counts: [99, 0, 1]},
    };
    const svg = plotHistograms([layer('far', {activations: far})]);
    expect(texts(svg)).toContain('1 % beyond the axis');
    const right = Math.max(...corners(attributes(svg, 'polygon', 'points')[0]!).map(([x]) => x));
    expect(right).toBe(570);
    expect(texts(plotHistograms([layer('wide', {activations: WIDE})])).join()).not.toContain('beyond');
  });

  it.each([
    ['gradients', 'back-propagated gradient dC/ds'],
    ['weightGradients', 'weight gradient dC/dW'],
  ] as const)('shows %s on demand', (of, axis) => {
    const svg = plotHistograms([layer('one', {[of]: WIDE})], {of});
    expect(texts(svg)).toEqual(expect.arrayContaining([axis, 'mean 1.25']));
    expect(attributes(svg, 'polygon', 'points')).toHaveLength(1);
  });

  it('escapes what is written, and leaves out what XML has no place for', () => {
    const name = `<&>"'\u0000\uD800`;
    const svg = plotHistograms([layer(name, {activations: WIDE})], {title: `<b>${name}`});
    const escaped = '&lt;&amp;&gt;&quot;&#39;\uFFFD\uFFFD';
    expect(texts(svg)).toEqual(expect.arrayContaining([escaped, `&lt;b&gt;${escaped}`]));
    expect(svg).toContain(`<title>&lt;b&gt;${escaped}</title>`);
    expect(svg).not.toContain(name);
  });

  it('gives each layer a colour of its own', () => {
    const layers = Array.from({length: 12}, (_, place) => layer(String(place), {activations: WIDE}));
    const colors = attributes(plotHistograms(layers), 'polygon', 'fill');
    expect(new Set(colors).size).toBe(12);
  });

  it.each<[string, unknown, object]>([
    ['statistics must be what layerStatistics returns, got null.', null, {}],
    ['statistics must be what layerStatistics returns, got [].', [], {}],
    ['statistics[1] must be a LayerStatistics, got an object.', [layer('a', {}), {name: 'b'}], {}],
    ['statistics[0] must be a LayerStatistics, got 3.', [3], {}],
    [
      "of must be one of 'activations', 'gradients', 'weightGradients', got 'weights'.",
      [layer('a', {})],
      {of: 'weights'},
    ],
    ['title must be a string, got 3.', [layer('a', {})], {title: 3}],
    ['an option must be one of of, title, got name.', [layer('a', {})], {name: 'a'}],
  ])('refuses: %s', (message, statistics, args) => {
    expect(() => plotHistograms(statistics as LayerStatistics[], args)).toThrow(`plotHistograms: ${message}`);
  });
});
