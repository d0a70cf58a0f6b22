import type {TopLevelSpec} from 'vega-lite';
import {layerCourse, layerHistograms} from '../../../examples/lib/layerCharts.js';

const axes = {title: 'Layers', values: 'activation'};

/** Values in [0, 2], a quarter of them below 1. */
const WIDE = {
  mean: 1.25,
  deviation: 0.5,
  percentile98: 1.9,
  histogram: {edges: [0, 1, 2], counts: [10, 30]},
};

/** Values that are all 1. */
const CONSTANT = {mean: 1, deviation: 0, percentile98: 1, histogram: {edges: [0.5, 1.5], counts: [40]}};

interface Parts {
  data: {values: Record<string, number | string>[]};
  facet: {sort: string[]};
  spec: {encoding: {x: {scale: {domain: number[]}}}};
}

const partsOf = (spec: TopLevelSpec) => spec as unknown as Parts;

describe('layerHistograms', () => {
  it('draws the share of the values in each bin by its width', () => {
    const {data, facet, spec} = partsOf(layerHistograms([{name: 'one', ...WIDE}], axes));
    expect(data.values.map(({edge, density}) => [edge, density])).toEqual([
      [0, 0.25],
      [1, 0.75],
      [2, 0.75],
    ]);
    expect(facet.sort).toEqual(['one: mean 1.25, deviation 0.5']);
    expect(spec.encoding.x.scale.domain).toEqual([0, 2]);
  });

  it('has one axis for all layers, which ends six deviations from a mean where values are farther out', () => {
    const far = {...WIDE, mean: 0, deviation: 1, histogram: {edges: [-100, 0, 3], counts: [1, 99]}};
    const {spec} = partsOf(
      layerHistograms(
        [
          {name: 'near', ...WIDE},
          {name: 'far', ...far},
        ],
        axes,
      ),
    );
    expect(spec.encoding.x.scale.domain).toEqual([-6, 3]);
  });

  it('draws a layer whose values are all the same as a spike where they are', () => {
    const layers = [
      {name: 'alive', ...WIDE},
      {name: 'constant', ...CONSTANT},
    ];
    const {data} = partsOf(layerHistograms(layers, axes));
    const edges = data.values.filter(({depth}) => depth === 1).map(({edge}) => edge as number);
    expect(edges).toHaveLength(2);
    expect((edges[0]! + edges[1]!) / 2).toBeCloseTo(1, 12);
    expect(edges[1]! - edges[0]!).toBeCloseTo(2 / 200, 12);
  });

  it('has an axis of some width where all layers are constant', () => {
    const {spec} = partsOf(layerHistograms([{name: 'constant', ...CONSTANT}], axes));
    expect(spec.encoding.x.scale.domain).toEqual([0.5, 1.5]);
  });
});

describe('layerCourse', () => {
  it('draws each layer at each moment: its mean, a deviation to each side, and the 98th percentile', () => {
    const later = {...WIDE, mean: 2, deviation: 1, percentile98: 3};
    const moments = [
      {
        at: 0,
        layers: [
          {name: 'low', ...WIDE},
          {name: 'high', ...CONSTANT},
        ],
      },
      {
        at: 10,
        layers: [
          {name: 'low', ...later},
          {name: 'high', ...CONSTANT},
        ],
      },
    ];
    const {data, facet} = partsOf(layerCourse(moments, {...axes, at: 'epoch'}));
    expect(facet.sort).toEqual(['low', 'high']);
    expect(data.values.filter(({layer}) => layer === 'low')).toEqual([
      {layer: 'low', depth: 0, at: 0, mean: 1.25, low: 0.75, high: 1.75, percentile98: 1.9},
      {layer: 'low', depth: 0, at: 10, mean: 2, low: 1, high: 3, percentile98: 3},
    ]);
  });
});
